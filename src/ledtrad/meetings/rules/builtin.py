"""The parts of each kind of paper until a municipality changes them. In Swedish: they are words of the papers."""

from typing import NamedTuple

from ledtrad.meetings.words import PaperKind


class Part(NamedTuple):
    """A part that a kind of paper has."""

    slug: str
    heading: str
    hint: str
    is_mandatory: bool = False


DISTRIBUTION = "distribution"
"""The part that stands last, after the signature."""

_DECISION = Part(
    "proposed_decision", "Förslag till beslut",
    "Skriv beslutet så att det kan klippas in i protokollet: ”Nämnden beslutar att …”. En att-sats per beslut.", True,
)  # fmt: skip
_SUMMARY = Part(
    "summary", "Sammanfattning", "Vad ärendet gäller och varför beslutet föreslås, på högst en halv sida.", True
)
_BASIS = Part(
    "basis", "Underlag för beslutet", "En rad per handling, med datum: den här handlingen och det den bygger på."
)
_MATTER = Part("matter", "Ärendet", "Bakgrund, nuläge, förvaltningens bedömning och skälen för den.", True)
_POSITION = Part(
    "position", "Nämndens ställningstagande",
    "Ställning till varje rekommendation: delar, delar delvis eller delar inte, och varför.", True,
)  # fmt: skip
_TAKEN = Part("taken", "Vidtagna åtgärder", "Vad som har gjorts sedan uppdraget gavs, med datum.", True)
_PLANNED = Part("planned", "Planerade åtgärder", "Vad som återstår, vem som gör det och när det är klart.")
_EFFECT = Part("effect", "Effekt", "Vad åtgärderna har lett till, eller när det går att se.")
_PREPARATION = Part("preparation", "Beredning", "Vilka som har tagit fram ärendet och vilka som har fått yttra sig.")
_CHILD = Part(
    "childs_best_interest", "Barnets bästa",
    "Hur barn berörs av beslutet och vad som är bäst för dem. Berörs inga barn: skriv det, och varför.", True,
)  # fmt: skip
_CHILD_IF = _CHILD._replace(is_mandatory=False)
_ECONOMY = Part(
    "economy", "Ekonomiska konsekvenser", "Vad beslutet kostar eller sparar, när, och hur det betalas.", True
)
_DISTRIBUTION = Part(DISTRIBUTION, "Beslutet skickas till", "En mottagare per rad: för verkställighet, för kännedom.")
_MINUTED = Part("decision", "Beslut", "Nämndens beslut, ordagrant ur protokollet.", True)

BUILT_IN: dict[PaperKind, tuple[Part, ...]] = {
    PaperKind.MEMORANDUM: (
        _DECISION, _SUMMARY, _BASIS, _MATTER, _PREPARATION, _CHILD, _ECONOMY, _DISTRIBUTION,
    ),
    PaperKind.STATEMENT: (
        _DECISION, _SUMMARY, _BASIS, _MATTER, _POSITION, _PREPARATION, _CHILD, _ECONOMY, _DISTRIBUTION,
    ),
    PaperKind.REPORT_BACK: (
        _DECISION, _SUMMARY, _BASIS, _MATTER, _TAKEN, _PLANNED, _EFFECT, _PREPARATION, _CHILD_IF, _ECONOMY,
        _DISTRIBUTION,
    ),
    PaperKind.EXTRACT: (
        _MINUTED, _MATTER._replace(is_mandatory=False), _BASIS, _DISTRIBUTION,
    ),
}  # fmt: skip
