"""The forms in which papers write a board's name, and a text made ready to be searched for them."""

import re

_PLACE = r"(?:[A-ZÅÄÖ][\wåäöé]+(?:-\s?[A-ZÅÄÖ][\wåäöé]+)*\s)"
#: "Barn- och", "Bygg-, miljö- och", also where the hyphen was written as a dash, or it or the blank was lost.
_PART = r"(?:[A-Za-zÅÄÖåäö]{3,}och\s|[A-Za-zÅÄÖåäöé]+(?:\s?-(?=,?\s?(?:och|samt|&)\s)|-),?\s?(?:och\s|samt\s|&\s)?)"
#: "Rapporten sänds till nämnden för yttrande" names no board for it.
_NO_MATTER = (
    r"(?:(?:att|kännedom|yttrande|beslut\w*|godkännande|svar|åtgärd\w*|ytterligare|hur|sina?|sitt|den|det|de|denna|dessa"
    r"|detta|vad|ett|en|alla|samtliga|fortsatt|vidare|eventuell\w*|besvarande|ställningstagande|samråd|diskussion|dialog"
    r"|kontroll|respektive|varje|närmare|information|(?:[\wåäö]*rapport|behandl|uppfölj|redovis|pröv|hanter|bered"
    r"|gransk|handlägg|bedöm|återkoppl)\w*ing(?:en)?|genomgång|kretslopp\soch\svattennämnden)\b|[\wåäö]*(?:nämnd|styrelse)|\d)"
)
#: What a board named by its matter is for: "individ- och familjeomsorg", "Kultur & Fritid", "Service".
_SMALL = rf"(?!{_NO_MATTER})[a-zåäö]+-?"
#: One board whose name holds the word that elsewhere stands between two.
_OLD_AND_CARE = r"[Ää]ldre\ssamt\s(?=vård-\soch\somsorgsnämnd)"
_LAST = rf"(?!{_NO_MATTER}|{_OLD_AND_CARE})[a-zåäö]++(?!-|\snämnd)"
_GREAT = (
    r"(?!(?:[A-ZÅÄÖ][\wåäö]*\s){1,4}AB\b)"
    r"(?![\wåäö]*(?:[Nn]ämnd|[Ss]tyrelse))[A-ZÅÄÖ][a-zåäö]+-?(?!\w|\s(?:[Kk]ommun|[Ss]tad)\b)"
)
_MATTER = (
    rf"(?:personer\smed\s[a-zåäö]+|{_SMALL}(?:(?:,\s{_SMALL})*\s(?:och|samt|&)\s{_LAST})?"
    rf"|{_GREAT}(?:(?:,\s(?:{_SMALL}|{_GREAT}))*\s(?:och|samt|&)\s(?:{_LAST}|{_GREAT}))?)"
)
#: A part of the town whose board it is: "socialnämnderna Centrum och Nordost".
QUARTER = r"(?![\wåäö]*(?:[Nn]ämnd|[Ss]tyrelse))[A-ZÅÄÖ][a-zåäö]+(?:-[A-ZÅÄÖ][a-zåäö]+)*(?!\w)"
_COMPASS = r"(?:Centrum|City|Hisingen|Innerstad\w*|(?:Nord|Syd|Öst|Väst|Norr|Söder)(?:ost|väst|er)?)\b"
#: Who audits, and words that a sentence or a line begins with, before a company's name.
_NO_COMPANY = (
    r"(?:KPMG|Ernst|Deloitte|Azets|BDO|P[wW]C|Öhrlings|Grant|Pricewaterhouse\w*|Helseplan|Capire|Sirona|Mazars|Baker"
    r"|\w*[Rr]evis(?:ion|or)\w*|Till|För|Hos|Av|Från|I|På|Vi|Att|Styrelsen|Bolaget)\b"
)
#: Where the hyphen is forgotten: "barn och utbildningsnämnden", "Kretslopp och vattennämnden".
_FIRST = (
    r"(?i:barn|kultur|vård|miljö|plan|bygg|byggnads|hälso|idrotts?|kretslopp|park|utbildnings|arbetsmarknads|individ|stöd"
    r"|omsorgs?|teknik|mark|äldre|förskole?|familje?|arbets|samhälls"
    r"|inköps|fastighets|näringslivs|stadsbyggnads|ungdoms|fritids|trafik|gatu|demokrati|kost)"
)
#: A list of words where the first has no hyphen: "Kultur, fritids- och turismnämnden".
_LIST_FIRST = rf"(?=[A-ZÅÄÖ]){_FIRST},\s(?=[a-zåäö]+-\s(?:och|samt|&)\s)"
_AMPERSAND = r"(?![\wåäö]*(?:[Nn]ämnd|[Ss]tyrelse))[A-Za-zÅÄÖåäö]+\s&\s+"
_SIDE = r"(?:[Nn]orra|[Ss]ödra|[Öö]stra|[Vv]ästra)"
#: Two trades of one company: "Stockholm Vatten och Avfall AB".
_TRADE = r"(?:Vatten|Avlopp|Energi|Miljö|Kultur|Fritid|Park|Mark|Bygg|Renhållning)"
#: How a board's name ends, for patterns that only have to know that there is one.
ENDING = r"(?:[Nn]ämnden(?:\sför\s[\wåäö&-]+(?:,?\s(?:och|samt|&)\s[\wåäö-]+)?(?=\s|:|$))?|[Nn]ämnderna|[Ss]tyrelsen)"
#: Authorities of the state, and boards of nobody that an audit turns to.
_STATE = r"(?i:social|läns|skogs|folkhälso|transport|rymd|polis|luftfarts|tull|kriminalvårds|förenings|riks\w*)"
BOARD = re.compile(
    rf"""(?<![\w-])(?:
      (?P<all>(?i:samtliga|alla|båda|bägge|de\sbåda|de\stvå|berörda|granskade|respektive|varje|övriga|ansvariga?|aktuella|berörd|de|styrelse\soch
         |ovanstående|nämnda|ovan\snämnda|dessa|vardera|de\sfyra|de\stre|kommunens|stadens|regionens)\s
         (?:(?:granskade|berörda|övriga|aktuella|nämnda|kommunens|stadens|ansvariga)\s)*nämnd(?:er|erna)?)
    | (?P<district>(?:{_PLACE}{{1,2}}|{_PLACE}[a-zåäö]+s\s
         |{_SIDE}\s)stadsdelsnämnd(?:en)?)
    | (?P<about>(?:[Gg]emensamma\snämnden|Gemensam\snämnd|[Mm]yndighetsnämnden|[Nn]ämnden|Nämnd)\sför\s
         (?:(?:digital|hållbar|social|regional|teknisk|kommunal|god|gemensam)\s)?
         {_MATTER}|[Nn]ämnden\s{_GREAT}\s&\s{_GREAT})
    | (?P<placed>{_PART}{{0,2}}[A-Za-zÅÄÖåäö]*[Nn]ämnd(?:en)?(?=\s{_COMPASS})|[Ss]ocialnämnderna
         |[Ss]tadsdelsnämnd(?:en|erna))\s
         (?P<places>{QUARTER}(?:(?:,\s|\soch\s|\ssamt\s|\s?/\s?){QUARTER})*)
    | (?P<named>(?:{_FIRST}\soch\s|{_LIST_FIRST}|{_AMPERSAND}|{_OLD_AND_CARE})?
         (?:(?:{_SIDE}|[Oo]perativa|[Ss]trategiska|[Hh]umanistiska)\s)?{_PART}{{0,3}}(?:(?:[Tt]ekniska|[Ss]ociala|[Gg]emensamma|[Kk]ommunala|{_SIDE})\s)?
         [A-Za-zÅÄÖåäöé-]*[Nn]ämnd(?:en|erna|er)?)
    | (?P<executive>(?:[Kk]ommun|[Rr]egion|[Ll]andstings|[Ff]örbunds|[Bb]olags|[Ss]tads)styrelsen?
         |(?:{_FIRST}\soch\s|{_AMPERSAND})?{_PART}{{0,2}}(?!{_STATE}styrelsen)[A-Za-zÅÄÖåäö]{{3,}}styrelsen)
    | (?P<council>[Kk]ommunfullmäktige|[Rr]egionfullmäktige|[Ff]ullmäktige)
    | (?P<committee>(?:[Tt]ekniska|[Ss]ociala|[Kk]ommunala)\sutskottet|{_PART}{{0,2}}[A-Za-zåäöÅÄÖ]*[Uu]tskottet)
    | (?P<direction>(?:[Ff]örbunds)?[Dd]irektionen|(?:[Kk]ommunal)?[Ff]örbundets\sdirektion)
    | (?P<limited>(?:Förvaltnings|Fastighets|Bostads)\s?AB\s[A-ZÅÄÖ][\wåäö]+
         |(?<!&\s)(?!{_NO_COMPANY})(?:(?:{_TRADE}\soch\s(?=[A-ZÅÄÖ])|[A-ZÅÄÖ][\wåäö-]*\s(?:&\s|i\s)?)){{1,5}}AB
         |(?<![A-ZÅÄÖ]\s)AB\s[A-ZÅÄÖ][\wåäö]+(?:\s(?!{_NO_COMPANY})[A-ZÅÄÖ][a-zåäö]+)?)
    | (?P<company>[Ss]tyrelsen\s(?:för|i)\s[A-ZÅÄÖ][\wåäö]*(?:\s(?:&\s|i\s)?[A-ZÅÄÖ][\wåäö]*)*
         (?:\sAB|\s(?:universitets)?sjukhus(?:et)?)?
         |[Ss]tyrelsen|(?:[Bb]olagets|[Ss]tiftelsens)\sstyrelse|(?:[Bb]åda\s|[Dd]e\s)?[Bb]olag(?:en|et)|[Ss]tiftelsen|(?:[Kk]ommunal)?[Ff]örbundet(?!\s[A-ZÅÄÖ]))
    | (?P<body>[A-Za-zÅÄÖåäö]{{3,}}(?:bolaget|förbundet)(?=\s(?:rekommenderas|bör|behöver|att)\b))
    | (?P<municipality>[Kk]ommunen)
    )(?![\w])""",
    re.VERBOSE,
)

