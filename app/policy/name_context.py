"""The words around a word that tell whether it names a person, in small letters."""

from app.policy.word_lists import words

PARTICLES = words("van von de da di dos del der den la le al el bin bint ibn ap ab ferch verch ben ter y")
BEFORE = words(
    "told tell tells telling asked ask asks asking rang phoned texted emailed met meet visited named daughter son"
    " brother sister mum mother dad father wife husband partner friend neighbour victim colleague cousin uncle aunt"
    " auntie nephew niece girlfriend boyfriend stepfather stepson ex nan grandson granddaughter thanked saw with"
    " client officer governor inspector constable sergeant recorder"
    " defendant co-defendant accused complainant witness name surname aka alias"
)
AFTER = words(
    "said says told tells asked asks thinks thought felt feels explained replied admitted denied described disclosed"
    " attended reported arrived rang phoned texted wants wanted lives lived smiled cried laughed knew knows believes"
    " apologised agreed missed refused moved came went spoke drinks drank hit threatened assaulted answered"
)
IS = words("is was has had")
DETERMINERS = words(
    "the a an this that these those our my his her their its your each every any no some another which what y yr"
)
OF_PEOPLE = words("family families brothers sisters case children boys girls twins household boy girl murder")
IN_PLACE = words("in near at around outside across via towards yn ym yng o i")
MOTION = words(
    "moved moving move went going go goes gone travelled travelling travel back return returned returning transferred"
    " drove came come relocated train bus released sent far away"
)
OF_A_PLACE = words("hmp yoi hmpyoi hmyoi ap pdu fc st saint afc rfc operation project isle mount port")
ORGANISATIONS = words(
    "hospital hospice school college university centre clinic surgery library hub council foundation trust hostel"
    " academy programme award scheme project club law model cycle theory scale tool test act principle principles"
    " method ambulance house prison ap pdu court courts police fc afc rfc united city rovers town county road street"
    " café cafe arms charity unit office association society church mosque temple park station estate stadium"
    " airport"
)
LETTERED = words(
    "plan part level tier appendix annex section client person group band type class stage option module figure table"
    " column row step schedule person vitamin hepatitis grade"
)
NICKNAMES = words("big little lil young old uncle auntie aunt aunty nan nana nanna gran grandma")
