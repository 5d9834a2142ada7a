"""What a heading says its section is about."""

import re
from enum import StrEnum


class Role(StrEnum):
    """What a section is, as far as the reading cares."""

    RECOMMENDATIONS = "recommendations"
    EARLIER = "earlier"
    ASSESSMENT = "assessment"
    BACKGROUND = "background"
    PURPOSE = "purpose"
    QUESTIONS = "questions"
    CRITERIA = "criteria"
    METHOD = "method"
    OBSERVATIONS = "observations"
    OWN = "own"
    DECISION = "decision"
    SOURCES = "sources"
    FUNCTIONS = "functions"
    DOCUMENTS = "documents"
    STRENGTHS = "strengths"
    DEVELOPMENT = "development"
    CONTENTS = "contents"
    OTHER = ""


_ROLES: tuple[tuple[Role, str], ...] = (
    (Role.CONTENTS, r"innehåll|innehållsförteckning|innehåll\s*:?"),
    (Role.EARLIER, r".*(?:tidigare|föregående|20\d\d)\b.*rekommendation.*|.*rekommendation\w*\s+(?:från|i|ur)\b.*"
        r"(?:20\d\d|tidigare).*|.*rekommendationen\s+om\b.*|uppföljning av (?:tidigare "
        r"|lämnade )?.*(?:rekommendation|granskning).*"),
    (Role.RECOMMENDATIONS,
        r"(?:våra |(?:revis|gransk|kommunrevis|stadsrevis)\w+s )?rekommendation(?:er|erna)?(?:,| och| samt| med) .*"
        r"(?:svar|kommentar\w*|yttrande\w*|åtgärder|ställningstagande)"),
    (Role.OWN, r".*(?:förvaltning|kontor|nämnd|styrelse|utskott)\w*s\s+(?:förslag på |förslag till )?"
        r"(?:svar|yttrande|synpunkter|kommentar\w*|bedömning|ställningstagande|åtgärder|överväganden)\b.*"
        r"|(?:förslag (?:på|till) )?(?:svar|yttrande)|(?:planerade |vidtagna |föreslagna )?åtgärder"
        r"|kommentarer från .*"),
    (Role.DECISION,
        r"förslag till (?:beslut|yttrande över)|(?:förslag till )?beslut|beslutsförslag"
        r"|beslutet (?:ska )?skickas till"
        r"|beslutsunderlag|underlag för beslutet?|ekonomiska (?:och juridiska )?konsekvenser|barnets bästa"
        r"|beredning|föredragning"
        r"|expedieras till|protokollsutdrag\b.*"),
    (Role.RECOMMENDATIONS,
        r"(?:våra |revisorernas |revisionens |granskarnas |granskningens |kommunrevisionens |stadsrevisionens "
        r"|rapportens |(?:EY|KPMG|PwC|Deloitte):s |förslag och |sammanställning av |samlade |sammanfattande "
        r"|övriga |lämnade |nya |gemensamma |viktigaste |prioriterade )*"
        r"(?:rekommendation(?:er|en)?|åtgärdsförslag|förbättringsförslag|förslag till åtgärder)"
        r"(?: (?:till|för|avseende|riktade till|som (?:avser|rör|gäller)) .*|[.:]?)"
        r"|(?:(?:kommun|region|nämnd|styrels)\w* )?(?!tidigare|lämna)[a-zåäö]{3,}a rekommendationer"
        r"|(?:det här |detta |vad )?(?:rekommenderar (?:vi|revisorerna|(?:stads)?revisionen)"
        r"|(?:vi|revisorerna|(?:stads)?revisionen) rekommenderar)"),
    (Role.STRENGTHS, r"styrkor\b.*|starka sidor"),
    (Role.DEVELOPMENT, r"(?:utvecklingsområden|förbättringsområden)\b.*|områden att utveckla"),
    (Role.QUESTIONS, r".*(?:revisionsfråg|kontrollfråg|kontrollmål|frågeställning|granskningsfråg).*"),
    (Role.PURPOSE,
        r"(?:uppdrag,? )?(?:granskningens |revisionens )?(?:övergripande )?syfte\b.*|uppdrag(?:et)? och syfte"
        r"|mål och syfte"),
    (Role.CRITERIA,
        r".*(?:revisionskriteri|bedömningsgrund|bedömningskriteri|kriterier|lagstiftning|regelverk|lagkrav).*"
        r"|(?:kommunallag|socialtjänstlag|skollag|barnkonvention)\w*\b.*|reglemente\b.*|styrande dokument"
        r"|rättsliga .*"),
    (Role.METHOD,
        r".*(?:metod|genomförande|avgränsning|tillvägagångssätt|projektorganisation).*|ansvarig(?:a)? nämnd.*"),
    (Role.FUNCTIONS,
        r"intervjuade\b.*|intervjuer\b.*|intervjupersoner|intervjuade funktioner.*|förteckning över intervju.*"),
    (Role.DOCUMENTS,
        r"(?:granskade |erhållna |studerade )?(?:dokument|handlingar|underlag)(?:ation)?\s*:?"
        r"|dokumentförteckning|granskad dokumentation"),
    (Role.CRITERIA, r"vad (?:säger|gäller|kräver) .*(?:regler|lag).*"),
    (Role.ASSESSMENT, r"vad (?:anser|tycker|bedömer) (?:vi|revis\w+)\??|vad vi (?:anser|tycker)|så tycker vi"
        r"|(?:revisorernas|revisionens) (?:iakttagelser|synpunkter|reflektioner|uppfattning)|det här tycker vi"
        r"|vår (?:mening|uppfattning|syn(?: på saken)?)"),
    (Role.OBSERVATIONS, r"vad (?:har )?vi (?:har )?(?:sett|såg|fann|funnit|kom fram till)\??|vad har vi sett\??"
        r"|det här (?:såg|fann) vi|så ser det ut"),
    (Role.METHOD, r"så gjorde vi|så har vi gjort|hur gjorde vi\??|hur har vi gått till väga\??"),
    (Role.QUESTIONS, r"(?:vad|det här) (?:vi )?vill(?:e)? (?:vi )?veta\??"),
    (Role.SOURCES,
        r"(?:bilaga \d*[:.]?\s*)?(?:källförteckning|källor|intervjuförteckning|referenser).*|bilag(?:a|or)\b.*"),
    (Role.ASSESSMENT,
        r".*(?:sammanfattning|sammanfattande|bedömning|slutsats|svar på revisionsfråg|avslutande kommentar"
        r"|revisionell|sammanvägd|avslutning|resultat av (?:vår )?granskningen och).*|kommentarer?"),
    (Role.OBSERVATIONS,
        r".*(?:iakttagels|granskningsresultat|resultat av granskning|granskningens resultat|resultat\b"
        r"|nuläge).*"),
    (Role.BACKGROUND,
        r"(?:inledning|bakgrund|uppdrag|ärendet|beskrivning av ärendet|inledning och bakgrund|förutsättningar"
        r"|organisation)\b.*"),
)  # fmt: skip
_COMPILED = tuple((role, re.compile(pattern, re.IGNORECASE | re.DOTALL)) for role, pattern in _ROLES)
NUMBER = re.compile(r"(?:(?:\d{1,2}(?:\.\d{1,2}){0,3}\.?|bilaga \d+[:.]?|[a-h]\)|[IVX]+\.)\s+)", re.IGNORECASE)


