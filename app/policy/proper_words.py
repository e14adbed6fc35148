"""Words that everybody writes with a capital and that tell nobody who somebody is, in small letters.

Places, languages and peoples, beliefs, days, roles, teams, programmes, tools, medicines, shops, clubs and makes.
"""

from app.policy.word_lists import words

PLACES = words("""
aberdare abergavenny abertawe aberystwyth abingdon accrington acton afghanistan africa aire albania albany aldershot
alnwick altcourse altrincham america amesbury ammanford andover anfield anglia armley arundel ascot ashby ashford
askham aston atherstone australia avon axminster aylesbury bakewell bala balham banbury bangladesh bangor barbados
barking barnet barnoldswick barnsley barnstaple barrow basildon basingstoke bath batley battersea battle beaumaris
bebington bedford bedlington bedworth beeston belfast belmarsh belper berkshire bermondsey berwick bewdley bexley
bexleyheath bicester bideford biggleswade billericay bilston bingley birkenhead birmingham bishopsgate blackburn
blackpool blaenau blandford blantyre blaydon bletchley bloxwich blyth bodmin bognor bolton bootle borehamwood boston
bourne bournemouth brackley bracknell bradford braintree brecon brentford brentwood bridgend bridgwater bridlington
brierley brigg brighton brinsford bristol britain brixham brixton broadstairs bromley bromsgrove bronzefield
buckinghamshire builth bulgaria bullingdon bulwell bure burngreave burnley burntwood burton bury bushey bute butetown
buxton caerdydd caernarfon caerphilly calder camberwell camborne cambridge cambridgeshire camden camp canada cannock
canterbury canvey cardiff cardigan caribbean carlisle carmarthen carterton casnewydd castleford caterham catford
ceredigion channings chapeltown chard chatham cheadle cheddar cheetham chelmsford cheltenham chepstow chertsey chesham
cheshire chesterfield chichester china chippenham chipping chorley cirencester clacton clapham clapton cleethorpes
clevedon cleveland clitheroe clwyd coalville cobham cockermouth colchester coldingley colwyn congleton consett conwy
cookham corby cornwall corsham cotswolds coventry cowes cramlington cranbrook crediton crewe crewkerne cromer
crowborough croydon cumbernauld cumbria cwmbran cwmbrân cymru cynon czechia dagenham dalston darlington dartford
dartmoor daventry deal deerbolt deeside denbigh denbighshire deptford derby derbyshire devizes devonport dewsbury
didcot diss doncaster dorchester dorking dorset dovegate dover downview drake droitwich dronfield droylsden dublin
dunstable durham dyfed-powys ealing easington eastbourne eastleigh eastmoor easton edgware edinburgh edmonton egham
elland ellesmere elmley ely enfield england epping epsom erdington erith eritrea erlestoke essex ethiopia europe
everthorpe evesham exampleton exeter exmouth failsworth fakenham falmouth fareham farnborough farnham faversham
featherstone felixstowe felling feltham ferndown ffestiniog finchley five fleetwood flintshire folkestone fosse foston
france frome full gaeleg gaerdydd gainsborough gartree gateshead gaza germany ghana gillingham gipton glamorgan
glasgow glastonbury glossop gloucester gloucestershire godalming goole gorleston gosport grange grantham gravesend
grays greece greenford greenwich grendon grimsby guildford guisborough guys gwent hackney haggerston hailsham
halesowen halifax hall hammersmith hampshire handsworth harehills haringey harlesden harpenden harrogate harrow
hartcliffe hartlepool harwich haslingden hastings hatfield havant haverfordwest haverhill haverigg hayling heanor
hebden hebrides hemel hempstead hendon hereford herefordshire hertford hertfordshire hewell hexham heywood highbury
highlands highpoint hill hillingdon hinckley hitchin hoddesdon hollesley holme holmfirth holyhead honiton horley
horseferry horsham hounslow hove hoxton hucknall huddersfield hull hulme humber humberside hungary hungerford
hunstanton huntercombe huntingdon huyton hyde hyson ilford ilfracombe ilkeston ilkley immingham india inner ipswich
iran iraq ireland isis isleworth islington italy jamaica jarrow keighley kendal kennington kent kenya keswick
kettering keynsham kidderminster kidsgrove kingsbridge kingswood kirkby kirkdale kirkham kirklees kirklevington
knaresborough knowle knowsley knutsford kurdistan lambeth lancashire lancaster latvia launceston leatherhead leeds
leek leicester leicestershire leominster letchworth levenshulme lewes lewisham leyhill leyland leyton leytonstone
lichfield lincolnshire lindholme liskeard lithuania littlehampton littlehey liverpool llandrindod llandudno llanelli
llangefni llangollen llantrisant lloegr llundain london longridge longsight looe lothian loughborough louth low
lowdham lowestoft ludlow luton lydney lymington lytham mablethorpe macclesfield machynlleth maesteg maghull maidstone
malmesbury malvern manchester manor mansfield margate marlborough marsh maryport matlock meadows medway melksham
melton mercia mersey merseyside merthyr merton mexborough middlesbrough middlesex midlands milford millsike minehead
mitcham mold monmouth moorland morden morecambe morpeth moss moulsecoomb mountain mowbray mynach nailsea nantwich
neath nechells newark newbury newcastle newham newmarket newport newquay newry newtown nghaerdydd nigeria norfolk
northallerton northampton northamptonshire northolt northumberland northumbria northwich norwich nottingham
nottinghamshire nuneaton oakhill oakwood okehampton oldham onley ormskirk ossett oswestry otley oundle ouse oxford
oxfordshire padstow paignton pakistan palestine parc parkhurst paulsgrove peckham pembroke pembrokeshire penarth penge
penlan pennines penrith pentonville penzance pershore peterborough peterlee petersfield pitsmoor plymouth plympton
pocklington poland pontefract pontypool pontypridd porthcawl porthmadog portishead portland portsmouth portugal
poulton powys prescoed prestatyn prestwich pudsey pwllheli radcliffe rainham rainsbrook ramsgate ranby rawtenstall
rayleigh reading redbridge redcar redditch redhill redruth reigate retford rhondda rhyl richmond ripley ripon risley
rochdale romania romford romsey rotherham rotherhithe rugby rugeley runcorn rushden rushmoor russia ruthin rutland
ryde rye saffron salford salisbury saltash sandbach sandbanks sandown sandwell scarborough scotland scrubs scunthorpe
seacroft seaford seaham sefton selby send sevenoaks severn shaftesbury shanklin sheerness sheffield sheppey shipley
shirebrook shoreditch shoreham shrewsbury shropshire side sidmouth sittingbourne skegness skelmersdale skipton
sleaford slough slovakia snaresbrook sneinton solent solihull somalia somerset southall southampton southend southmead
southport southwark spain spalding speke spennymoor splott springhill stafford staffordshire stalybridge stamford
standford stanmore stepney stevenage stocken stockport stockton stoke stourbridge stourport stowmarket strangeways
stratford streatham stretford stroud styal sudan sudbury suffolk sunderland surbiton surrey sussex sutton swadlincote
swaleside swanage swansea swindon swinfen sydenham syria tadcaster taf taff tameside tamworth taunton tavistock tawe
tees teesside teignmouth telford tenby tewkesbury thames thameside thamesmead thanet thatcham thetford thirsk thorn
thornaby tilbury tipton tiverton todmorden tonbridge tooting torquay tottenham towcester townhill townstal toxteth
trafford tredegar trinidad trowbridge truro tunbridge turkey twickenham tyne tyneside uckfield ukraine ulverston
urmston usk uttoxeter uxbridge vauxhall verne vietnam wadebridge wakefield walden wales wallasey wallsend walsall
walsden waltham walthamstow wandsworth wantage wareham warrington warwick warwickshire washington watford wayland
wealdstone wealstun wear wednesbury wellingborough wells welshpool welwyn wembley werrington westminster weston
wetherby weymouth whatton whickham whitby whitchurch whitehaven whitehawk whitley whitstable widnes wigan wight
willenhall willesden wilmslow wiltshire wimborne winchester windermere windsor winsford winson wirral wisbech witham
witney woking wokingham wolverhampton wombwell woodbridge woolwich wootton worcester worcestershire workington workso
worksop wormwood worthing wrecsam wrexham wymott wythenshawe yarm yarmouth yeovil york yorkshire ystrad ystradgynlais
zimbabwe
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
abba abuse academy acamprosate acas accenture accommodation accredited acer acquisitive acrobat act action actions
activity addaction adecco adferiad adha adidas admin administrator adobe adran adroddiad adult adults advent adverse
advice aethom afghan afon african agency agenda aggression aids aintree air airbnb airpods airport albanian albion
alcohol alcoholics aldi aldi's algerian allah allowance alpha alprazolam alton alzheimer alzheimer's amazon ambulance
american amey amharic amitriptyline amlodipine amoxicillin amphetamine anawim anchor android anfield anger angiolini
anglican angolan annex anonymous antabuse anti-social anyone ao app appeal appeals appendix apple appointment
appointments approved apps apr arab arabic archery area areas argos argyle aripiprazole army arrangements arriva arrow
arsenal article arts ascot asda asda's asesiad ashes asian ask asperger asperger's aspire asro assessment assessments
assessor assessors associates astra asus athletic atomoxetine atorvastatin atos attitude attitudes audi audible aug
aunt auntie australian austrian authority avanti avenue awaab's award awst b&q ba baby back badge badminton bae
balfour bangladeshi bank bankruptcy banksy baptist barclays barnardo barnardo's barod barrister batman bbc beach beat
beatles beatty beavers becoming beethoven behaviour behaviours being belgian belief bellway benadryl bench benefit
benefits bengali bet bet365 betfred better beyonce beyoncé bible biffa bingo biro bishop black blinders blu-tack blue
bluetooth blur bnm board boat bonfire booster booths boots bore borough borstal bosnian bounce bowie boxing braille
brawf brazilian breach breaks breathalyser brewdog brexit bridge brigade brighter british bromford bronze brother
brown brownies bsc bu buckfast buddha buddhism buddhist buddi budgens building bulgarian bull bumble buom bupa
buprenorphine bureau bus butlins buvidal bwrdd bydd byddaf byddai byddant byddwn cabinet cadbury cafcass cafcass' cafe
café cais calan calm calpol camelot canadian canal cannabis canoeing canolfan cantonese canva capita capoeira carabao
carbamazepine carchar careline caribbean carillion caring carnival carta case caseload cases castle catch22 cathedral
catholic catholics cawsom cefais ceisiaf cell celtic center central centre centrepoint certificate cex championship
champix change channel chapel chaplain chaplaincy chapter chatgpt cheltenham cheshire chess chief chilcot child
childhood childline children childrens chinese chlordiazepoxide choices christ christianity christians christmas
chrome chromebook church chwefror chymru circles citalopram citizens citroen citroën city civica clare's clarion
clarks clerk clinic clink clio clonazepam cloud clozapine club co-op coast coastguard cocaine cockney code codeine
cognitive coke coldplay college colombian com comisiynydd commission commissioner committee commons community coms
concerta condition conditions congolese conservative conservatives constable contact control controlling copilot copy
cornish coronation coroner corsa costa costcutter cotswold council councillor counsel countersigning county courage
course courses court courts cousin covid crack cranstoun creamfields creative credit cricket crime crimes
crimestoppers crisis crn crns croatian crohn's crossfit crown cryfderau cubs cup curfew curie curiosity currys
custodial custody cwestiynau cyfarfod cyfeiriad cyfiawnder cygnet cymdeithas cymraeg cymraes cymro cymru cymry
cymunedol cyngor cynllun czech dachwedd dad daddy dads dari darts dashboard data date daughter days ddydd debenhams
debt dec december declaration deddf deep defence degree delius deliveroo delivery deloitte delphi democrat democratic
democrats depakote department depaul dependency depo depop deputy desistance detective detention development diazepam
digital dignity dihydrocodeine dim diolch diploma director directors discord disney district diwali doctorate document
dogs domestic domino's dominos dove down's download dpd dragons drink drive drivers dropbox drug ducati duke
duloxetine dunelm dungeons duolingo durex dutch duty dydd dydy dyfodol dysgu dyw dywedais dywedodd east eastenders
easter eastern easyjet eat ebay ebola ebrill ecstasy education ee egyptian eid eisteddfod electronic elvanse email
eminem emmaus emmerdale emotional emotions employment encompass enforcement engagement english enhanced entry epilim
epiphany equality equip eritrean es escitalopram espranor estonian estyn ethernet ethiopian euromillions european
europol evernote everybody everyone everything evidence evri excel experiences extremism facebook faithfull families
family fanta farmfoods farsi father fathers fawrth fearless feb february fedcap fedex fedi fehefin fel felly fencing
fentanyl ferrari ffordd fiesta fifa file files filipino finance finnish fire first fitbit fitr fluoxetine focus
football force forces forest form format forms fortnite forward framework frameworks freedom freephone french fri
friday fridays frosty fu fujitsu fulham futures gabapentin gala gallaf gallwn gambian gamblers gamcare ganolfan gantt
garchar garmin gate gaviscon gcse gcses general geneva geordie german ghanaian giffgaff gillette ginsters gladiators
glastonbury gmail goals god godzilla gofal gofynnais gold golf good google gorffennaf goron goruchwyliaeth gousto
government governor gran grand grandad grandfather grandma grandmother grandpa great greater greek green gregg's
greggs grenfell grey greyhound grindr grit grow guidance guides guinness gujarati gurdwara gwaith gwasanaeth gwelais
gwener gwladol gwnaeth gwnaethom gwnes gwrando gyfiawnder gym gymdeithas gymraeg gymru gyngor gypsy gŵyl hafal hague
halfords halifax hall halloween haloperidol handbook hansard hanukkah harbour haribo harlequins harm harmful hashanah
hate hausa haven head headspace headway health healthcare healthwatch healthy heat heddlu hefyd heinz helix hellmann
hellofresh heol hepatitis hermes heroin heron hestia hibiscus high hillsborough hindi hindu hinduism hindus hinge hiv
hockey hodgkin hoffwn hogmanay hogwarts holi holiday holidays hollyoaks holyrood home homebase homeless honda honesty
hoover horizon hospital hotel hotmail hotpoint hotspur house housing huawei hub human humanist humankind humour
hungarian huntington's husband hydref hyundai i'd i'll i'm i've iau ibuprofen iceland identity idva iechyd igbo ikea
imam imodium impaired inclusion independence indesit indian induction information informed ingeus inn inner innovation
inside insight insolvency inspector inspectorate inspire instagram instruction instructions insulin integrated
interchange international internet interpol interserve intervention interventions intranet inventory ionawr ipad
iphone iranian iraqi irish irn-bru ironman islamic island islands isle israeli italian itsu itv ixion jacuzzi jaguar
jamaican japanese jehovah jenga jew jewish jews jigsaw jiu-jitsu jobcentre jobs jobseeker judaism judge judges judo
jul just justeat jysk jägermeister kahoot kaizen kaleidoscope kanban karate karma kawasaki kellogg kenyan ketamine key
keyworker kfc kindle kindness kippur kitchen klarna knight koestler kooth koran korean korsakoff kosovan kung kurdish
labour lacrosse ladbrokes lady lake lambeth lamborghini lambretta lamotrigine land landing lankan lansoprazole latvian
law layer league learning lebanese legal legion lego lemsip lenovo lent level leveson levothyroxine liaison liberal
library librium libyan licence licences lidl lifeline lifestyle lifewise line link linkedin lithium lithuanian little
live lives living llamau lloyds llun llyfr llys llywodraeth local londis longford longhurst lorazepam lord lords
lottery lotto lower lucozade lurasidone lynx lyon lys ma macbeth macbook macmillan mae maen maent maes magistrate
magistrates mai makaton malaysian mam mamba mammy management manager managers managing mancunian mandarin mangrove
manpower manual maplin maps mar marac marathon march market marlboro martyn's marvel matalan matters mawrth maximus
mayor mazda mcdonald's mcdonalds mdma mecca medi meeting meetings megabus megane mehefin melatonin men mencap mens
mental mercher mermaids messenger metallica metformin methadone methodist methylphenidate metro mhrawf microsoft mind
minecraft minerva minister ministers ministry minutes miro mirtazapine mis misuse mitie mobile model modelling models
module modules moldovan mon monday mondays mondeo monet monitoring monopoly monster monzo moodle moor morleys mormon
moroccan morphine morrisons mosque motability mother mothering mothers motivation motivational moving mozart msc muay
multi multi-agency mum mummy munchausen muslim muslims myfyrio nacro nad nadolig naloxone naltrexone nan nando's
nandos napo narcotics national nationwide natwest navratri navy ndelius need needs nepacs nepalese nepali nesaf
nescafé netball netflix neurodiversity new next nghanolfan nghymraeg nghymru nicorette nid nigerian nike nintendo
nirvana nisa nissan nitazene nitazenes nitrazepam nobel nobody nokia non-statutory north northern norwegian note notes
nothing notting nov november now nowruz nuffield number nuremberg nurofen nvq o2 oasis observation observations ocado
oct october oculus oedd oes offence offences offender offenders offending office officer officers ofsted ok olanzapine
old olympic olympics ombudsman omeprazole ond one one-to-one onedrive onenote online onlyfans openness operation
options orange order orders orffennaf orient orthodox os ospreys othello outcome outcomes outer outlook oversight
oxfam oxycodone oxycontin ozempic pack pact paddypower pagan pakistani palace palestinian paliperidone pampers pan
panasonic panel pankhurst paper papyrus paracetamol paragraph paralympics park parkinson's parkour parkrun parliament
parole paroxetine part partner partnership partnerships pasg pashto passat passover pathfinder pathway pathways
patisserie payment paypal pdu pdus peabody peacocks penicillin pentecost pentecostal people pepsi persimmon person
personal persons pertemps peugeot pg phd phoenix phone photoshop piaggio picasso pilates pink piriton places plaid
plan planning plans platfform platinum playstation plus po pobl pokemon pokémon police policies policy polish polo pom
poms pontins pope porchlight porsche port portable portakabin portal portaloo portuguese pos post-it post-release
post-sentence postcode poundland powerpoint pqip practice practitioner practitioners prawf pre pre-sentence
prednisolone pregabalin premier premiership premises pret prevent pride priest prifysgol primark prime pringles priory
prison prisoners pro-social probation problem programme programmes promethazine propranolol prosecution prosecutor
prosocial prostap protection protestant prozac prynhawn pso psos pub public puma punjabi purim purple pursue quaker
quakers quality quay quetiapine quran rabbi race ragfyr railway ramadan ramipril randstad rangers rasta rastafarian
reading reasoning recall reception record recorder recording records recovery recycling red reddit redemption redrow
reebok reference reflective reform refuge region regional register registration regulation regulations rehabilitation
relate related relationship relationships release remembrance renault rennie replacement report reports requirement
requirements rescue resettlement resolve respect responsivity restructuring rethink review reviews revolut rhagfyr
rhaglen rhif ribena right rights rihanna risk risperidone ritalin riverside rizla road roasters roblox rockstar roedd
roeddem roeddwn roma romani romanian rosh rotary rounders rover rovers rowing rpss rugby russian rwandan rwy rwyf rwyt
ryanair rydym sabbath sadwrn saesneg saesnes safeguarding safelives safer sainsbury sainsbury's saints sais salbutamol
salford salix salvation samaritans samsung sanctuary sant santander saracens sarah's sat saturday saturdays scarlets
schedule scheme school schuh scope scottish scouse scouts scrabble screwfix sea secretary section security seeds
seeds2 seetec segregation self self-assessment sellotape senedd senior sentence sep sept september serbian serco
sergeant serious seroxat sertraline service services sesame sesiwn session sessions sex sexual shabbat sharepoint
shein shelter sheriff shop shrek siaradais signal sikh sikhism sikhs silver simvastatin sir sister situation skanska
skill skills skoda skybet skype slack sleepio slimming slovak slovenian smirnoff smyths snapchat snooker social sodexo
solicitor solicitors solving somali somebody someone something son sony south southern sovereign spanish spar spice
spo spos spotify spotlight spring sprite spurs square squash sri st stage stagecoach stalking standard standards
starbucks start state station step steps stockholm stonewall stonewater stop stopso stormont stormzy storybook
strasbourg strava street streetlink strengths strepsils stress strictly strongbow stronger structured stryd suboxone
substance subutex subway sudanese sudoku sul summary sun sunday sundays sunshine superdrug superintendent superman
supervision supreme sure surgery suzuki swahili swedish swiss swyddog sycamore sylheti synagogue syrian tachwedd
taekwondo tag tags tai talking tamil tampax tannoy taser tasers team teams telecare telegram temazepam temple tempus
temu tennis tesco tesco's tesla tetley tetris thai therapies therapy thermos think thinkfirst thinking thorpe
thunderball thur thurs thursday thursdays tier tigrinya tiktok time timewise timpson timpsons tinder tkmaxx together
togetherall toolkit torah tories tory toshiba tourette tourette's towers town toyota trafodais trafodwyd trailblazer
train training trainline tram tramadol transfer transit transport trauma trauma-informed traveller travellers
travelodge trazodone treatment tree trello tribunal trust trustpilot tube tue tues tuesday tuesdays tunisian tupac
tupperware turkish turnaround turning tutor twitch twitter tîm uber ugandan ukrainian uncle undeb underground uned
unison unit united units universal university unlock unlocked unpaid upper urdd urdu usher vaisakhi vale valentine's
valentines valium valley valproate vauxhall velcro venlafaxine ventolin veolia very vespa veteran veterans via viagra
vicar victim victims video vietnamese villa vimto vinted violence violent virgin visits vlo vlos vodafone voice
volkswagen volleyball voltarol volvo wagamama waitrose walkers wanderers warfarin warhammer wasanaeth wasps wates
waythrough web webex wed wednesday wednesdays weetabix wellbeing welsh wembley wenzel west western westminster
wetherspoon wham whatsapp white whitehall whitsun wi-fi wickes wife wifi wikipedia wilko wimbledon windows windrush
wing witness witnesses women womens wood word wordle work worker workers workshop workspace xanax xbox xmas yahoo
yamaha year years yellow yemeni ymweliad yna ynadon yodel yoga yom yorkshire yoruba young youth youtube ysbyty ysgol
yswiriant yu-gi-oh zantac zanussi zettle zimbabwean zoom zopiclone zumba
""")
