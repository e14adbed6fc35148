"""Everyday words of supervision records, in small letters, that some people write with a capital: no names."""

from app.policy.word_lists import words

ORDINARY = words("""
abandon abbreviate about above abroad absent absolute absorb abstain abstract abuse academic accent accept access
accident accommodate accompanies accomplish accord account accuracy accurate ache achieve acknowledge acquit acronyms
across act actively actor actual acute adapt add addendum addict additional address adequate adequately adhere
adjacent adjourn admin administrator admire admit adolescent adopt adult advantage adventure adverse adversely advice
advise adviser advocacy advocate affair affect affirm afraid afresh after afternoon afterwards again against age
agency agenda ago agony agree agreed agreeing ahead aid aim air alarm album alcohol alert alibi align alike all allege
allergy alley allocate allow almost alone along alongside aloud alphabet already also alternate although always am
amend amnesty among amount amphetamine ample an analogy analyse analysis ancestor anchor and anecdote anger angle
angry animal ankle annex annexe anniversary announces annoy annual another answer anticipate antidepressant antisocial
anxiety any anybody anyone anyway anywhere apart apathy apologies apparent appeal appear appendix appetite apple
applies appraisal apprentice apprenticeship approach appropriate appropriately approval approve approximate appt apron
arch are area arenas argue arise arm army aroma around arrange arrears arrest arrival arrogant arrow arson article
articulate as aside ask aspects assault assess assessor asset assist assistant associates assumes assure asthma asylum
at athlete atmosphere attacks attempt attend attendees attic attitude audio audit auditor aunt auntie author
autobiography automatic autonomy average awake award aware away awe awkward axe baby back background backlog backpack
bacon bad bag bail bait bake baker bakery bald ball ballet ban band bandage bank banner banter bar barbecue barber
bare barely bargain barn barracks barrel barrier barrister base basic basin basis basket bat bath bathroom battery
battle be beach bead beam bean bear beard beats became because become bedroom bedside bedsit been beer before
beforehand began beggar begin beginner begun behalf behave behaviour behind being belief believe bell belong below
belt bench beneficial benefit bereave beside bespoke best bet better between beyond bias bicycle bid big bigger bike
bind binge bipolar bird birth biscuit bishop bite bitter black blade blame bland blank blanket blister block blog
bloke blood blue bluff blunt blush board boat body bodyguard boiler bold bolt bomb bond bone bonus book bookmarks boot
booze border boredom borrow boss both bottle bottom bought boundary bowl box boxer boy boyfriend bracelet bracket
brain brake bravado brave bravery breach bread breadth break breakdown breakfast breakthrough breath brick bride
bridge brief brilliant broad broadband broadcast broader broke broken brother brought brown browser bruise brunch
brush brutal bubble bucket budget bug build builder built bulb bulk bully bundle bungalow bunk burden bureau burger
burglar burglary burial burn burnout bus bush busy but butcher butter button buy buzz by bypasses bystander cafe café
cake calendar call calm came camera camp campaign campus can cancel cancer candid candidate candle cannabis cannot cap
capital captain capture car caravan carbon card cardboard care career caregiver carer caretaker cargo carnival
carpenter carpet carriage carrot carry cartoon case caseload cashier casino castle casual casualty cat catastrophe
catch category cause celebrate cell cemetery cent central centre cereal ceremony certain certainty certificate chain
chair chairman challenge champion change channels chaos chapel chaplain chaplaincy chapter character characteristic
charge charm chart chat cheaper cheapest cheat check checkers checklist cheek cheer cheese chef chemist cheque chest
chicken chief child childhood children chill chimes chin chip chocolate choice choir cholesterol choose chop chord
chore chose chosen chronic church cigarette cinema circle circuit circular citizen civil claim classroom clause
cleaner clear clearer clerk clever clicks client climate climb clinic cloak clock close closely closer clothes cloud
clown club clue clumsy cluster coach coal coast coat cocaine cocktail code coffee coherent cohort coin cold
collaborate collapse collar collate colleague collect college colour column coma comb combine come comedian comedy
command commas commensurate commercial commissioner committal committee common communicate commute companion company
compare comparison compassionate compensate competency competent complaint complementary complete completely complex
compliant complimentary component compose composure compound comprises compromise compulsory computer concentrate
concept concern concert concise conclude concrete condom conduct confide confident confidential confirm conflict
confront connect consent consequent consider consistency consistent consolidate constant constitute constraint consult
consultant contact contain contempt content contest context contextual contingency continue contract contractual
contrary contrast contribute control controversy conventional convert convoy cooker cookie coordinate cop cope copper
copy copyright cord core corner corporate corpse correct corridor corrupt cost costume cot cottage cotton couch cough
could council counsel counsellor count countersign countersignature countersigner country county couple courage
courier course court courtesy courtroom courtyard cousin cover covert coward cowardice crack cradle craft craftsman
crane crash cream create creature credential credit crew cricket crime criminal crises crisis criteria criterion crop
crowd crown crucial cruel cruelty cry cube cuddle culprit cultural culture cup cupboard cupid curfew currency current
curriculum curse cursor curtain cushion custodial custody custom customer cut cyber cycle cyclist dad damage dancer
danger dare dark dart dashboard data database date daughter day dead deadlines deal dealer dealt dear death debate
debias debris debt debut decade decent decide decider decimal declare declines decrease dedicate deed deep deeper
default defend defendant deficiencies deficit define degree delay delegate delete deliberate delicate delight
delinquent deliver delivery demand dementia demo demographic demonstrate demonstratively denial dental dentist deny
depart departure depend dependants dependent deposit depress depth deputy derby describe desert deserve design desk
desktop despair desperate dessert detail detect deter determinate determine detox detrimental develop developer device
devil diabetes diagnose diagnostic dialogue diamond diarrhoea diary dice dictate dictionary did die diet differ
different difficult difficulty digest digital digits dilemma diligent dinner diploma direct director directorate dirt
disadvantage disagree disappears disaster discards discharge disclose disclosure discomfort disconnect discontinue
discount discovery discreet discuss disease disgrace disguise disgust dish dishonesty dislike dismissal disorder
display disposal disproportionate dispute disrespect distant distinct distinguish distract distress distribute
district diverse divide divorce do dock doctor documentary dog dole doll dolphin domain domestic dominant done donor
door doorbell doorstep dosage dose dosette dossier double doubt down downfall downgrade download downside dozen draft
drain drama dramatic draw drawer drawn dread dream dress drift drill drink drinker driven driver driveway drop drought
drown drug drum drunk dual duck due duel dull duplicate duress dust duty duvet dynamic dyslexia each eager ear earlier
earliest earn earnest earth earthquake ease easier east eastern easy eaten echo economics economy edge edit educators
effect effectively efficacy efficiency efficient effort egg ego eight eighteen eighty either elaborate elbow elder
electric electrician electronic elegant elephant elevator eleven eloquent else elsewhere email embrace emergency
emotional empathy emphasis employ employee employer empower empty enables encounter encourage end endorse enemy energy
enforce engage engine engineer enjoy enough enquiry enrol ensure enter enterprise enthusiasm entire entirely entry
enum envelope envy epilepsy episode equal equates equip equivalent era eraser errand error escalate escape essay
essential establish estate estimate etc ethic ethnic etiquette euphoria evaluate even event eventual ever every
everybody everyday everyone everywhere evident evil exact exam examine example exceed excellent except excess exchange
exclude excuse exec exempt exercise exhaust exhibit exile exist exit expect expense expert expertise expire expiry
explain explicit exploit explore exports exposure express extend extent external extinct extra extract extreme
extremist eye eyebrow fabric face facilitate facilitator fact factor factory faculty fail failure faint fair fake fall
fallout false fame familiar familiarise fan fancy fantasy far farm farmer fashion fast faster fat fatal fate father
fatherhood fatigue fault favourite fear feast feather feature federal feed feedback feel feet fell fellow felt female
ferry festival fever few fewer fiancé fiancée fibre fictional field fierce fifteen fifth fifty fight fighter figure
file fill film filter final find fine finger fingerprint finish finite fire firm first fish fist fit fix fixture flag
flame flash flashback flat flavour flaw fleet flesh flicker flight flirt flood floor flour flow flower flu fluent
fluid flute focus fog fold folder folk follow follow-up fond food fool foolish foot footage football footballer
footpath footprint footstep for force forehead foreign forest foreword forgery forgot fork form formal format former
formula formulaic formulate forth fortnight fortunate fortune forty forum forward foster found fountain four fourteen
fourth fracture fragile frame franchise frantic fraud freak free freedom freeze freezer freight frenetic frenzy
frequency frequent fresh fridge friend fright fringe frog from front frontier frost fruit fuel full fully fun fund
fundamental funeral funny fur furniture further fury fuss futile future gain gamble gambler game gang gap garage
garbage garden garlic gas gate gatekeep gatekeeper gateway gather gave gaze gear gender general generate generic
genius gentle gentleman genuine gesture get ghost giant giggle girl girlfriend given glad glass glimpse global gloom
glossary gloves glue go goal goat god gold golf gone good goodbye gossip got govern governor gown grab grade gradual
graduate grain grammar gran grand grandad grandchild grandma grandpa grandparent grandparent's graph grass gratitude
grave grease great greater greatest greed greedy green grew grey grief grill grim grin grip groan grocery gross ground
group grow grown growth grudge guarantee guard guardian guess guest guide guilt guilty guitar gulf gun gut gutter gym
gymnastics habit had hair haircut hairdresser half half-way hall hallway ham hammer hand handbag handbook handcuffs
handicap handle handover handshake handy hangover happen happy harbour hard harder hardest hardship harm has hash hat
hate have hazard he head headache headcount headphones headquarters healer health healthcare healthy hear heard heart
heartbeat heartbreak heat heater heavy hectic height held helicopter hell hello helmet help helper her herb herd here
hereby heritage hero heroin hesitant hi hidden hide hierarchy high higher highlight highway hill him himself hinder
hint hip hire historian historic history hobby hold holder hole holiday holistic hollow home homesick honest honesty
honour hoodie hook hooligan hopefully horizon hormone horror horse hospital host hostage hostel hostile hot hotel hour
house household housemate housewife how however href hub huge human humble humiliates humour hunger hungry hunt hurdle
hurry hurt husband husky hut hygiene hype hypnosis hypothesis i ice icon idea ideal identify idiot idle if ill illegal
illustrate image imagine immature immediacy immediate immediately immense immigrant imminent impact impatient impedes
implicit import important impose improve impulse in inadequate inappropriate inch incident include income incomplete
inconsistent incorporate incorrect increase indeed independent indeterminate index indicate indicators indirect
individual industry inefficient infant inferior inform informal informant infrequent ingredient inhabitant inhaler
inherent initial injury injustice ink inmate inner inpatient input inquiry insecure inside insight insomnia inspect
inspector inspectorates inspire instant instead instil instinct institute instructor instrumental insufficient insulin
insult insure int intact intake integral intellectual intelligent intend intense intent intentional interest interim
intermediate intern internal interpersonal interpret interpreter interval intervene interview intimacy intimate
intimidate into intranet intrinsic introduces introductory intruder invalid inverse invert invest investigator invite
invoice invoke involve iron irony irrelevant island isn isolate issue it itch item itself jacket jail jam jaw jealousy
jeans jeopardise jewellery jigsaw job jobcentre join joint joke joker journal journey joyride judge judgemental juice
jump jungle junior junk jury just justify karma keen keep keeper kept kettle key keyboard keyworker kick kid kidnap
kidney kill killer kind kingdom kinship kiss kitchen kitten knee knew knickers knife knock knot know knowledge known
la lab label labour labourer lack lad ladder laddie lady lake lamb lamp land landlady landlord landmark landscape
language lapse laptop larder large largely larger laser last late later latest latitude latter laugh laughter launch
laundry lavatory law lawn lawyer layer lazy lead leader leadership leaf leaflet league leak learn learner learnt least
leather leave leaver lecture left leftover leg legacy legal legend legitimate leisure lemon lend length lengthy
leniency lens lesson let letter letterbox level liaison liar liberty library lick lid lie life lifer lifestyle
lifetime lift light lighter like likeliest likelihood likely likewise limb limit linear lines link lion lip lipstick
liquid list listen literacy literal literature litter little liver load loan lobby local locate lock lodger log logic
logo lone lonely long longer longest look loop loose loosely loot lorry lose loss lost lot lottery loud lounge love
lovely lover low lower lowest loyal loyalty luck luggage lump lunch lunchtime lung lust lyrics machine macro made
magazine magic magistrate magnet magnifier maid mail mailbox main mainstream maintain make make-up makers makeup male
malice man manage manager managerial mandate mandatory maniac manifest manipulate manner manslaughter manual
manufacturer many map marathon march margin marginal marijuana marker market marriage marshal martial mask massage
mast master matches mate material maths matrix matter mattress mature maximal maximum maybe me meal mean meaningfully
meant meantime meanwhile measure meat mechanic medal media mediate medicine medium meet member memorial memory men
menace mend menopause mental mentor menu mere merely mess message messenger messy met metal metaphor meter methadone
method metric microwave midday middle midnight midwife might migraine migrant mild mile militant military milk mill
million min mind mine miner mineral minimal minimise minimum minister ministry minor mint minus minute miracle mirror
miscarriage mischief misconduct misdirect misery misfortune miss mist mistake mistrust misuse mitigate mixture moan
mob mobile mode model modern modest modesty modify module moisture mole money monitor monotonic month mood moon
moonlight moral more morphine mortgage mosque most motel mother motherhood motivate motivational motor motorbike
motorcycle motorway mould mountain mouse mouth move mover mr ms much mud mug muggle mule multi multiple mum mum-to-be
mumble mundane murder murderer muscle museum mushroom music musician must mustard mutual my myself mystery myth nail
naivety naloxone name namely nan nana narcotic narrate narrow narrower nasty national natural nature nausea navigate
nbsp near nearby nearest neat necessary necessitate neck necklace need needle needy neglect negligent negotiate
neighbour neighbourhood neither nephew nerve nest net neurodivergent neurodiverse neutral never new newcomer newer
newspaper next nice nicotine niece night nightclub nightmare nine nineteen ninety no nobody noise noisy nominal
nominee none nonsense noon nor norm normal north northern nose nostalgia not note notice notify nought novel novice
now nowhere npm nth nudge number numeric nurse nursery nut nylon oak oasys oath obey object observe observer obstacle
obtain occasional occur ocean odd odour of off offend offender offer office officer official often oil okay old older
oldest on once one onion onlooker onset onto open opera operate operational operator opinion opioid opponent opposite
opt optician optimistic optional or oral orange orbit orchestra ordeal order ordinary organ organisational organise
organiser origin original orphan other otherwise ought our ourselves out outbreak outburst outcome outdoor outer
outfit outlet outlines outlook output outrage outreach outset outside outsider outweigh oven over overall overdose
overdue overlap overnight oversee overseeing overseen oversight overt overtime overview overwrite overwritten owe own
owner ownership oxygen pace pack package packet pad paddle page paid pain painkiller paint painter pair palace pan
pancake pandemic panel panic panorama pants paper parachute parade paradise paragraph parallel paralysis paramedic
paranoia parcel parent parenthood parish park parole part partial particular partner partnership party pass passage
passenger passport password past pasta paste pastoral patch path pathway patient patrol pattern pause pay payday
payslip peak peanut peculiar pedestrian peer pen penalty pencil penis pensioner people pepper per perfect perform
perfume perhaps peril period permanent permit perpetrator persist persistent person personal pet petrol petty phantom
pharmacy phase phenomenon philosophy phobia phone photo photograph photographer phrase physics physiotherapy piano
pick pickup picnic picture piece pig pile pillar pillow pills pilot pin pink pipe piracy pirate pistol pitch pizza
place plain plan planet plaster plastic plate platform play player playground plead pleasant please pleasure pledge
plenty plot plug plumber plural plus pm pneumonia pocket podcast poem poet poetry point pointer poison poker pole
police policy polite politely politician politics poll polygraph pond pony pool poor popcorn popular porch pork porn
pornography portal portrait pose positively post postcard postcode poster pot potato potential poverty powder power
practice practise practitioner praise prayer pre preacher precedent precipitate precise predict predictor pregnancy
pregnant prejudice preliminary premise premium preparatory prepare prerelease prescribe present preserve preset
pressure prestige pretend pretty prevent preview prey price pride priest primary prime principal principle print
printer prior prioritise prison prisoner privacy private privilege prize proactively probationary problem procedural
procedure proceed process produce product professional professor profile profit proforma profound program programme
progress project projector prominent promise promote prompt proof propaganda proper property proportional
proportionate proposal propose prosecutor prospect prostitute protect protest protocol proud prove provide provider
psychiatrist psychiatry psychologist psychosis psychosocial pub puberty public publish puff pulse punch puncture pupil
puppet puppy purchase pure purple purpose purse pursue pursuit push put puzzle qualify quarantine quarrel quarter
queries quest questionnaire queue quick quicker quiet quieter quit quite quiz quota quote rabbit race racist rack
radiator radio rage raid rail railway rainbow raincoat raise random rang range ransom rap rape rapid rapist rapport
rarely rash rat rate rather ratio rational rationale raw razor reach react read reader ready real realistic reason
reassess reassure rebel rebellion rebuild recall receipt receiver recent receptionist recipe recipient recognise
reconsider record recover recovery recruit reduce redundancy redundant ref refer referee referral reflect reform
refrain refresh refrigerator refuge refugee refusal refuse regard regime region regional register regret regular rehab
rehearsal rehearse reign reinforce reintegrate reinvest reject relapse relate relational relationship relatively
relaunch relax release relevant relief religion reload reluctant rely remain remainder remand remark remedial remedy
remember remind reminder remorse remote remotely remove renewal renews rent repair repeat replace report reporter
represent reproach reproduce request require rescue research resends reserve reset resettle reside residency resident
residue resistant resolve resort resource respect respectively respond respondents response rest restart restaurant
restore restrain restraint restricts resubmit result retail retain retreat return reunion reuse revenge revert review
reviewer reward rhyme rhythm rib ribbon rice rider ridge ridicule rifle right rigid riot ripple rise risk ritual rival
road roast robber robbery robe robot robust rocket rod role roll roof room root rope rota rotate rough roulette round
roundabout route routine routinely row royalty rubber rubbish rucksack rude rug rugby ruin rule ruler rumour run rung
runner rush rust sabotage sack sacrifice sad saddle safe safeguard safely safer safety said sail sake salad salary
sale salon salt same sample sanctuary sand sandwich sarcasm sat satellite satisfy sauce sausage save saver saw say
scaffold scaffolder scale scandal scanner scar scarce scarf scenario scene scent schedule scheme schizophrenia scholar
school schoolboy scientist scissors scooter scope score scout scrap scratch scream screen screw script scrutinise
scrutiny sculpture sea seal search season seat second secondary secrecy secret secretary sector secure securely see
seed seeing seek seem seen seizure seldom select self self-harm sell send senior sense sent separate separately sequel
serial series servant serve server service sessional set setback settle seven seventeen seventy several severe sex
sexual shade shadow shall shallow shame shampoo shape share shareholder shark she sheep sheet shelf shell shelter
shield shift shirt shock shoe shoe-shop shop shopkeeper shoplift shoplifter shopper shore short shortage shortcut
shorten shorter shortfall should shoulder shout show shower shown shrug shuttle shy sick side sigh sight sign signal
signature signer significant signpost silent silk silver similar simple simulate sin since sincere sincerely singer
single sink siren sister sit site six sixteen sixty size skateboard skeleton sketch skill skin skip skull slang slap
slash slave slavery sleep sleeve slept slice slide slight slip slogan slope slot slow slower slur smack small smaller
smart smarter smell smile smoke smoker smooth snack snake snapshot sneeze snooker snow so soap sober sobriety social
society sock socket sofa soil soldier sole solely solicitor solid solitude solo solvent some somebody somehow someone
sometimes somewhat somewhere son song soon sooner soot sorrow sorry sort sought soul sound soup source south southern
souvenir space spans spare spark sparse speak speaker special specialist specific specify specimen spectacle spectator
speculate speech speed spell spend spent sperm sphere spice spider spill spine spiral spirit spite splash split spoke
spoken spokesman sponge sponsor spoon sport sportsman spot spouse spray spread spy squad square squat squeeze stab
stadium staff stage staircase stairs stakeholder stale stalemate stalker stall stamina stamp stand standalone standard
stapler stare start starter stash state static statistics statue status statutory stay std steady steak steam steel
step stepdad stepmum stereotype stern stick sticker stigma still stimulant stimulate stimulus stitch stock stomach
stone stood stool stop storage store story straight strain strand strange stranger strap strategy straw streak stream
street strength strengthen stress stretch strict stricter strike stringent strip stroke strong stronger structural
structure struggle stubborn student studio study stuff stunt stupid stutter style sub subject submit subsequent
subsidy substantial substitute subtle suburb succeed success successfully successor succinct such sudden suffer
sufficiency sufficient sugar suggest suicide suit suitcase suite summary summons sun sunlight sunrise sunset sunshine
sup super superficial supermarket supervise supervisee supervisor supervisory supper supplier support sure surface
surfer surgeon surgery surname surprise surrender surround survey survival survivor suspect suspend suspense suspicion
sustain swap swear sweat sweater sweatshirt sweep sweet swift swim swimmer switch sword syllabus symbolic sympathetic
sympathy symptom syndrome syringe system systematic systemic tables tablet taboo tackle tag tail take takeaway taken
tale talent talk tandem tank tap tape target tariff task taste tattoo taught tax taxi taxpayer tea teach teacher team
team-mate tear tease technician technique teen teenage teenager teeth tel telephone telephony tell telly temper
temperature template temple tempo temporary ten tenancy tenant tend tender tense tent term terminal territory terror
terrorist test testimony text textbook texture than thank that the theatre theft their them thematic theme themselves
then theory therapist therapy there thereafter therefore thermometer these thesis they thief thigh think third thirst
thirteen thirty this thorn thorough those though thought thousand thread threadbare threat three threshold thrill
throat throne through throughout throw thrown thug thumb thunder thus tick ticket tide tidy tier ties tighter tile
timber time timely timescale timid tin tiny tissue title to toast tobacco today toddler toe together toggle toilet
token told tolerate tomato tomorrow tone tongue tonight too took tool toolbox toolkit tooth toothbrush top topic torch
torture total touch touchpoint tough tourist toward towel tower town toxic toy trace track tracker trade trader
traditional traffic tragedy trail trailer train trainee trainer trait tram transcript transfer transform translates
translator transparency transparent transport trap trash trauma travel traveller tray treasure treat treaty tree trek
tremor trend trespass triage trial triangulate tribunal trick tricky trigger trim trip triumph trivial trolley trophy
trouble trousers truce truck true trunk trust trustee truth try tube tumour tune tunnel turkey turmoil turn turnover
tutor tutorial twelve twenty twice twin twist two type tyre ulcer ultimate ultimately umbrella unaware uncertain
uncertainty uncle unclear under underestimate undergraduate undermine underneath underpants underpass underpin
underscores understand understood undertake undertaken undertook underway underwear undone unease unfair unfamiliar
unhappy uniform union unique unit unite universe unknown unlike unlikely unlock unnecessary unpaid unpleasant
unrealistic unrest unsafe unsatisfactory unsure until unusual up upbeat update upgrade uphold upload upon upper upset
urge urgency urgent urine us usage use user usher usual vacancy vaccine vagrant vague valid validate valley value
vandal vape variety vary vast vegan vegetarian vehicle veil vein venue verbal verbose verdict verify verse versus very
vessel veteran veto via vibe vicar vice victim video view viewer viewpoint vigilant villa village villain vine violate
violent virtual virtue virus visa visit visitor visor visual vital vitamin vivid vocabulary voice volatile volume
volunteer vomit vote voter voucher vow voyage wage wait waiter waitress walk walker wall wallet want war ward wardrobe
warm warmth warn warrant warranty wary warzone was wash wastage waste watch watchman water wave way we weak weaknesses
wealth weapon weaponry wear weary weather web webinars website weed week weekday weekend weigh weight weird welcome
welfare well wellbeing went were west western whale what whatever whatsoever wheat wheel wheelchair when whenever
where whereas whereby wherever whether which while whilst whisky whisper whistle white who whoever whole whom whore
whose why widely wider widespread widow width wife wig wild willpower win wind window windscreen wine winner wire
wisdom wish wit with withdraw withdrawal withdrawn within without wobble wolf woman womb women won wonder wood wool
word workbench workbook worker workforce workload workmate workplace worksheet workshop worry worse worship worst
worth worthwhile would wound wrap wreck wrist write writer written wrong wrote yacht yard yawn year yeast yell yellow
yes yesterday yet yoga you young younger youngster your yourself youth zebra zero zip zone zoo zoom
""")
