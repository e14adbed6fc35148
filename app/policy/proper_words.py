"""Words that everybody writes with a capital and that tell nobody who somebody is, in small letters.

Places, languages and peoples, beliefs, days, roles, teams, programmes, tools, medicines, shops, clubs and makes.
"""

from app.policy.word_lists import words

PLACES = words("""
aberdare abergavenny abertawe aberystwyth acton afghanistan africa aire albania aldershot altcourse altrincham america
anglia armley ashford asia australia avon aylesbury banbury bangladesh bangor barbados barking barnsley barnstaple
barrow barry basildon basingstoke bath batley battersea bedford belfast belmarsh berkshire berwick berwyn bexley
birkenhead birmingham blackburn blackpool blyth bodmin bolton bootle boston bournemouth bracknell bradford braintree
brent brentwood bridgend bridgwater brighton brinsford bristol britain brixton bromley bronzefield buckinghamshire
bulgaria bullingdon bure burnley bury buxton caerdydd caernarfon caerphilly calder camberwell cambridge cambridgeshire
camden canada cannock canterbury cardiff cardigan caribbean carlisle carmarthen casnewydd castleford ceredigion
channings chatham chelmsford cheltenham cheshire chester chesterfield chichester china chorley clacton cleveland clwyd
colchester colwyn conwy corby cornwall cotswolds coventry crewe croydon cumbria cwmbran cymru cynon czechia dagenham
darlington dartford dartmoor deerbolt denbigh denbighshire derby derbyshire devon dewsbury doncaster dorset dovegate
dover downview drake dublin dudley durham dyfed-powys ealing eastbourne edinburgh enfield england eritrea erlestoke
essex ethiopia europe everthorpe exampleton exeter falmouth fareham featherstone feltham flintshire folkestone ford
foston france frankland full gaeleg gaerdydd garth gartree gateshead gaza germany ghana glamorgan glasgow gloucester
gloucestershire gosport grange grantham gravesend greece greenwich grendon grimsby guildford guys gwent gwynedd
hackney halifax hammersmith hampshire haringey harlow harrogate harrow hartlepool hastings hatfield haverfordwest
haverigg hebrides hereford herefordshire hertfordshire hewell highlands highpoint hillingdon hollesley holme holyhead
hounslow huddersfield hull humber humberside hungary huntercombe huntingdon ilford india ipswich iran iraq ireland
islington israel italy jamaica keighley kendal kent kenya kettering kidderminster kirkby kirkham kirklees knowsley
kurdistan lambeth lancashire lancaster latvia leeds leicester leicestershire leigh lewes lewisham leyhill lichfield
lincoln lincolnshire lindholme lithuania littlehey liverpool llandudno llanelli lloegr llundain london lothian
loughborough low lowdham lowestoft luton macclesfield maidstone manchester mansfield margate marsh medway mercia
mersey merseyside merthyr merton middlesbrough middlesex midlands moorland morecambe neath newark newbury newcastle
newham newport nghaerdydd nigeria norfolk northallerton northampton northamptonshire northumberland northumbria
norwich nottingham nottinghamshire nuneaton oakwood oldham ouse oxford oxfordshire pakistan palestine parc peckham
pembroke pembrokeshire pennines pentonville penzance peterborough plymouth poland pontefract pontypool pontypridd
portland portsmouth portugal powys prescoed preston ranby reading redbridge redcar redditch redhill rhondda rhyl
richmond risley rochdale romania romford rotherham rugby runcorn russia rutland salford salisbury sandwell scarborough
scotland scrubs scunthorpe sefton send severn sheffield shrewsbury shropshire skegness slough slovakia solent solihull
somalia somerset southampton southend southport southwark spain stafford staffordshire stevenage stocken stockport
stockton stoke strangeways stratford stroud styal sudan sudbury suffolk sunderland surrey sussex sutton swansea
swindon swinfen syria taf taff tameside taunton tawe tees teesside telford thames thanet thorn torquay tottenham
trafford trent trinidad truro turkey tyne tyneside ukraine usk vietnam wakefield wales wallasey walsall waltham
wandsworth warrington warwick warwickshire watford wayland wealstun wear wellingborough westminster weston weymouth
whatton whitehaven widnes wigan wiltshire winchester windsor winson wirral wolverhampton woolwich worcester
worcestershire workington wormwood worthing wrecsam wrexham wymott wythenshawe yeovil york yorkshire zimbabwe
""")