_CAPITALS = re.compile(
    r"\b(?:[A-ZÅÄÖ]+-?,?[^\S\n](?:&[^\S\n])?){0,5}[A-ZÅÄÖ]*(?:NÄMND(?:EN|ERNA)?|STYRELSEN|FULLMÄKTIGE)\b"
    r"(?:[^\S\n]FÖR(?:[^\S\n](?:[A-ZÅÄÖ]+-?|&))+)?"
)
#: "Kommunstyrelsens arbetsutskott" and "nämndens ordförande" act for their boards.
_ACTS_FOR = re.compile(
    r"(?<=nämnden|yrelsen)s\s(?:ordförande|presidium|[\wåäö]*utskott)(?=\s(?:att|bör|ska|rekommenderas)\b|\s*$)"
)
_DASH = re.compile(r"(?<=[a-zåäö])[–‑‐](?=,?\s?(?:och|samt|&)\s)")


def searchable(text: str) -> str:
    """The text, as long as before, with capitals, dashes and those that act for a board as `BOARD` knows them."""
    text = _CAPITALS.sub(lambda hit: hit[0][0] + hit[0][1:].lower(), text)
    text = _DASH.sub("-", text)
    return _ACTS_FOR.sub(lambda hit: " " * len(hit[0]), text)


def plain(name: str) -> str:
    """A name as it is written once: "Miljö-och byggnads-nämnden" is "miljö- och byggnadsnämnden"."""
    name = re.sub(r"(?<=\w{3})och (?=\w)", "- och ", name)
    name = re.sub(r"\s?-,?\s?(?=(?:och|samt|&)\s)", "- ", name)
    return re.sub(r"-\s?(?=nämnd|styrelse)", "", name)
