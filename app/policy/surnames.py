"""Surnames common in England and Wales, in small letters. Many more exist: see the check of identities."""

from app.policy.word_lists import words

# Also everyday words, so a surname only after a title or a given name, or where the words around it say so.
WORDS_TOO = words("""
baker ball banks barber barker beck bell berry best bird bishop black blake bloom bond bridges brook brooks brown bull
burns burton bush butcher butler carpenter carter cash chambers chandler chapman church clark cole cook cooper cox
cross dale day dean drake duke eagle ellis english farmer field fields finlay fisher ford foster fox french frost
fuller gardener gardner gates george giles gill glass gold goodman gordon graham grant graves gray green greene grey
griffin hall hardy hart harvey hawk head heath henry hill hills holland holly holt honey hope howard hunt hunter hurst
james judge kay keen kemp king kirk kitchen knight lake lamb lane lang law lawrence lee lewis little lloyd long lord
love major mann marsh martin mason may mercer miller mills moon moore morgan morris moss murray nelson noble north
oliver owen owens pace page park parker paul pike pollard poole pope porter potter power powers pratt price prior rice
rich rose ross rush russell ryan salmon savage scott sharp shepherd short simon skinner small snow sparks spencer
spring stanley steel steele stewart stone street strong stuart swan swift taylor thomas todd trotter turner tyler
underwood wade walker wall wallace walter walters ward warren waters weaver webb weeks wells west wheeler white winter
wise wood woods york young
""")

