"""Everyday words of supervision records, in small letters, that some people write with a capital: no names."""

from app.policy.word_lists import words

ORDINARY = words("""
abbreviate about above absent absolute abstract abuse accent accept accepted access accessed accommodate accompanied
accompanies accord account accounted accredited accuracy accurate achieve achieved acknowledge acknowledged acronyms
across act acted actively actual actually acute ad adapted add added addenda addendum additional address addressed
adequately adhere adhered adjourns admin administrator admit adopted adopts adult advanced adverse adversely advice
advise adviser advocacy advocate advocated affect affected affirm afraid afresh after afternoon afterwards again
against age aged agency agenda ago agree agreed agreeing ahead aid aim aimed alarm alcohol alert align aligned alike
all allege allocate allocated allow allowed almost alone along alongside aloud already also although always am amend
amended among amount an analyse analysed analysis anchor and anger angle angry animal annex anniversary announces
annroyed annual annually another answer answered anticipate anxiety any anybody anyone anywhere apart apologies
apologised app apparently appeal appear append appended appendix appetite applied apply appraisal approach appropriate
appropriately approval approve approved approximate appt ar architecture are area arenas argue argued arise arm around
arranged arrest arrival arrived arson article articulate artifacts as ashamed aside ask asked aspects assault assert
assess assessed assessor assigned assist assistant associated associates assumed assumes assure assured at atomic
attached attacks attempt attempted attend attended attendees attitude attribute attrs audio audit audited auditor aunt
auntie author authorised autocomplete autofocus automated automatic autonomy avoid awake award aware away axe baby
back background backwards bad badly bag bail balanced band bank bar bare barely barrier barrister base based baseline
basic basis bd be beach beats became because become been before beforehand began begin begun behave behaved behaviour
behind being belief believe believed belong below bench beneficial benefit bereave beside bespoke best better between
beyond bias bid big bigger bike binary bind bird birth bit black blame blank blended block blocked blood blue board
body bogged bond book booked bookmarks bool boolean boss both bought boundaried boundary box boxtimes boy boyfriend
brackets brain branches brave breach breached bread breadth break breakfast bridge brief broad broader broke broken
brother brought brown browser budget buffers bug build built bully burden bureau burglary burnout bus busy but button
buy by bypasses byte cache cafe café calculated calendar call called caller calm calmly came camera campaign can
cancel cancelled candid cannabis cannot capital capture captured car card care career carer carried carry case
caseload casework cat category cause celebrate cell cent central centre centred ceremony certain certificate chain
chair challenge challenged champion change changed channels chaplaincy chapter character characteristic charge charged
charset chart chased chat cheaper cheapest check checkbox checked checkers checklist cheer chef chief child childhood
children chimes choice choir choose chose chosen church cicur circle circulated citizen civil claim clarified class
classified clause clean clear cleared clearly clerk cli click clicked client clinic clock close closed closely closer
club cmp coach coat cocaine code coffee coherent cohort cold collaborate collapse collate collated colleague collect
collected college colour column combined come command commas commensurate commented commissioned commissioner commit
committal committed committee common commonly communicate communicated company compare compared comparison compensate
competency competent compiles complementary complemented complete completed completely complex compliant complicated
complimentary comply component comprises compulsory computer con concentrate concern concerned concerted concrete
conduct conducted confide confident confidential config configured confined confirm confirmed conflict confront
confused connect connected consent consequent consider considered consistency consistent consistently console
consolidate constant constantly constitute constraints consult consulted contact contain contained containers content
contest contested context contingency continue continued contract contractual contrast contribute contributed control
controlled convicted cookies coordinated copes copied copy copyright core corporate correct corrected correctly
corridor cost could couldn council counsel counsellor count counted counter countersign countersignature countersigned
countersigner country county couple coupled course court cousin cover covered crack craft crash create created credit
crime criminal crises crisis criteria criterion crown crucial cultural culture curfew current currently curriculum
custodial custody cut cyber cycle dad daily damaged danger dare dark dashboard data database date dated datetime
daughter day dead deadline deal dealt dear death debate debt decide decided decider decimal declared decline
decommissioned decrease dedicate dedicated deeper def default defend defendant deficiencies deficits defined degree
delay delayed delegate delegated delete deleted deliver delivered delivery demand dementia demo demographic
demonstrate demonstrated demonstratively deny depart departure dependants dependency dependent depends deployed
depress depth deputy derby derived describe described deserves design designated designed desired desk deskilled
detail detailed detect detected deter determinate determine determined detrimental develop developed developer device
diagnose diagnostic diamond diary dictate did didentify die diet diff differ different differently difficult
difficulty digest digital digits diluted dinner diploma dir direct directed directly director directorate directory
disabled disadvantage disagree disappears discards discharge disclose disclosure discomfort discontinue discuss
discussed disk disorder display disposals disproportionate dispute distinct distinguish distract distress district
diverse divided do doctor dog domain domestic done door dosette dossier double doubted down downgrade download
downloaded draft drafted drama draw drawn drift drink driven driver drop dropped drug drunk dual due duplicate duress
duty dynamic each ear earlier earliest early earn eased easier easily east eastern easy eaten economy edit educators
effect effectively efficacy efficiency efficient efficiently effort eight eighteen eighty either elapsed elder
electronic eleven else elsewhere email embed embedded emergency emoji emotional empathy emphasis employ employee
employer empower empowered empty enabled enables encapsulated encoded encourage end endeavoured ended endorse endorsed
energy enforce enforced engage engaged engine enhanced enjoy enjoyed enough enquiry enrol ensure enter entered entire
entry enum env envisaged equal equally equates equip equipped equivalent erased error escalate escalated escape ese
especially essential essentially establish established estate estimate estimated et etc ethic ethnic evaluate
evaluated even event ever every everybody everyone everywhere evidenced evident exacerbated exact exactly exam examine
examined example exceed except excess exchange exclude excluded excuse exec execute executed exempt exempted exercise
exercised exhibit exist existed exit expanded expect expected experienced experimental expert expertise expiry explain
explained explicit explicitly exploit explore explored export express expressed extend extended extent external
externally extra extract extremist eye face facilitate facilitated facilitator fact factor faculty fail failed failure
fair fairly fall fallback false familiar familiarise family far fast faster father fault fear feature feed feedback
feel feet fell fellow felt female fetch few fewer fictional field fieldwork fifteen fifth fifty fight figure file
filesystem fill filled film filter final find fine fingerprint finish finished fire firm first fish fit fix fixed flag
flagged flash flat flight floor flow flower focus focused focussed fold folder follow followed font food foolish foot
football footer footprint for force forest forgot form formal format formulaic formulate fortnightly forty forum
forward foster found four fourteen fourth frame framework frantic fraud free freed freedom frenetic frequency frequent
frequently fresh friend friendly frightened from front frontline full fully fund fundamental further future gain
gained game gang gap garden gate gatekeep gatekeeper gatekept gateway gathered gave gender general generally generated
generic genital gentle gently genuine get girl girlfriend github given global glossary go goal god gold gone good
goodbye got gov govern governor grab grabbed grade graded graduate gran grandad grandma grandpa granted great greater
greatest green grep grew grey grief ground grounded group grow grown guard guarded guess guest guide gun gym habit had
hadn hair half hall hand handbook handed handled handler handover happen happened happy hard harder hardest harm has
hash hate have hazard he head headcount header health healthcare healthy hear heard heart heat heavy hectic heightened
held hello help helped helper helpline her here hereby hero heroin hi hidden hide high higher highlighted highlights
highly hill him himself hinder hint hinted historic history hoc hold holder holiday holistic home honest honestly
honesty honour hook horse hospital host hostel hostile hot hotel hour house household housemate how however href hub
huge human humiliates hums hundred hurried hurry husband hygiene i idea ideally identified identify if ignored ill
illustrate image img immediacy immediate immediately imminent impact impacted impedes implemented import important
imported impressed improve improved impulse in inadequate inappropriate incident incl include included income
incomplete inconsistent inconsistently incorporate increase increased indeed independent independently indeterminate
index indicate indicators individual individually industry inevitably inexperienced inform informal informed
infrequent inherit initial injustice inline inner inperson input inputmode inquiry insert inside insight inspect
inspected inspector inspectorates install installed instead instil institute instrumental insufficient insure int
intake integral integrated intended intends intent interest interested interim intern internal internally
interpersonal interpret interpreted interpreter intervals intervene interview intimate intimidate into intranet
intrinsic introduced introduces introductory invented invest invested invite involve involved island isn isolate issue
issued it item itself jacket javascript jealousy jeopardise job jobcentre join joined joint jointly journal journey
judge judged jump just justify keep keeper kept kernel key keyboard keyworker kicker kid kill kind kindly kinship
kitchen knew knife knock know knowledge known la label labelled labour lack ladder lake lambda lamp land landed
landlady landlord language lapse lapsed laptop large largely larger largest last late later latest latter laugh
laughed launch launched law lawyer layout lead leader leadership leaflet league learn learned learner learnt least
leave leavers led left leg legacy legal legitimate lend length lengthy lens lesson let letter level liaison lib
liberty library licensed lie life lifer lifestyle lifetime light like likeliest likelihood likely limit limited line
link linked lint list listed listen listened literacy literal little lived load loaded local locally locate located
lock locked log logged logos lone long longer longest look looked loop loosely lor lose loss lost lot loud love low
lower luck lunch machine macro made magistrate magnifier mail mailto main mainly maintain maintained make makers male
man manage managed manager managerial mandate mandated mandatory manifest manipulate manner manslaughter manual
manually many map mapped margin marked masculine mask masked master match mate material matrix matter mattered maybe
me mean meaningfully meant meantime meanwhile measure measured meat media mediate medium meet member memory men mend
menopause mental mentioned mentor mere merely merge merged message met metadata meter method middle midnight might
military milk million min mind mine minimal minimise minimum ministry minor minute misdirect misplaced miss missed
mistake misuse mitigate mitigated mix mobile mode model modern module money monitor monitored month monthly moon moral
more most mostly mother motivate motivational mouse mouth move moved mr ms much multi multiple mum murder museum music
must mutually my myself naloxone name named namespace nan narrate narrow narrower national nationally natural nature
nav navigate nbsp near nearest nearly necessary necessitate need needed needle needy neglect negligent negotiate
neighbour neither nephew nested network neurodivergent neurodiverse neutral never new newer newly nex next niece night
nightly nine nineteen ninety no nobody none nor normal normally north northern not notably note noted notice noticed
notify now npm nth nudge number numeric nurse nursery oasys obey object observe observed observer obtain obtained
occur odd of off offend offended offender offer offered office officer official officially offline offset often okay
old older oldest on once one online only onto open opened openly operate operated operational operators opinion opioid
opposed opposite optional or oral orally orange order ordered ordinary ordinated organisational organise organised
origin original originally other otherwise ought our out outcome outdoor outer outline outlined output outreach outset
outside outweigh outweighed over overall overcomplicated overdose overdue overly overnight override oversee overseeing
overseen oversight overview overwritten own owned owner ownership pace pack package page paid pair pandemic panel
paper paragraph parallel parameter parent parish park parked parole parse parsed part partial participated particular
particularly partiers partly partner partnership party pass passage passed password past paste pasted pastoral patch
path pathway patrol pattern pause paused pay peer pen people per performed perhaps period permit perpetrator persist
person personal personalised pet phase phone photo picked picks picture piece pillar pills pilot pin pink pinned place
placed plain plainly plan planet planned platform play player plead please pleased pledge plural plus pm point pointer
poison police policy politely polygraph pool poor portal pose posed positively post postcode posture potential
potentially power practice practise practised practitioner praise pre precipitate precise predicate predictor prefer
preferred prefix prefixed prejudice premise preparatory prepare prepared prerelease prescribe present presented preset
pressure pressurised pretend pretty prevent preview previously price primarily primary prime principal principle print
printed prior prioritise prioritised prison prisoner privacy private proactively probably probationary problem
procedural procedure process produce produced product professional professionally profile proforma program programme
programmer progress project promise promote promoted prompt prompted promptly proper properly proportional
proportionate proposal proposed proposes protect protected protocol proud prove proved provide provided provider psi
psychologist psychosocial pub public publish published pull punch pupil purple purpose pursue push put qualified
qualify quarrel quarter quarterly query questioned queue quick quicker quickly quiet quieter quite quiz quote quoted
race ractice radio raise raised ram random rang range rape rapid rapport rare rate rated rather rationale raw reach
reached react read reader ready real realised reallocated really reason reasonably reassess reassigned reassure
rebuild rec recalculated recall recalled receas receipt received recent recently recognise recognised recommended
reconsider record recorded recover recovery recruited red redacted redirect redirected reduce reduced ref refer
referenced referral referred refined reflect reform refresh refreshed refuge refusal refuse refused regard regarded
regime region regional register registered regular regularly rehearse reinforce reintegrate reinvest reject rejected
relapse relate related relational relationship relatively relaunch relaunched relax relayed release released relevant
relief religion reload rely remain remained remand remanded remarks remedial remedied remedy remember remembered
reminder reminds remorse remote remotely remove removed rename renewal renews rent repair repeat repeated repeatedly
replace reply report reported repository represents request requested require required rescue research resends reserve
reset resettle reside residency resident resolved resource respect respected respond responded respondents response
rest restart restore restrain restricted restricts resubmit result resulted retail retain retreat retrieved return
returned reunified reuse revenge review reviewed reviewer revised reward rework rhythm right rise risk road robbery
robust rocussed role roll rolled room root rota round route routine routinely row rude rugby rule run rung rush sad
safe safeguard safely safer safety sake same sample sat save saved saw say scale scan scarce scared scenarios schedule
scheduled scheme school scope score scored scout screen script scrutinise scrutiny sea sealed seamlessly search season
second secondary sector secure securely see seed seeing seek seem seen select selected self semicolons send senior
sense sent sentenced separate separately sequenced series serve server service sessional set settle settled seven
seventeen seventy several sex sexual shadow shall shame shape share shared she sheet shell shelter shift shop shoplift
short shortages shorten shortened shorter shortfall shortly shoul should shoulders show showed shown sick side sign
signal signature signed signer significant significantly signpost silent silently silver similar simple simplified
simply since sincerely single sister sit site six sixteen sixty size skill skilled skin skip skipped slept slice slot
slow slowed slower small smaller smart smarter smoke smooth snapshot snow snowed so sobriety social society software
sole solely solicitor solved some somebody someone sometimes somewhere son song soon sooner sorry sort sorted sought
sound sounded source south southern space spans speak special specialist specific speech speed spellcheck spend spent
spice spiral split spoke spoken sport spot spreads square stack staff stage staggered stakeholders stale stand
standalone standard start started starter state stated static statistics status statutory stay stayed steady step
stigma still stipulated stood stop stopped store stored story str straight strand stranger strategy street strength
strengthen stress stressed strict strictatory stricter stringent strong stronger structural structure structured
struggle student study stupid style stylesheet sub subject submit submitted subsequent subsequently success
successfully succinctly such sufficiency sufficient sufficiently sugar suggest suggested suicide suit suite summarised
summary summons sun sunshine sup super superficial supermarket supervise supervised supervisee supervisor supervisory
supplied supply support supported supposedly sure surgery surprise survey survivor suspend suspended sustain sustained
svg swap swift switch system systemic tables tabs tag tagged tail tailored take taken talent talk talked tandem target
targeted task taught taxi tbc tea teach teacher team tears technique teenager tel telephone telephony tell template
ten tenancy tenant tend term terminated terror terrorist test tested text than thank thanked that the theft their them
thematic theme themselves then theologian theory therapy there thereafter therefore these they thin think third
thirteen thirty this those though thought thousand threadbare threads threat three threshold through throughout thrown
thus tick ticked tier ties tighter time timeline timely timeout timescale timestamp tired title to today together
toilets token told tolerate tomorrow tone tonight too took tool top topic total touch touchpoint towards tower town
toxic trace traced track tracked tracker trade traffic train trained trainee transcript transfer transferred transform
translates transparency trauma travel treat treated tree trend triage trial triangulate tribunal tried trigger trouble
true truncate truncated trust trusted truth try tuple turn turned tutor twelve twenty twice two type typed ul
ultimately unacceptably unaddressed unapproved uncertain uncertainty unchanged uncle unclear unconfirmed undecided
under underestimate underestimated underlined undermine undermined underneath underpin underpinned underscores
understand understood undertake undertaken undertook underway undone unemployed unfair unhurried unified uniform
uninterrupted union unique unit unite unknown unlike unlock unmotivated unnecessary unpaid unplanned unrealistic
unsafe unsatisfactory until untouched unused up update updated uphold upload uploaded upon upper upset upstream
urgency urgent urine us use used user usual usually utilised vacancy valid validate value valued vape variables
variants varied vary vast vectors vehicle verbal verbally verdict verify very veteran veto via vic vice victim video
view viewed vigilant village violent visit visitor visual vital voice void volatile volume volunteer vote wage wait
waited walk wall want wanted ward warm warn warrant warzone was wastage watch watched water way wd we weak weaknesses
weapon wear weather web webinars website week weekday weekend weekly weigh weighed weight weighted welcome welcomed
well wellbeing went were west western what whatever when whenever where whereby wherever whether which while whilst
white whitespace who whoever whole whom whose why wide widely wider widespread width wife win window wishes with
withdraw withdrawal withdrawn within without wobble woman women won wondered wood word work workbook worked worker
workforce workload workplace worksheet workshop worried worry worse worst worth would write writer written wrong
wrongly wrote www year yellow yes yesterday yet yields you young younger your yourself youth zero zeroed zip zone zoom
""")
