"""Verbs that a recommendation begins with, and where a sentence ends."""

import re
from collections.abc import Iterator

_STEMS = """
agera ajourhålla aktualisera analysera ange anlita anordna anpassa anta använda arbeta arkivera avstämma avsätta avtala
avvakta avveckla beakta bedöma begära behandla belysa bereda beskriva besluta bevaka bevilja bidra bjuda bygga
byta börja definiera delegera delge delta diarieföra digitalisera diskutera dokumentera driva effektivisera
efterfråga efterlysa eftersträva erbjuda ersätta etablera fastställa fatta flytta fokusera formalisera formulera
fortsatt fortsätta framtagande främja följa föra förankra förbereda förbättra fördela fördjupa förebygga
förenkla föreslå förhandla förhindra förmedla förnya förse förstärka förtydliga förvissa förändra garantera ge
genomföra genomlysa granska gå göra hantera hitta hänskjuta hänvisa hålla höja hörsamma identifiera implementera
informera införa ingripa ingå inhämta initiera inkludera inleda inrikta inrätta integrera intensifiera
introducera inventera investera involvera justera jämföra kalla kartlägga klargöra klarlägga klassificera
kommunicera kompensera komplettera konkretisera konkurrensutsätta konsekvensbeskriva kontrollera koppla krisöva
kräva kvalitetssäkra lagra leda lyfta lägga lämna låta lösa meddela minimera minska motivera motverka märka mäta
möjliggöra nyttja offentliggöra omarbeta omfördela omprioritera ompröva optimera ordna organisera planera
precisera presentera prioritera problematisera pröva publicera påbörja påskynda rangordna rapportera redogöra
redovisa registrera reglera rekrytera renodla reservera resurssätta revidera rikta riskbedöma riskklassa räkna
rätta samla samlokalisera sammanställa samordna samråda samverka se skapa skicka skriva skydda skärpa slutföra
spara sprida stimulera strukturera styra ställa stämma stärka stödja stötta synliggöra systematisera säkerställa
säkra sälja särredovisa särskilja sätta söka ta testa tilldela tillföra tillgodose tillgängliggöra
tillhandahålla tillse tillskapa tillsätta tillvarata tillämpa tydliggöra underlätta understödja undersöka
undvika uppdatera uppdra uppfylla upphandla upphäva uppmana uppmuntra uppmärksamma uppnå upprätta upprätthålla
uppvakta utarbeta utbilda utforma utföra utnyttja utnämna utreda utse utveckla utvidga utvärdera utöka utöva
verka verkställa vidareutveckla vidga vidmakthålla vidta visa värdera värna vårda återkomma återkoppla
färdigställa iordningställa besiktiga kvalitetsgranska återställa avhjälpa avge avgränsa avrapportera beräkna bevara
efterleva fastlägga namnge omhänderta omvärdera rusta skaffa tidsätta utrusta utlysa välja väga stoppa sluta inskaffa
återrapportera återredovisa återuppta åtgärda öka öppna öva översyn översätta övervaka överväga
attestera avskilja avsluta begränsa bekosta bemanna besvara betala dela dimensionera dra eskalera finansiera
framställa fullfölja fullgöra förbjuda författa förkorta förlänga förlägga förordna försäkra förvalta frigöra gallra
handlägga harmonisera hjälpa hyra ifrågasätta indela instruera knyta konsolidera korrigera kvittera köpa leverera lära
läsa låsa logga modernisera målsätta omsätta omvandla ordna protokollföra påminna reda reducera rensa renovera
sammanföra sanera schemalägga sjösätta skilja spärra spåra stabilisera strama stänga svara säga
särredovisa teckna trygga träffa
undanröja underhålla underrätta upphöra upplysa upptäcka utlysa varna verifiera vända växla återföra återkalla
bredda dämpa fylla halvera hejda höja korta lindra minimera nå påverka renodla skynda snabba stoppa sänka tidigarelägga
trimma uppskatta utarbeta verifiera återkräva återsöka äska överföra överlägga överlämna
"""
#: How longer verbs end, that papers make as they need them: "målgruppsanpassa", "tidsätta", "kostnadsberäkna".
_ENDS_AS_VERB = re.compile(
    r"[a-zåäö]{3,}(?:anpassa|bedöma|beräkna|bestämma|bygga|föra|göra|hålla|klassa|lägga|pröva|sätta|ställa|säkra"
    r"|utbilda|utreda|utveckla|värdera|redovisa)$"
)
_INFINITIVES = set(_STEMS.split())
_SHORT_FORMS = """
beslut avstäm stäm ställ gör ge gå ta se följ fastställ håll låt tillse utse anta inför genomför stärk
"""
_IMPERATIVES = {word[:-1] for word in _INFINITIVES if word.endswith("a") and len(word) > 3} | set(_SHORT_FORMS.split())
_NOUNS = """
beslut form plan mål stöd samverk arbet analys led avtal säk styr vis svar köp spår hjälp träff läs lär lås del hyr
kontroller rapporter planer analyser
"""
_NOT_VERBS = {*_NOUNS.split(), "vård"}
#: "Vård- och omsorgsnämnden" and "Bygg och miljönämnden" tell nobody to care or to build.
_WORD = re.compile(r"[A-Za-zÅÄÖåäö]++(?!-|\s(?:och|samt|&)\s[\wåäö-]+(?:nämnd|förvaltning))")
_FILLER = re.compile(
    r"(?:att|vid behov|fortsatt|fortsätta att|även|också|dessutom|därutöver|därtill|snarast|skyndsamt|omgående"
    r"|löpande|[a-zåäö]{2,}ligen|[a-zåäö]{4,}vis|återkommande|tidigt|först|gemensamt|i första hand|särskilt|i god tid"
    r"|i (?:högre|större|ökad) (?:grad|utsträckning|omfattning)"
    r"|regelbundet|kontinuerligt|i samråd med [^,]{3,50},|tillsammans med [^,]{3,50},|i samverkan med [^,]{3,50},"
    r"|(?:i samråd|tillsammans|i samverkan) med [a-zåäö]+(?:-? och [a-zåäö]+)?"
    r"|inom ramen för [^,]{3,50}?,?|i högre grad|i större utsträckning|på ett tydligare sätt|tydligare"
    r"|systematiskt|återigen|aktivt|bättre|så|i (?:nära )?samverkan|tillsammans|var för sig(?: och i samverkan)?,?"
    r"|i samarbete med [^,]{3,50},)\s+",
    re.IGNORECASE,
)
#: "Se avsnitt 4.1" tells the reader where to look, and nobody what to do.
_REFERS = re.compile(
    r"se (?:avsnitt|kapitel|bilag|sid|tabell|figur|även|ovan|nedan|vidare|rapport|punkt)", re.IGNORECASE
)
_SHORT = (
    r"(?:bl|t|d|m|s|p|f|a|g|k|o|ev|ca|kap|nr|resp|st|dnr|jfr|inkl|exkl|max|min|etc|osv|dvs|mm|avd|forts"
    r"|t\.ex|bl\.a|m\.m|d\.v\.s|s\.k|o\.s\.v|p\.g\.a|f\.d|fr\.o\.m|t\.o\.m|m\.fl|e\.d|o\.d)"
)
_ABBREVIATED = re.compile(rf"\b{_SHORT}\.$", re.IGNORECASE)


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence. An abbreviation's point ends none."""
    start = 0
    for found in re.finditer(r"[.!?][”\"’)]?\s+(?=[A-ZÅÄÖ”\"(])", text):
        stop = found.start() + len(found[0].rstrip())
        if _ABBREVIATED.search(text[start:stop]) and text[found.start()] == ".":
            continue
        if text[start:stop].strip():
            yield start, stop
        start = found.end()
    if text[start:].strip():
        yield start, len(text.rstrip())


