"""The concluding sentences of a control, and the figures beside them: plain values in, words out."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ledtrad.core.numbers import format_number, format_percent

NEARLY = Decimal("0.95")
"""From this share on, a control that found something missing says "nearly"."""


@dataclass(frozen=True)
class Figures:
    """The totals of a run. `told` are the decisions that are either reported or should have been."""

    decisions: int
    execution: int
    to_report: int
    reported: int
    in_time: int
    late: int
    missing: int

    @classmethod
    def of(cls, totals: Mapping[str, int]) -> "Figures":
        names = ("decisions", "execution", "to_report", "reported", "in_time", "late", "missing")
        return cls(*(int(totals.get(name, 0)) for name in names))

    @property
    def told(self) -> int:
        return self.reported + self.missing

    @property
    def waiting(self) -> int:
        """Not reported, and not due yet."""
        return max(self.to_report - self.told, 0)

    @property
    def separately(self) -> int:
        """Neither to be reported nor execution: minuted separately."""
        return max(self.decisions - self.execution - self.to_report, 0)

    @property
    def share(self) -> Decimal | None:
        """In per cent of what should have been reported: how much was, in time."""
        return share(self.in_time, self.told)


def share(part: int, whole: int) -> Decimal | None:
    """Per cent; None of nothing."""
    return Decimal(part * 100) / Decimal(whole) if whole else None


def conclusion(figures: Figures, open_findings: int) -> str:
    """Whether everything is reported, in one or two sentences."""
    if not figures.decisions:
        return _("Inga delegationsbeslut finns inlästa för perioden.")
    if not figures.told:
        return _("Inget av periodens %(n)s beslut skulle ha anmälts än.") % {"n": format_number(figures.decisions)}
    words = {name: format_number(getattr(figures, name)) for name in ("reported", "told", "in_time", "missing")}
    text = _("%(answer)s %(reported)s av %(told)s beslut är anmälda, %(in_time)s av dem i tid.") % {
        "answer": _answer(figures),
        **words,
    }
    return f"{text} {_rest(figures.missing, open_findings)}"


def _answer(figures: Figures) -> str:
    if not figures.missing:
        return _("Ja.")
    return _("Nästan.") if Decimal(figures.reported) >= NEARLY * figures.told else _("Nej.")


def _rest(missing: int, open_findings: int) -> str:
    opened = ngettext("%(n)s fynd är öppet", "%(n)s fynd är öppna", open_findings) % {"n": format_number(open_findings)}
    if missing:
        words = {"n": format_number(missing), "open": opened}
        if not open_findings:
            return ngettext(
                "%(n)s har inte anmälts, och alla fynd är hanterade.",
                "%(n)s har inte anmälts, och alla fynd är hanterade.",
                missing,
            ) % words  # fmt: skip
        return ngettext("%(n)s har inte anmälts och %(open)s.", "%(n)s har inte anmälts och %(open)s.", missing) % words
    return f"{opened}." if open_findings else _("Inga fynd är öppna.")


def against_before(now: Decimal | None, before: Decimal | None, when: str) -> str:
    """ "Förra kvartalet 95,2 %. ↑ ökar, förbättring": the share beside that of the period before."""
    if before is None:
        return ""
    told = _("%(when)s %(share)s.") % {"when": when, "share": format_percent(before, 1)}
    if now is None:
        return told
    change = round(now, 1) - round(before, 1)
    better, worse, same = _("↑ ökar, förbättring"), _("↓ minskar, försämring"), _("→ oförändrat")
    trend = better if change > 0 else worse if change < 0 else same
    return f"{told} {trend}"
