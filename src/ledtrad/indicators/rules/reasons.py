"""Why something has no value or cannot be judged: a code for the machine, a sentence for the person."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from ledtrad.core.periods import Period, label


class ReasonCode(StrEnum):
    NO_VALUE = "no_value"
    ZERO_DENOMINATOR = "zero_denominator"
    NO_COUNTS = "no_counts"
    INCOMPLETE = "incomplete"
    BASELINE_MISSING = "baseline_missing"
    BASELINE_ZERO = "baseline_zero"
    REFERENCE_MISSING = "reference_missing"
    REFERENCE_ZERO = "reference_zero"
    GAP = "gap"
    NO_SUCH_STAGE = "no_such_stage"
    RULE_UNFINISHED = "rule_unfinished"


@dataclass(frozen=True)
class Reason:
    """A reason and what its sentence needs. The sentence is made when read, in the reader's language.

    `name` is the reference series, the stage that does not exist, or the first thing wrong with the rule.
    """

    code: ReasonCode
    period: Period | None = None
    name: str = ""
    present: int = 0
    expected: int = 0

    @property
    def sentence(self) -> str:
        text = _of_period(self.code) if self.period else _without_period(self.code)
        return text % {
            "period": label(self.period) if self.period else "",
            "name": self.name,
            "present": self.present,
            "expected": self.expected,
        }


def _of_period(code: ReasonCode) -> str:
    texts = {
        ReasonCode.NO_VALUE: _("Värdet för %(period)s saknas."),
        ReasonCode.ZERO_DENOMINATOR: _("Andelen för %(period)s går inte att räkna ut: nämnaren är 0."),
        ReasonCode.INCOMPLETE: _(
            "Bara %(present)s av %(expected)s värden har rapporterats för %(period)s, så målet bedöms inte."
        ),
        ReasonCode.BASELINE_MISSING: _("Målet går inte att räkna ut: värdet för %(period)s saknas."),
        ReasonCode.BASELINE_ZERO: _(
            "Målet går inte att räkna ut: värdet för %(period)s är 0, och procent av 0 är alltid 0."
        ),
        ReasonCode.REFERENCE_MISSING: _("Målet går inte att räkna ut: värdet för %(name)s %(period)s saknas."),
        ReasonCode.REFERENCE_ZERO: _(
            "Målet går inte att räkna ut: värdet för %(name)s %(period)s är 0, och procent av 0 är alltid 0."
        ),
        ReasonCode.GAP: _("Målet går inte att bedöma: värdet för %(period)s saknas i summan."),
    }
    return texts.get(code) or _without_period(code)


def _without_period(code: ReasonCode) -> str:
    return {
        ReasonCode.NO_VALUE: _("Värdet saknas."),
        ReasonCode.ZERO_DENOMINATOR: _("Andelen går inte att räkna ut: nämnaren är 0."),
        ReasonCode.NO_COUNTS: _("Andelen är rapporterad utan täljare och nämnare och går inte att lägga ihop."),
        ReasonCode.INCOMPLETE: _("Bara %(present)s av %(expected)s värden har rapporterats, så målet bedöms inte."),
        ReasonCode.BASELINE_MISSING: _("Målet går inte att räkna ut: nuläget saknas."),
        ReasonCode.BASELINE_ZERO: _("Målet går inte att räkna ut: nuläget är 0, och procent av 0 är alltid 0."),
        ReasonCode.REFERENCE_MISSING: _("Målet går inte att räkna ut: värdet för %(name)s saknas."),
        ReasonCode.REFERENCE_ZERO: _(
            "Målet går inte att räkna ut: värdet för %(name)s är 0, och procent av 0 är alltid 0."
        ),
        ReasonCode.GAP: _("Målet går inte att bedöma: ett värde saknas i summan."),
        ReasonCode.NO_SUCH_STAGE: _("Steg %(name)s finns inte: målet har %(expected)s steg."),
        ReasonCode.RULE_UNFINISHED: _("Målet går inte att räkna ut: %(name)s"),
    }[code]
