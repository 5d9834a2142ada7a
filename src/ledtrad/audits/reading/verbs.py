"""Verbs that a recommendation begins with, and where a sentence ends."""

import re
from collections.abc import Iterator

_STEMS = """
aktualisera analysera anpassa ange anta anlita använda arbeta avsätta avveckla avvakta beakta bedöma begära behandla belysa bereda beskriva besluta
bevaka bidra bjuda bygga börja definiera delge diskutera dokumentera effektivisera efterfråga efterlysa ersätta etablera fastställa fatta
formalisera formulera fortsätta fortlöpande fortsatt främja framtagande föra fördela fördjupa förankra förbereda förbättra förebygga
föreslå förnya förse förstärka förtydliga förvissa förenkla garantera genomföra genomlysa ge granska gå göra hantera hitta hålla höja identifiera
implementera informera införa initiera inkludera inleda inrätta integrera intensifiera introducera inventera investera involvera inventera kalla kartlägga
klargöra klarlägga kommunicera komplettera konkretisera kontrollera koppla kräva kvalitetssäkra lägga lämna löpande lyfta låta leda lösa minimera minska
motivera motverka mäta möjliggöra nå offentliggöra omarbeta omgående ompröva ordna organisera planera precisera presentera
prioritera problematisera pröva påbörja påskynda rapportera redogöra redovisa reglera rekrytera renodla revidera riskbedöma rätta samla samordna samråda
samverka se skapa skriva skriftligt skyndsamt snarast stimulera strukturera stärka stödja systematisera systematiskt säkerställa säkra sälja sätta söka
ta tillgodose tillgängliggöra tillhandahålla tillse tillsätta tillskapa tillämpa tillföra tilldela tydliggöra tydligare uppdatera uppdra uppfylla
uppmana uppmuntra uppmärksamma upprätta upprätthålla upphandla upphäva uppnå uppvakta utarbeta utbilda utföra utforma utreda utse utveckla utvidga utvärdera
utöka utöva vara verka verkställa vidareutveckla vidta vidmakthålla vidga välja värdera värna åtgärda återkomma återkoppla återrapportera återredovisa
återuppta översyn översätta överväga öka öppna synliggöra årligen regelbundet kontinuerligt undersöka undvika underlätta understödja utnyttja tillvarata
hänskjuta jämföra konsekvensbeskriva nyttja ställa styra visa ajourhålla arkivera delta delegera diarieföra digitalisera hörsamma justera följa
slutföra stämma säga sammanställa sprida
"""
_INFINITIVES = set(_STEMS.split())
_IMPERATIVES = {word[:-1] for word in _INFINITIVES if word.endswith("a") and len(word) > 3} | {
    "beslut", "ställ", "gör", "ge", "gå", "ta", "se", "följ", "fastställ", "håll", "låt", "tillse", "utse", "anta", "inför", "genomför", "stärk"
}  # fmt: skip
_NOT_VERBS = {"beslut", "form", "plan", "mål", "stöd", "samverk", "arbet", "analys", "led", "säk", "styr", "vis"}
_FILLER = re.compile(
    r"(?:att|vid behov|fortsatt|fortsätta att|även|också|dessutom|därutöver|därtill|snarast|skyndsamt|omgående|löpande|årligen"
    r"|regelbundet|kontinuerligt|i samråd med [^,]{3,50},|tillsammans med [^,]{3,50},?|i samverkan med [^,]{3,50},?"
    r"|inom ramen för [^,]{3,50}?,?|i högre grad|i större utsträckning|på ett tydligare sätt|tydligare|systematiskt|återigen|aktivt|bättre|så)\s+",
    re.IGNORECASE,
)
_SHORT = (
    r"(?:bl|t|d|m|s|p|f|a|g|k|o|ev|ca|kap|nr|resp|st|tkr|mnkr|mkr|kr|dnr|jfr|inkl|exkl|max|min|etc|osv|dvs|mm|avd|forts"
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


def begins_with_directive(text: str) -> bool:
    """Whether the words tell somebody to do something: "Säkerställa att …", "Vid behov dokumentera …", "Se över …"."""
    rest = text.strip(' -–•"”')
    while found := _FILLER.match(rest):
        rest = rest[found.end() :]
    first = re.match(r"[A-Za-zÅÄÖåäö]+", rest)
    if not first:
        return False
    word = first[0].casefold()
    if word in _INFINITIVES:
        return True
    if word in _IMPERATIVES and word not in _NOT_VERBS:
        return True
    return len(word) > 5 and word.endswith(("era", "iera")) and word not in {"flera"}