def begins_with_act(text: str) -> bool:
    """Below "… att nämnden:", what it is to do: "inrättar ett register", "ser över avtalet". Else as a directive."""
    return _is_present(text) or begins_with_directive(text)


def act_alike(first: str, second: str) -> bool:
    """Whether both begin with a verb in the same form, as the items of one list do."""
    if _is_present(first):
        return _is_present(second)
    return begins_with_directive(first) and begins_with_directive(second) and not _is_present(second)


def _is_present(text: str) -> bool:
    word = _first_word(text)
    if not word.endswith("r") or text.endswith("?"):
        return False
    return any(stem in _INFINITIVES for stem in (word[:-1], word[:-2] + "a", word + "a"))


def _first_word(text: str) -> str:
    """The first word past those that only say how or when."""
    rest = text.strip(' -–•"”')
    while found := _FILLER.match(rest):
        rest = rest[found.end() :]
    first = _WORD.match(rest)
    return first[0].casefold() if first else ""


def begins_with_directive(text: str) -> bool:
    """Whether the words tell somebody to do something: "Säkerställa att …", "Vid behov dokumentera …", "Se över …"."""
    word = _first_word(text)
    if not word or _REFERS.match(text):
        return False
    if word in _INFINITIVES:
        return True
    if word in _IMPERATIVES and word not in _NOT_VERBS:
        return True
    if _ENDS_AS_VERB.match(word):
        return True
    return len(word) > 5 and word.endswith(("era", "iera")) and word not in {"flera"}