SURNAMES = words("""
abbott abdi abrahams ackroyd adams adamson addison adebayo adeyemi afolabi ahearne ainsworth akhtar akintola alderton
aldridge ali allsopp amos anderson andrews appiah appleby appleton armitage armstrong arnott arthurs asante ashcroft
ashworth aspinall atkins atkinson attwood avery aziz babatunde bailey bainbridge bains ballantyne balogun bamford
banerjee bannister barclay barlow barnes barnett barratt barrett barron bartlett bassett bateman bates batty baxter
beattie beaumont bebb beckett beddoe begum bellamy bennett bentham bevan beynon bhatt bhatti biggs birkett bithell
blackwell blackwood blessed blythe boateng bolger bonner booth bowen bowers boyce boyd boyle bradbury bradley bradshaw
brady braithwaite bramley brandreth brannigan brearley brennan briggs brightman broadbent broadhurst brockbank brookes
broughton browne browning brownlow buchanan buckley bullock burgess burke burnett burrows butterfield butterworth
byrne caddick cadwallader cairns callaghan campbell carmichael carney carr carroll carruthers cartwright casey cassidy
chadwick chakraborty charlesworth chatterjee chaudhary chaudhry chowdhury christie clarke clarkson clayton clegg
clement clements cline coates cochrane coleman collier collins connolly constable-x cooke copeland corbett corrigan
cosgrove costello cotterill coulson cowan cowell coyle craddock crawford crawley creed creighton critchley cronin
crosby crossley cruickshank cullen culshaw cumming cummings cunningham curran dacosta dalton daly daniels danjuma
darling davenport davey davidson davies davis davison dawes dawson delaney dempsey denham devine devlin dhaliwal
dhillon diallo dickens dickinson dickson dixon dobson dodd dodds doherty dolan donaldson donnelly donovan dowd dowling
downing doyle drummond duckworth duffy dunbar dunn dunne durrant dutton dyer eastwood eccles edmonds edmondson edmunds
edwards egan ellison ellwood emery emmerson entwistle etheridge evans evanson eze fairbrother fairclough fairhurst
fallon farooqi farrell farrelly faulkner fawcett fenwick ferguson fernandes fernandez finlayson finnegan fitzgerald
fitzpatrick fitzsimmons flaherty flanagan fleming fletcher flynn foley forbes forrester forsyth fothergill fowler
francis frankland frazer freeman fulton gallacher gallagher gardiner garner garrett gaskell gatting geary gethin ghosh
gibbons gibson gilchrist gillespie gilmore gittins glover goddard goldberg golding gomez gonzales goodall goodchild
goodwin gosling gough gourlay gracie grady grainger greenhalgh greenwood gregson grewal grierson griffith griffiths
grimshaw grogan grundy gupta guthrie gwynn gwyther haigh hainsworth hallam halliday halliwell hamed hammond hampson
hancock hanley hanlon hannigan hanson hardcastle harding hargreaves harkness harper harris hartley haslam hassall
hathaway hawkins haworth hayes haynes hayward healey healy heaton hegarty henderson hennessy henshaw hepburn hepworth
herring heslop hewitt hibbert hickey hicks higginbotham higgins higson hilton hinchliffe hirst hobbs hobson hodges
hodgkinson hodgson hogan hogg holbrook holden holdsworth hollis holloway holmes holroyd hooper hopcyn hopkins
hopkinson horrocks horsfall hosseini houghton howarth howe howells hoyle huddleston hudson huggins hughes hume
humphreys humphries hurley hussain hussein hutchings hutchins hutchinson hutton ifans ingham inglis ingram iqbal
irvine irving irwin iwu jackson jacobs jaffe jankowski jardine jarvis jefferies jeffery jeffries jenkins jenkinson
jenkyn jennings jephson jessop jobson johal johannson johns johnson johnston johnstone jones joshi kaczmarek kamara
kaminski kamiński kapoor kaur kavanagh keane kearney keating keegan kelleher kellett kelly kendall kendrick kenny
kenyon keogh kerr kershaw khalil khan khatoon khatun kilgour kilpatrick kimani kinsella kirby kirkpatrick kirkwood
kline knowles kowalczyk kowalska kowalski krawczyk kruger kuznetsov lafferty laidlaw lamont langford langley larkin
lavery lawal lawler lawless lawton leadbetter leary leclerc lennon lennox leonard levy lewandowska lewandowski liddell
lightfoot lindley linehan littlewood livesey livingstone llewellyn llwyd llywelyn lockhart lockwood lomas lomax
longbottom lopez loughran lovell lowe lowry lowther lucas lumley lynch lyons macdonald macgillivray macintyre
mackenzie macleod macpherson maguire mahoney maitland majeed majumdar makin mallinson malone maloney manning mannion
marsden marshall martinez massey masterson matheson mathews mathias mathieson matthews maudsley mbeki mcallister
mcateer mcbride mccabe mccaffrey mccall mccallum mccann mccarthy mccartney mcconnell mccormack mccormick mccoy
mcculloch mcdermott mcdonald mcdonnell mcdowell mcewan mcfadden mcfarlane mcgee mcghee mcgill mcginley mcgovern
mcgowan mcgrath mcgregor mcguinness mcguire mcintosh mcintyre mckay mckee mckenna mckenzie mckeown mckinley mckinnon
mclaren mclaughlin mclean mcleod mcloughlin mcmahon mcmanus mcmillan mcnally mcnamara mcneil mcneill mcnulty mcpherson
mcqueen mcshane mead meehan mehta mellor mendoza mensah meredith merrick metcalfe meyrick middlemiss millar millard
millington milne milner mistry mitchell mohamud molloy molyneux monaghan montgomery mooney moran moreton morley
morrison morrissey mortimer morton mostyn moyo mugabe muir mukherjee mulholland mullan mullen mulligan mullins mumford
munro murdock murphy murtagh musgrave mwangi myers nair nance nash naylor ndlovu neary needham nesbitt newbold newell
newman newsome newton nguyen nicholls nicholson nicol nicolson nielsen nikolov nilsson nixon nkosi noakes nolan norris
northcott norton nowak nuttall nwosu o'brien o'callaghan o'connell o'connor o'donnell o'donoghue o'dowd o'driscoll
o'gorman o'grady o'hara o'keefe o'leary o'malley o'neill o'reilly o'rourke o'shea o'sullivan o'toole oakley obi oduya
ogden ogunleye okafor okeke okonkwo okoro oldfield oldroyd olsen onyango ormerod ormond osborn osborne osei osman
ostrowski oswald ouma overton owusu oyelaran padgett palmer papadopoulos parkes parkin parkinson parmar parr parri
parry parsons partington patel paterson patterson pattison paxton payne peacock pearce pearson peel pemberton
pendleton penhaligon pennington penry percival pereira perez perkins perrin petersen peterson petrov pettigrew phelan
phillips phipps pickering pickup pilkington pinnock pitt platt plummer pollock pomeroy popescu popov porritt
postlethwaite potts powell preece prendergast prescott presley pritchard probert probyn proctor prosser prothero pryce
prys pugh purcell purdy purvis puw quigley quinlan quinn quirke rafferty rahman ramirez ramsay ramsbottom ramsden
randhawa rankin rasheed rashford ratcliffe rawlings rawlinson rawson raynor reardon redding reddy redfern redman
redmond rees reeves regan reid reilly renshaw renwick reynolds rhodes rhydderch richards richardson rickard ridgway
ridley rigby riley rimmer riordan ritchie robb roberts robertson robinson robson roche rodgers rodrigues rodriguez
rogers rolfe romano rooney rosenberg rosenthal rosser rossi rothwell rourke routledge rowe rowland rowlands rowley
rowntree rushton rutherford rutter ryder sadler samuels sanchez sanderson sandford sandhu saunders scanlon schmidt
schneider schofield scholes schwartz seddon sellers seward sexton shackleton shaikh shakespeare shanahan shankly
shannon sharif sharma sharpe sharples shaughnessy shaw shea sheehan sheikh shelton shenton sheppard sheridan
shevchenko siddique siddiqui sidebottom silva simmonds simmons simms simpson sims sinclair singh skelton slater sloan
smales smallwood smith smyth smythe snowden southgate spalding-x spence spooner sproston standish staniforth
stansfield stanton stapleton starling steadman steed stenhouse stephens stephenson stevens stevenson stoddart stokes
storey stott strachan stratton stringer sugden sullivan summers sutcliffe sutherland swain swann sweeney swindells
swinton sykes szymanska szymanski taggart tait talbot tattersall tennant thackray thapa thatcher thistlethwaite
thompson thomson thorne thornton thorpe threlfall throckmorton thurston timmins titmus tobin tomkins tomlinson tonks
torrance toth townsend trahaearn tranter treadwell treharne tremayne trevelyan tucker tudur turnbull twigg twining
tyldesley udo unsworth upton urquhart valentine vance vasquez vaughan venables verma vickers vincent virk wadsworth
wagstaff wainwright waite walmsley walsh walton warburton wardle wareing warner waterhouse waterman watkins watkinson
watson watts weatherby webber webster wedgwood weller wentworth westwood whalley wharton wheatley wheeldon whelan
whitaker whitehead whitehouse whitelaw whiteley whitfield whitham whiting whittaker whittingham whitworth wickham
widdowson wiggins wigley wilcox wilding wilkes wilkins wilkinson williams williamson willis willoughby wilson
winstanley winterbottom winters wojcik wolfe wolstenholme woodcock woodhouse woodruff woodward wooldridge woolley
worrall worsley worthington wozniak woźniak wragg wright wrigley wyatt wylie wynn wójcik yadav yamamoto yates yeung
yorath youngs younis yousaf zakaria zielinska zielinski zieliński
""")