def role_of(heading: str) -> Role:
    """The role that a heading announces; OTHER when its words say nothing of it."""
    plain = NUMBER.sub("", heading.strip(), count=1).strip(" .:*#")
    if len(plain) > 110:
        return Role.OTHER
    return next((role for role, pattern in _COMPILED if pattern.fullmatch(plain)), Role.OTHER)


_KNOWN = re.compile(
    r"(?:sammanfattning|bakgrund|inledning|syfte|metod|avgränsning|iakttagelser|bedömning(?:ar)?"
    r"|slutsats(?:er)?|rekommendation(?:er)?"
    r"|revisionsfråg(?:a|or)|revisionskriterier|kontrollmål|kommentar(?:er)?|förslag till beslut"
    r"|granskningsresultat|ärendet"
    r"|våra rekommendationer|sammanfattande bedömning|vår bedömning|styrkor|utvecklingsområden"
    r"|innehåll(?:sförteckning)?|vad (?:anser|tycker|säger|har|gäller|kräver) [\wåäö ]{2,30}\?"
    r"|vad vi (?:anser|tycker|såg|har sett|ville veta)"
    r"|beslutet skickas till|genomförande|källförteckning|svar|(?:\w*revis\w+s |granskningens )?rekommendation \d{1,2}"
    r"|[\wåäö]*(?:nämndens|styrelsens|förvaltningens|kontorets) (?:svar|yttrande|kommentar(?:er)?|synpunkter"
    r"|ställningstagande)|syfte och revisionsfrågor"
    r"|sammanfattande bedömning och rekommendationer|bedömning och rekommendation(?:er)?"
    r"|slutsats(?:er)? och rekommendationer)",
    re.IGNORECASE,
)


def is_known(text: str) -> bool:
    """Whether the line is one of the headings that every such paper has, whatever it looks like."""
    return _KNOWN.fullmatch(NUMBER.sub("", text.strip(), count=1).strip(" .:")) is not None
