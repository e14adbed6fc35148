"""Given names of people in England and Wales, in small letters: common knowledge, of every origin met here.

Whoever owns a record may meet a name that is not listed: the check of identities does not rest on this list alone.
"""

from app.policy.word_lists import words

# Also days, months, places, beliefs or virtues, so a name only where the words around it say so.
SELDOM_NAMES = words("""
adelaide alexandria amber angel april art ash asia august autumn bay blaze blessing bliss blossom brent bud cash
chance charity chelsea chester christian clay cliff comfort coral crystal danish dawn desire destiny devon dewi earl
ebony eden euros everton faith favour florence ford gale georgia gift ginger glory goodness grace gwynedd happiness
harmony haven heath heaven honey hope innocent islam israel jan january jesus jewel joy july jun june justice kelvin
king kit lance lane laurel lincoln lucky major mason may mercy merit milan misty opal paris patience peace pearl
precious preston prince princess prosper prudence queen rain river roman rose royal rusty sage saint salvador santiago
scarlet sky star sterling storm summer sunny sydney temperance thu trent trinity troy unity van victor violet virginia
willow winter wren
""")

# Also everyday words, so a name with a capital in the middle of a sentence, or where the words around it say so.
OFTEN_NAMES = words("""
al awen bill bo bob bonnie buddy carol carter chase cherry clement cliff daisy dale dean di dolly don dot drew ed
enfys fern flora frank gay gene gill grant guy gwawr haf harper harsh hazel heather heulwen holly hunter iris ivy jack
jade jasmine jay jo ken kerry kitty leigh len les lily marina mark max melody miles misty mo nick olive pansy parker
pat pearl penny poppy ray reed rich rob robin rocky rowan ruby sandy seren si sonny star sue val van vi will
""")