# Authors of models of reflection and of reports that people cite; some are surnames of others too.
AUTHORS = words("""
ajzen argyris bandura belbin berne bonta borton boud bourgon bowlby brofenbrenner bronfenbrenner brookfield carlile
clinks corston coulsfield diclemente driscoll duluth dweck eisenhower erikson farrall freud gibbs goleman gottman
hewson ishikawa johari jung kadushin karpman kolb laming lammy lewin likert macpherson maruna maslow mezirow milgram
pareto pavlov piaget prochaska rollnick satir schon schön shohet tuckman ugwudike vygotsky winnicott woolf wosket
""")

COMMON_AUTHORS = words("""
ainsworth andrews atkins beck bloom bradley carroll casey dewey egan ellis farmer finlay freshwater hackney hawkins
honey jasper johns mcneill miller moon morrison mumford munro murphy page proctor raynor rogers rolfe skinner trotter
ward
""")

PROPER = words("""
abuse academy acamprosate acas accommodation accredited acquisitive act action actions activity adha adidas admin
administrator adran adroddiad adult adults advent adverse advice aethom afghan afon african agency agenda air airbnb
airport albanian albion alcohol alcoholics aldi algerian allah allowance alprazolam alton alzheimer alzheimer's amazon
ambulance american amharic amitriptyline amphetamine android anfield anglican angolan annex anonymous antabuse
anti-social anyone ao app appeal appeals appendix apple appointment appointments approved apps apr april arab arabic
area areas argos argyle aripiprazole army arrangements arriva arsenal article asda asesiad asian asperger asperger's
assessment assessments assessor assessors associates athletic atomoxetine attitude attitudes audi aug august aunt
auntie australian austrian authority autumn avanti avenue award awst b&q ba baby badge bae bangladeshi bank baptist
barclays barnardo barnardo's barrister batman bay bbc beach beavers beethoven behaviour behaviours belgian bench
benefit benefits bengali bet365 betfred better bible bill bingo biro bishop black blinders blu-tack blue board bonfire
booths boots bore borough borstal bosnian boxing braille brawf brazilian breach breathalyser brewdog brexit bridge
brigade british bronze brother brown brownies bsc bu buddha buddhism buddhist buddi budgens building bulgarian bull
bumble buom buprenorphine bureau bus butlins buvidal bwrdd bydd byddaf byddai byddant byddwn cadbury cafcass cafcass'
cafe café calan canadian canal cannabis canolfan cantonese canva capita carchar careline caribbean carta case caseload
cases castle catch22 cathedral catholic catholics cawsom cefais ceisiaf cell celtic center central centre certificate
cex champix channel chapel chaplain chaplaincy chapter chatgpt chelsea chess chief child childhood childline children
childrens chinese chlordiazepoxide choices christ christian christianity christians christmas chrome church chwefror
chymru citalopram citizens city civica clarks clerk clinic clozapine club co-op coast coastguard cocaine cockney code
codeine cognitive coke college colombian com comisiynydd commission commissioner committee community coms concerta
condition conditions congolese constable contact copilot copy coral cornish coronation coroner costa costcutter
cotswold council councillor counsel countersigning county course courses court courts cousin covid crack cranstoun
credit cricket crime crimes crimestoppers crisis crn crns croatian crohn's crown cryfderau cubs cup curfew curie
currys custodial custody cwestiynau cyfarfod cyfeiriad cyfiawnder cymdeithas cymraeg cymraes cymro cymry cymunedol
cyngor cynllun czech dachwedd dad daddy danish dari darts dashboard data date daughter days ddydd debenhams debt dec
december declaration deddf defence degree delius deliveroo delivery department dependency depo depop deputy desistance
detective detention development dewi diazepam digital dim diolch diploma director directors discord disney district
diwali doctorate document dogs domestic domino's dominos down's dpd dragons drug duke dunelm dutch duty dydd dydy
dysgu dyw dywedais dywedodd earl east eastenders easter eastern easyjet ebay ebrill ecstasy education ee egyptian eid
eisteddfod electronic elvanse email emmerdale emotional employment enforcement english entry epiphany equality equip
eritrean es escitalopram espranor estonian estyn ethiopian european europol euros everton everybody everyone
everything evidence evri excel experiences extremism facebook families family farmfoods farsi father fathers fawrth
feb february fedex fedi fehefin fel felly fentanyl ffordd fifa file files filipino finance finnish fire fitbit fitr
fluoxetine football force forces forest form format forms fortnite forward framework frameworks freedom freephone
french fri friday fridays fulham gabapentin gallaf gallwn gambian gamblers gamcare ganolfan gantt garchar garmin gate
gcse gcses general geordie german ghanaian giffgaff ginsters gladiators gmail goals god godzilla gofynnais gold golf
good google gorffennaf goron goruchwyliaeth government governor gran grandad grandfather grandma grandmother grandpa
great greater greek green gregg's greggs grey greyhound grindr guidance guides guinness gujarati gurdwara gwaith
gwasanaeth gwelais gwener gwladol gwnaeth gwnaethom gwnes gwrando gyfiawnder gym gymdeithas gymraeg gymru gyngor gypsy
gŵyl halfords halifax hall halloween haloperidol handbook hanukkah harbour haribo harlequins harm harmful hashanah
hate hausa haven head headway health healthcare healthwatch heddlu hefyd heol hermes heroin heron high hill hindi
hindu hinduism hindus hinge hodgkin hoffwn hogmanay hogwarts holi holiday holidays hollyoaks home homebase honda
hoover horizon hospital hotel hotmail hotspur house housing huawei hub human humanist hungarian huntington's husband
hydref i'd i'll i'm i've iau ibuprofen iceland iechyd igbo ikea imam independence indian induction information
informed ingeus inn inner inspector inspectorate instagram instruction instructions insulin integrated interchange
international internet interpol interserve intervention interventions intranet ionawr ipad iphone iranian iraqi irish
ironman islam islamic island islands isle israeli italian itv jacuzzi jamaican jan january japanese jehovah jenga
jesus jew jewish jews jiu-jitsu jobcentre jobseeker judaism judge judges judo jul july jun june justice jysk kahoot
kaizen kanban karate kenyan ketamine key keyworker kfc kindle king kippur kitchen klarna knight koran korean korsakoff
kosovan kurdish ladbrokes lady lake landing lane lankan latvian law layer league learning lebanese legal legion lego
lent level liaison library librium libyan licence licences lidl lifeline lifestyle lifewise line linkedin lithium
lithuanian little lives lloyds llun llyfr llys llywodraeth local londis lord lower lucozade lys ma macbeth macmillan
mae maen maent maes magistrate magistrates mai makaton malaysian mam mamba mammy management manager managers mancunian
mandarin manual maplin maps mar marathon march market marlboro marvel matalan mawrth may mayor mcdonald's mcdonalds
mdma medi meeting meetings megabus mehefin melatonin men mencap mens mental mercedes mercher mermaids messenger
metformin methadone methodist methylphenidate metro mhrawf microsoft mind minecraft minister ministry minutes miro
mirtazapine mis misuse mitie mobile model modelling models module modules moldovan mon monday mondays monitoring
monopoly monzo moodle moor morleys mormon moroccan morphine morrisons mosque motability mother mothering mothers
motivational mozart msc multi multi-agency mum mummy munchausen muslim muslims myfyrio nacro nad nadolig naloxone
naltrexone nan nando's nandos napo narcotics national nationwide natwest navratri navy ndelius need needs nepalese
nepali nesaf netflix neurodiversity new next nghanolfan nghymraeg nghymru nicorette nid nigerian nike nintendo nisa
nissan nitazene nitazenes nobel nobody nokia non-statutory north northern norwegian note notes nothing nov november
nowruz number nurofen nvq o2 observation observations ocado oct october oculus oedd oes offence offences offender
offenders offending office officer officers ofsted ok olanzapine old olympic olympics ombudsman ond one-to-one onenote
online onlyfans options orange order orders orffennaf orient orthodox os ospreys othello outcome outcomes outer
outlook oversight oxfam oxycodone oxycontin ozempic pack pact pagan pakistani palace palestinian pan panel paper
paracetamol paragraph paralympics park parkinson's parkrun parliament parole part partner partnership partnerships
pasg pashto passover pathway pathways payment paypal pdu pdus peacocks pentecost pentecostal people pepsi person
personal persons phd phoenix phone pilates pink plan planning plans platinum playstation po police policies policy
polish pom poms pontins pope port portable portakabin portal portaloo portuguese pos post-it post-release
post-sentence poundland powerpoint pqip practice practitioner practitioners prawf pre pre-sentence pregabalin premier
premiership premises prevent pride priest prifysgol primark prime prince princess pringles prison pro-social probation
problem programme programmes propranolol prosecution prosecutor prosocial prostap protection protestant prozac
prynhawn pso psos pub public puma punjabi purim purple pursue quaker quakers quality quay queen quetiapine quran rabbi
ragfyr railway ramadan rangers rasta rastafarian recall reception record recorder recording records recovery red
reddit reebok reference reflective refuge region regional register registration regulation regulations rehabilitation
relate relationship relationships release remembrance report reports requirement requirements rescue resettlement
responsivity restructuring rethink review reviews revolut rhagfyr rhaglen rhif rights risk risperidone ritalin river
rizla road roblox roedd roeddem roeddwn roma romani romanian rosh rotary rovers royal rpss rugby russian rwandan rwy
rwyf rwyt ryanair rydym sabbath sadwrn saesneg saesnes safeguarding safer sainsbury sainsbury's saint saints sais
salvation samaritans samsung sant santander saracens sat saturday saturdays scarlets schedule scheme school schuh
scope scottish scouse scouts scrabble screwfix sea secretary section security seeds seeds2 seetec segregation
self-assessment sellotape senedd senior sentence sep sept september serbian serco sergeant serious sertraline service
services sesame sesiwn session sessions sex sexual shabbat sharepoint shein shelter sheriff shop shrek siaradais
signal sikh sikhism sikhs silver sir sister skill skills sky skype slimming slovak slovenian smirnoff smyths snapchat
snooker social sodexo solicitor solicitors solving somali somebody someone something son sony south southern spanish
spar spice spo spos spotify spotlight spring spurs square sri st stage stagecoach stalking standard standards star
starbucks starling start state station step steps stockholm stonewall strava street strengths stress strictly
strongbow stronger structured stryd suboxone substance subutex subway sudanese sul summary summer sun sunday sundays
sunshine superdrug superintendent superman supervision supreme sure surgery suzuki swahili swedish swiss swyddog
sylheti synagogue syrian tachwedd taekwondo tag tags tai talking tamil tannoy taser tasers team teams telecare
telegram temazepam temple temu tennis tesco tesla thai therapies therapy thermos thinking thorpe thu thur thurs
thursday thursdays tier tigrinya tiktok time timpson timpsons tinder tkmaxx toolkit torah tourette tourette's towers
town toyota trafodais trafodwyd trailblazer train training trainline tram tramadol transfer transport trauma
trauma-informed traveller travellers travelodge treatment tribunal trust trustpilot tube tue tues tuesday tuesdays
tunisian tupperware turkish turning tutor twitch twitter tîm uber ugandan ukrainian uncle undeb underground uned
unison unit united units universal university unlock unpaid upper urdd urdu usher vaisakhi vale valentine's valentines
valium valley vauxhall velcro venlafaxine ventolin very vespa veteran veterans viagra vicar victim victims video
vietnamese villa vinted violence violent virgin visits vlo vlos vodafone volkswagen wagamama waitrose walkers
wanderers wasanaeth wasps web wed wednesday wednesdays wellbeing welsh wembley west western wetherspoon whatsapp white
whitsun wi-fi wickes wife wikipedia wilko wimbledon windows windrush wing winter witness witnesses women womens wood
word work worker workers workshop workspace xanax xbox xmas yahoo yamaha year years yellow yemeni ymweliad yna ynadon
yodel yoga yom yoruba young youth youtube ysbyty ysgol yswiriant zettle zimbabwean zoom zopiclone zumba
""")