GIVEN_NAMES = words("""
aadil aakash aamir aarav aaron aarti aasif abayomi abbas abbey abbie abdelaziz abdelkader abdelrahman abdi abdifatah
abdikarim abdinasir abdirahman abdirizak abdiwali abdul abdulahi abdulaziz abdulkadir abdulla abdullah abdullahi
abdulrahman abdur abebe abena abeni abhishek abid abida abigail abimbola abiodun abiola abosede abrar abshir ada
adaeze adam adama adanna adaobi ade adebayo adebola adedayo adeel adele aden adeola adeolu aderonke adetokunbo adewale
adeyemi adil aditi aditya adnan adrian adrianna adriano adrienne adunni aeron aeronwen afia afnan afonso afsana aftab
afua afzal agata agatha agnes agnieszka agostino agron ahlam ahlem ahmad ahmed ahmet ahsan aidan aiden aiko aileen
ailsa aiman aimee aine aisha aisling aislinn ajay ajit akash akbar akhil akhtar akira akosua akram akua akwasi alaa
alan alana aland alannah alasdair alastair albert aldo alec alejandra alejandro aleksander aleksandra aleksandrs
alessandra alessandro alessia alessio alex alexa alexander alexandra alexis alfie alfonso alfred alfredo alhaji ali
alia alice alicia alicja alina aliou alireza alisha alison alistair aliya aliyah alka allan allen allison alonso
alparslan altaf alun alvaro alwyn ama amadi amadou amal aman amanda amandeep amani amar amara amarachi amardeep
amarjit ambreen ambrose ameen amelia amelie amin amina aminata amir amira amit amitabh amjad ammar amrit amrita amy
ana anan anand ananya anas anastasia anca anders andre andrea andreas andreea andrei andrej andres andrew andrius
androulla andrzej andré andy aneirin anest aneta aneurin angela angelika angelina angelo angharad angie angus ania
anil anila anisa anish anisur anita anjali anjum ankit ann anna annabel annabelle anne annette annie annika anoop
ansar anselm anthea anthony antoinette antoni antonia antonina antonio antonis antony anup anwar anwen aodhan aoife
aonghus aparna aqeel aqib aram araminta aras arash arben arbnor archie ardalan ardit areej arezoo arian ariana arif
arjan arjun arkadiusz arlene armaan arman armando armin arnaud arnold arron arslan artan artem arthur artur arturas
arun aruna arvind arwel arwen arwyn aryan asad asha ashfaq ashish ashleigh ashley ashok ashraf ashton asif asim aslan
asli asma aso aster astrid atif atiq ato atul aubrey audrey augustine augustus aurelia aurelie aurimas aurora ava
avril avtar awet axel ayaan ayan ayanda ayanle ayaz ayden aydin ayesha ayham ayisha ayla aylin ayman ayo ayodele
ayomide ayotunde ayse aysel ayşe azad azam azeem azhar aziz aziza azra azubuike babajide babatunde bahar bahram
bairbre bakhtiar balbir baldev baljit balwinder bamidele bao baran barbara barnabas barnaby barry bartek bartholomew
bartlomiej bartosz bartłomiej barzan bashar bashir basil basit bassam baz baza bazza beata beatrice beatrix beatriz
beca becks becky bedwyr behnam behrouz belinda bella ben benedict benito benjamin benji bentley bereket berhane
berivan berk berkay bernadette bernard bernardo bernice bernie bert bertha bertie berwyn beryl besnik bessie beth
bethan bethany betsan betsy bettina betty beverley beverly bex bez bhavesh bhavna bhupinder bianca bich bilal billie
billy bilqis binh biniam binta bintou birgit bjorn björn blair blake blathnaid blerim blerta blodwen bobbie bobby
bogdan bogna bogumil bohdan bolanle boleslaw bolesław bongani boris bozena bożena bradley brandon branwen brayden
braydon brenda brendan brett bri brian brid bridget bridie brigid brigitte briony brittany brody brogan bronislaw
bronisław brooke brooklyn bruce bruno bryan brychan bryden bryn brynmor bryony bríd bujar burak bushra busisiwe bülent
cadi cadog cador cai caio caitlin caitriona caleb callie callum calum calvin cameron camilla camille canan candice
caoimhe caolan cara caradog carina carl carla carlo carlos carlotta carlton carly carmel carmen carole caroline
carolyn carrie carwyn carys casey cassandra cassie catalin caterina cath cathal catherine cathleen cathy catrin
catriona cayden caz cazza cecil cecile cecilia cecily cedric cefin ceinwen celeste celia celine celso cem cemal ceri
ceridwen cerys cesar cezary chandra chantal chantel chantelle charalambos charl charlene charles charley charlie
charlotte charmaine chau chaz chen cherie cheryl chesney chetan chezney chiamaka chiara chibueze chibuike chidi
chidiebere chidinma chika chikondi chima chimamanda chinedu chinelo chinonso chinwe chinyere chioma chipo chisom chloe
chris chrissie christa christabel christina christine christopher chuka chukwudi chukwuemeka chun cian ciara ciaran
cihan cillian cindy ciprian claire clara clare clarence clarissa claude claudette claudia claudine claudio claudiu
clayton clemency clemens clementine cleo clifford clint clinton clive clodagh codie cody coinneach colette colin coll
colleen colm colum conall conan concepta connie connor conor conrad constance constantin consuelo cora coralie corben
cordelia corey corinne cormac cornelius cosima cosimo cosmin cosmo costas costel courtney craig cressida crispian
crispin cristian cristiano cristina cristobal crystyn cuan cuong curtis cynthia cyril czeslaw czesław cătălin dacre
daegan dafydd dai daithi daithí dalal daljit damian damien damir damon dan dana daniel daniela daniella danielle
dannii danno danny danuta danyal daphne dara darcey darcy daria darius dariusz darragh darrell darren darryl darshan
darya daryl dat dave david davide davina davo dawid dawit dawood daz dazza deacon deanna deano deb debbie deborah
debra debs declan deegan deepa deepak deepika deian deirdre delia delilah della delphine delroy delwar delyth dembe
demelza demetrios demi deng denis denise deniz dennis denver denzil derek dermot derrick des desmond despina desta dev
devi dexter dhruv diana diane dianne diarmaid diarmuid diego dieter dieu dilan dilip dillon dilshad dilwyn dilys
dimitra dimitri dimitrios dinah dinesh dino dipak dirk divya diyar dmitri dmitry dmytro dom domenico domhnall dominic
dominik dominika dominique donal donald donatas donatella donna donnacha donncha donnie doreen doris dorota dorothea
dorothy doug dougal douglas dragan dritan duane duarte duc dudley duff duncan dung dustin dwayne dwight dyfan dyfed
dyfrig dylan dyllan dympna eabha eamon eamonn ebele ebenezer ebru ebun eddie edgar edith edmund edna edoardo edon
eduarda eduardo edward edwin edwina edyta efa efosa efua egidijus eglantina ehab ehsan eifion eileen eilidh eilir
eilish eilís eimear einir eirian eirlys eirwen eithne ejaz ekene ekow ekrem ela elaine elan eleanor elefteria
eleftheria elen elena eleni eleonora eleri elfed elfyn elgan elham eli elias elif elijah elin elinor elis elisa
elisabeth elise elisha eliza elizabeth ella elle ellen elliana ellie elliot elliott ellis eloise elowen elsa elsie
elspeth elton eluned elvira elvis elwyn elzbieta elżbieta emanuel emanuele emeka emelia emenike emer emil emilia
emiliano emilio emily emine emir emlyn emma emmanuel emmanuelle emmeline emran emre emrys emyr enda endrit enes engin
enid eniola enitan enlli enrico enrique enver enzo eoghan eoin erdem erdogan eren erhan eric erica erik erin erion
erkan ernest ernesto errol ersin eryl esi esme esmeralda esra esteban estelle esther esyllt ethan ethel ethna euan
eugene eugenie eugenio eunice eurwyn eva evan evangeline evangelos eve evelyn evie ewa ewan ewelina ewen eyup ezekiel
ezinne ezra fabian fabiana fabio fabrice fabrizio fadi faduma fadumo fahad fahim fahmi faisal faiza faizal faizan
fakhar farah faraj fardowsa fareed fares farhad farhan farhana farid farida faris farooq farrukh farshid farzad
farzana faten fathi fatiha fatima fatma fatmir fatou fatoumata fauzia fawad fawzi fay faye fazal feargal fearghal
federica federico felicity felipe felix femi ferdi ferdia ferenc fergal fergus ferhat fernanda fernando feruz ffion
fflur ffraid ffred fiachra fidelma filip filipa filippo filiz filmon finlay finley finn fintan fiona fionn fionnuala
firas firdous firoz fitzroy flamur flavia flavio florian florin floyd folake folasade fouad frances francesca
francesco francine francis francisca francisco franciszek franco francois frankie franklin françois fraser frazer fred
freda freddie freddy frederic frederica frederick freja freya friedrich fritz funmi funmilayo furkan gabor gabriel
gabriela gabriella gabrielle gagandeep gail ganesh gareth garfield garmon garry garth gary gaston gaurav gauri gav
gavin gavril gaynor gaz gazmend gazza gearoid gearóid gediminas geeta gemma gena genevieve genti geoff geoffrey george
georgi georgie georgina geraint gerald geraldine gerallt gerard gerhard germaine gertrude gerwyn gethin gezim ghada
ghassan gheorghe ghulam giacomo giang gianluca gianni gideon gilbert gilberto giles gillespie gillian gina ginny
giorgia giorgio giorgos giovanna giovanni gita giulia giulio giuseppe gladys glen glenda glenn glenys glesni gloria
glyn glyndwr gobnait godfrey gonzalo gopal goran gordon govind graciela graeme graham grainne graziella grazyna
grażyna greer greg gregor gregory greig greta gretchen griffin grigore gruff gruffudd gruffydd grzegorz gráinne
guadalupe gugu guido guillaume guillermo gulsen gulzar gunther gurdeep gurdip gurjit gurmeet gurpreet gursharan
gurvinder gustav gustavo guto gwen gwenda gwendoline gwendraeth gwenfair gwenllian gwennan gwenno gwern gwil gwilym
gwion gwladys gwyn gwyneth gwynfor gwynn gwynne gábor habib habiba habibur habtamu hadi hafeez hafiz hafsa hagos
haider haile hajra hakan hakim halil halima halina hallie hamad hamdi hamed hamid hamida hamish hamza hanan hani hanif
hanna hannah hans hao hardeep hardip hari haris harish harjeet harjinder harjit harlan harley harlow harmeet harold
haroon harpal harpreet harri harriet harrison harry harsha haruki harvey harvinder hasan haseeb hasina hasnain hassan
hatice hattie hawa hawraz haya haydar hayden hayley haytham hazem hector hedd heddwyn hedydd hefin heidi heike
heinrich heledd helen helena helene helga helmut hemant henri henrietta henrik henrique henry henryk herbert hermann
hermione hernan hetty hiba hibo hicham hien hieu hikmet hilary hilda himanshu hina hiroshi hoa hoang hodan hollie
horace hossein houssam howard huan hubert huda hugh hugo humaira humayun humphrey huong huseyin husna hussain huw
huxley huynh hyacinth hywel hüseyin iago iain ian ianto iarlaith ibironke ibraheem ibrahim ibtisam ida idil idowu
idris idrissa idwal iestyn ieuan ifan ife ifeanyi ifeoluwa ifeoma ifor ifrah iftikhar ignacio ignacy ignatius igor
ihab ijaz ijeoma ikechukwu ikenna ikram ikran ilaria ilhan ilie ilir illtyd ilona ilyas imaan imad iman imogen imran
imtiaz inam inas inayat inder inderjit indira ines inge ingrid innes inês ioan ioana iolo ion iona ionel ionut ionuț
iorwerth iqra ira iram irena irene ireneusz irfan irina irma irshad iryna isaac isabel isabella isabelle isadora
isaiah isatou isha ishaan ishaq ishfaq ishrat isidro isla islwyn ismael ismail isobel isolde israr issa issam itunu
ivan ivana iveta ivor iwan iwona iyad izabela izzy jabari jabeen jaber jabir jabulani jacek jacinta jackie jackson
jacob jacqueline jacques jacqui jaden jadwiga jafar jagdeep jagdish jagjit jago jahangir jahmal jaime jake jakub
jamaal jamal jamar james jamie jamila jamilah jane janet janette janice janina janine janusz jared jarlath jaroslav
jaroslaw jarosław jasbir jasdeep jase jasmeet jasmin jason jaspal jasper jasvinder jaswinder jatinder javaid javed
javeria javier jawad jawahir jaxon jaxson jaya jayce jayden jaydon jayesh jayne jean jeanette jeanne jed jedidiah jeff
jefferson jeffrey jelani jemima jemma jenifer jenna jennie jennifer jenny jens jenson jerell jeremiah jeremy jermain
jermaine jerome jerry jerzy jess jesse jessica jessie jethro jetmir jez jia jiahao jian jie jill jillian jim jimmy
jing jiri jitendra jitesh joan joann joanna joanne joao joaquim joaquin jocelyn jodie jody joe joel joey johan john
johnathan johnny jolanta jolene jon jonah jonas jonasz jonathan jonathon jonno jonny jordan jordon jorge jory jose
josef josefa joseph josephine josette josh joshua josiah josias josie josé jovan jowan joyce jozef joão juan juanita
jude judith judy judyta jules julia julian juliana julianne julie juliet juliette julius jumoke junaid jurgen justin
justine justyna jyoti józef jürgen kaan kabir kaci kacper kadeem kadir kagiso kaiden kailash kainat kaitlyn kaleb
kaleem kalpana kalsoom kamal kamaljit kamau kamil kamila kamla kamran kane kapil karan kareem karen karim karima karin
karina karl karla karol karolina kashif kasia kassandra katarina katarzyna kate katelyn katerina kath katherine
kathleen kathryn kathy katie katja katrina katy kausar kavita kay kayden kaye kayla kayleigh kayson kaz kazimierz
keanu keaton keegan keelan keeley keely keenan kehinde keira keiron keisha keith kelechi kelis kelly kels kelsey kelz
kemal kemi kenan kendra kenji kennedy kenneth kenny kenton kenzie kenzo kerensa kerri kev kevin keyvan kez kgosi
khadeem khadija khadijah khadra khaled khalid khalida khalil khanh khanyi khoa khurram khushi kia kian kidane kiera
kieran kieron killian kim kimberley kimberly kinga kiplagat kiran kirk kirpal kirsteen kirsten kirstie kirsty kishan
kishore klaudia klaus klodian kofi kojo kolawole konrad kostas kourosh kris krishan krishna kristen kristian kristina
kristy krisztina krystal krystian krystyna krzysztof ksawery kudzai kujtim kuldeep kuldip kulvinder kulwant kumar kurt
kurtis kwabena kwadwo kwaku kwame kwasi kwesi kyle kylie kyra kyriacos kyriakos lacey lachie lachlan laila laima
lainey lakeisha lakhbir lakshmi lalita lamia lamin lamorna lan lana lanre larisa larissa larry lars laszlo latif
latifa latisha latoya laura lauren laurence laurent laurie lawrence lawson layal layla leah leander leandro leanne
lech lee leela leighton leila lena lenny leo leon leona leonard leonardo leonie leonora leopold lerato leroy lesley
leslie lester leszek leticia letizia lettice leusa levi lewis lex lexi lexie leyla liam lian liban libby lidia lien
lihua lila lilian lillian lillie lina linas linda lindsay lindsey ling linh lionel lisa lisabeth lisbeth liudmila liv
livia liz liza lizzie lleu lleucu llew llewela llewellyn llewelyn llinos llio lloyd llyr llywelyn lochlan logan lois
lola lorcan lorelei loren lorena lorenzo loretta lorna lorraine lottie lou loubna louie louis louisa louise loveday
lowri loz luan lubna luca lucas lucia lucian lucie lucille lucinda lucio lucy ludmila luigi luis luisa luiz luka lukas
lukasz luke lulzim lungile luther luul lwazi lydia lyle lyn lynda lyndon lynette lynn lynne lynsey lyra lysander
lyudmila lászló mabel mabli mabon macauley macca maciej maciek mackenzie macsen macy maddie maddison maddox madeleine
madeline madhu madiha madison madog mads maeva maeve magda magdalena maggie maha mahad mahbub mahdi maher mahesh
mahfuz mahir mahmood mahmoud mahmud mahnaz mahsa mair mairead mairi maisie maja majed majid makena maksim maksym
malachi malachy malak malcolm maldwyn malgorzata mali malik mamadou manal mandeep mandla mandy maneesh maninder manish
manisha manjinder manjit manjula manmohan manoj manon manpreet mansour manuel manuela manus manzoor maqbool maqsood
maqsud marc marcel marcello marcelo marcia marcin marco marcos marcus mared marek margaret marged margery margo margot
marguerite mari maria mariah mariam mariama marian marianne mariano marie marija marilyn mario mariola marion marisol
marissa marius mariusz marjorie marko marlene marley marlon maroulla marsha marta martha martin martina martyn martyna
martynas marvin marwa marwan mary maryam masood massimo masud mateo mateusz mathew mathias mathieu matilda matt matteo
matthew matthias matty matyas maud maude maureen maurice maurizio mauro mavis mawuli maximilian maxine maxwell maya
maysa maz mazen mazhar małgorzata mckenzie meabh mebrahtu medwyn meena meera meg megan mehboob mehdi mehmet mehmood
mehran mehreen mehret mehul mei meiling meilyr meinir meirion mel melanie melek meleri melinda melissa meltem melvin
melvyn meng menna mensah mercedes meredith mererid merlin merryn mert merve mervyn mesut meurig mhairi mia micah
michael michaela micheal michel michelle mick mickey miguel mihaela mihai mihangel mike mikey mikhail mikolaj mikołaj
mila milad mildred milena millicent millie milo milos milosz miloš milton mimi mina minal mindaugas ming mingyu minh
minho minnie mirain miranda mircea mirela miriam mirko miroslaw mirosław misbah mitch mitchell mizanur miłosz moazzam
mobeen modou mohamad mohamed mohammad mohammed mohan mohinder mohini mohit mohsen mohsin moin moira molly mona monica
monika monique moniruzzaman montgomery morag morfudd morfydd morgan morris mortimer morwen morwenna moses mosi mostafa
mounir mourad mpho mthunzi mubarak mubashir mudassar muhammad muhammed muhannad muhsin muireann mujahid mukesh mukhtar
mumtaz muna munir murad murat murdo murdoch muriel murray murtaza musa muse mushtaq mustafa mustapha muzammil myfanwy
myles mylo myra myrddin myrtle máire máiréad mícheál nabeel nabil nabila nadeem nader nadia nadim nadine nadir naeem
nafisa naglaa naheed nahid nahla naila naim naima najib najma nam namrata nancy nansi nanw naoise naomi naresh nargis
narinder nasar naseem naseer nasim nasima nasir nasra nasreen nasrin nasser nassim nat natalia natalie natalija
natasha nath nathan nathaniel navdeep naveed naveen navid navjot navneet nawal nawaz nayan naz nazanin nazia nazim
nazir nazma ndidi neal neasa ned neelam neeraj neeta neha nehemiah neil nelia nell nellie nelson nermin nerys nesrin
nesta nevaeh neville nga ngoc ngozi ngugi nguyen nhung nia niall niamat niamh nichola nicholas nicki nicky nico nicola
nicolae nicole nicoleta nida nige nigel nighat nihad nikhil nikita nikki niklas nikola nikolai nikolas nikolay nikos
nilesh nils nima nimo nimra nina nirmal nirmala nisar nisha nitin nizar nkechi nkem nkosana nnamdi nneka noah noel
noelia noelle noman nomsa nomvula non nona nonso noor nora norah noreen norma norman nosheen nosipho nour noura ntombi
nuala nuno nura nuray nurcan nuri nusrat nyasha nyokabi obadiah obi obinna obioma octavia odette odhran odunayo oisin
oisín okan okechukwu oksana ola olabisi olaf olamide olanrewaju olayinka oleg oleksandr olena olga oliver olivia
olivier oliwia ollie olly olufemi olufunke olumide oluwadamilola oluwaseun oluwaseyi oluwatobi oluwatosin olwen omair
omar omer omid omolara omotola onur onyeka oona oonagh ophelia orhan orla orlagh orlaith orlando orson orville osagie
osama osaze oscar osian oskar osman osvaldo oswald otis ottilie otto ottoline ousmane ovidiu owain owen oyelaran ozan
ozgur pablo paddy padraic padraig paige paisley pam pamela panagiotis panayiotis pandora paolina paolo parisa
parminder parmjit parveen parvez parviz pascal pasco pasquale patrice patricia patrick patrycja patryk patsy patty
paul paula pauline pavan pavel pawan pawel paweł payam pedram pedro peggy pelin pelumi penelope pepe percival percy
peredur peregrine perry pete peter petr petra petroc petros petru petula peyton phelim phil philip philippa philippe
phillip phillipa phineas phoebe phuc phuong phyllis pierre piers pietro pilar pinar ping piotr pippa piran polly pooja
poonam prabhjot pradeep prakash pranav prashant pratik praveen preeti prem presley preya priscilla priti priya
priyanka prys przemyslaw przemysław ptolemy puja punit pushpa pádraig qadir qaiser qasim qassim qiang quang quentin
quincy quinn quoc quyen rabia rabih rach rachael rachel radek radha radoslaw radosław radu raed raegan rafael rafaela
rafal rafał rafik rafiq ragnar raheel rahil rahim rahima rahul raisa raj raja rajan rajeev rajendra rajesh rajinder
rajiv rajni rajvinder rakesh ralph ramazan rameez ramesh rami ramin ramona ramunas ramy ramzan rana ranald randa
randall randeep randolph randy rani rania ranjit raphael raquel rasha rashad rasheed rashid rashida rasoul raul raven
ravi ravinder rawan rayan raymond raz razia razvan reagan rebecca rebekah reece reem reema reena reg reggie regina
reginald rehan rehana rehman reinhard reiss rekha remi remy renata renato rene renu renzo rené reshma reuben rex reza
rezaul rhiain rhian rhiannon rhiley rhoda rhodd rhodri rhona rhonda rhonwen rhun rhydian rhys riad riaz ricarda
ricardo richard richie rick ricky rida riley rima rionach rishi rita ritu riyad rizwan rizwana robbie robbo robel
robert roberta robertas roberto robina robyn rocco rochelle rocio roderick rodney rodolfo rodrigo roger rogerio rohan
rohit roisin rokas rokeya roksana roland rolant rolf romeo ron ronald ronan ronnie rory rosa rosalie rosalind rosamund
rosanna rosario roseanna rosemarie rosemary roshane rosie roslyn ross rowena roxana roxanne roxy roy roya royston roza
ruairi ruairí ruaridh ruben rubina rudo rudolph rudy rufus rui rukhsana rukhsar ruksana rumbidzai runa rupa rupert
rupinder russell rutendo ruth ryan ryder rylan ryley ryszard róisín saad saadia saba sabah sabiha sabina sabir sabri
sabrina sachin sadaf sadhbh sadia sadie sadik sadiq saeed saeeda safa safdar safia safina safiya sagal sahar sahil
sahra saida saif saima sajid sajida sajjad sakina sakura salah salahuddin saleem saleh salem salim salima sally salma
salman salvatore sam saman samantha samar sameer sameh sami samia samih samina samir samira samiya sammy samson samuel
sana sanaa sandeep sandip sandra sandro sangeeta sania sanjay sanjeev sanjiv santosh saoirse saqib sara sarah sardar
sarfraz sarita sarkawt sarwar sasha saskia satish satnam satoshi satpal satvinder saul saulius savannah savvas
scarlett scott seamus sean sebastian seda seema seimon seiriol sekou selam selamawit selena selim selin selina selma
selwyn semhar semra sena senan seojun seonaid seosamh serdar serena sergei sergey sergio sergiu serkan seth seun sevda
severine sevgi seyi shabana shabaz shabir shabnam shadi shadia shafiq shagufta shah shahbaz shaheen shahid shahida
shahin shahnaz shahram shahzad shaima shaista shakeel shakil shakila shamim shamima shams shan shana shanaz shane
shanelle shania shanice shaniqua shankar shannon shanny shaquille sharif sharmin sharon shaun shauna shawn shay shaz
shazia sheena sheetal shehzad sheila shelby sheldon shelley sheraz sherelle sherice sherif sherry sheryl sherzad
shilpa shireen shirin shirley shiv shkelqim shoaib shofiqul sholto shona shpresa shreya shu shuaib shukri shyam sian
sibusiso sidney sidra siegfried siencyn sienna silas silvester silvia silvio silviu simba simon simona simone simran
simret sinan sinead sinéad siobhan siobhán sion sioned siphiwe sipho sirwan sita siwan siân siôn skye skyla slawomir
smithy sneha snezana sobia sofia sofie sohaib sohail soheil solange solomon sonal sonia sonja sonya sook sophia sophie
soran soraya sorcha soren sorin sotiris spencer spyros stacey stacy stan stanislav stanislaw stanisław stanley stavros
stavroula stefan stefania stefanie stefano steffan stelios stella steph stephan stephanie stephen steve steven stevie
stewart stoyan struan stu stuart suad subhan sudha sufyan suhail suhel sukhbir sukhdeep sukhdev sukhjinder sukhjit
sukhvinder sukhwinder sulaiman sulaman suleiman suleyman sultana sumaira suman sumaya sumayyah sumera suna sunil
sunita suraj suresh surinder surjit susan susanna susannah susanne sushil sushma susie suzan suzanne suzie svein sven
sverre svetlana swati sybil sylvester sylvia szczepan szymon séamus søren süleyman sławomir tabassum tabitha tadej
tadeusz tadhg tafadzwa tahir tahira tahmina taimur taiwo taj takashi takunda talat talfryn talha talia taliesin
tallulah tam tamara tamas tamer tamika tammy tamsin tamsyn tanesha tania tanisha tanveer tanvir tanya tanzeel tapiwa
tara taranjit tarek tariq tariro tarquin taryn tash tasha tashan tasleem taslima tasneem tasnim tatenda tatiana
tatjana tawanda taylan tayler taylor tayyab tayyaba teagan tecwyn ted teddy tegan tegen tegid tegwen tegwyn tehmina
teifi tejinder tekle teleri temesgen temi temitope tendai teodor teodora terence teresa teri terrence terry terwyn
tesfay tess tessa tewodros tez tezza thabo thaddeus thandeka thandi thandiwe thanh thao thea thelma themba theo
theodora theodore theodoros theon theresa thi thibault thierry thomas thorsten thulani thuy tia tiago tiana tiegan
tien tiernan tierney tiff tiffany tilly tim timmy timothy tina tinashe titilayo tobenna tobi tobias toby todd tolga
tolu tom tomas tomaso tomasz tomek tommy tomos toni tony tori tormod torquil tosin touqeer tracey tracy trang travis
trefor trev trevon trevor tricia trina trish tristan trudy trung trystan tsegay tuan tuba tudor tudur tunde tuyet tyla
tyler tylor tyreece tyrell tyrese tyrique tyrone tyson uche uchenna ugo ugochukwu ugur ulrich ultan ulysses uma umair
umar umberto umer umut una urooj ursula urszula usha usman ute uzair uzma uzoma vadim valentin valentina valentine
valeria valerie valerio valeriu valon vandana vanessa varinder vasco vasile vasilis vassilis vasyl vaughan vera verity
vernon veronica vicki vickie vicky victoria viet vijay vik vikas vikram viktor viktoria vinay vince vincent vincenzo
vinh vinnie vinod viola violeta viorel vipul visar vishal vitalie vito vittorio viv vivek vivian vivien vivienne vlad
vladimir volkan volodymyr vusi vytautas waclaw wacław wael wafa wahid wajid waldemar waleed walid wallace walter
wambui wanda wangari wanjiku wanjiru waqar waqas warren warsame waseem wasim wayne wayno wei wendy werner wesley wez
whitney wieslaw wiesław wiktor wiktoria wilbur wilfred wilhelm wilhelmina willa willem william willie wilma winifred
winsome winston witold wladyslaw wlodzimierz wojciech wole wolfgang woody wunmi wyatt wyn wynne władysław xabier
xander xanthe xavier xiang xiao xiaoming xin xiu xue yaa yahya yan yana yannick yaqoob yaqub yara yaroslav yaseen
yasemin yash yasin yasir yasmin yasmine yasser yassin yaw yaz yemi yetunde yevhen yewande yi yianni yiannis yildiz
yilmaz ying ylli ynyr ynys yogesh yohannes yoko yolanda yonas yong yordanos youcef younes younis yousaf youssef yousuf
ysella yu yuan yuki yuko yulia yun yunus yuri yuriy yusra yusuf yves yvette yvon yvonne ywain zac zach zachariah
zachary zack zafar zaheer zahid zahida zahir zahra zahraa zain zaina zainab zainabu zaira zak zakaria zakariya zaki
zakir zaman zameer zana zanele zaneta zara zareen zarina zayn zayne zbigniew zdenek zdravko zdzislaw zdzisław zebedee
zeenat zeeshan zeinab zelda zena zeyneb zeynep zhang zhen zheng zhi zia ziad ziyad zodwa zoe zoey zofia zohra zola
zoltan zoran zoya zsofia zsolt zubaida zubair zuhair zuhal zulfikar zulfiqar zuri zuzana zuzanna zygmunt áine éabha
éamonn órla özgür úna ümit łukasz żaneta
""")
