"""What a new report says before its author has written a word: headings, conclusions and a proposal."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ledtrad.core.numbers import counted
from ledtrad.core.periods import Period, PeriodKind, label
from ledtrad.organisation.models import Unit
from ledtrad.reports.content.findings import Figure, Findings, Remark
from ledtrad.reports.rules import SectionKind
from ledtrad.thread.rules import Status


@dataclass(frozen=True)
class Drafted:
    """A section to begin with."""

    kind: SectionKind
    heading: str
    text: str = ""
    settings: dict[str, Any] | None = None


def draft_title(unit: Unit, period: Period) -> str:
    """ "Uppföljning januari–mars 2021"."""
    if period.kind is PeriodKind.YEAR:
        return _("Årsuppföljning %(period)s") % {"period": label(period)}
    return _("Uppföljning %(period)s") % {"period": label(period)}


def draft_sections(findings: Findings) -> list[Drafted]:
    """The sections of a new report, in order: the conclusion first."""
    return [
        Drafted(SectionKind.SUMMARY, _("Sammanfattning"), draft_summary(findings)),
        Drafted(SectionKind.TEXT, _("Förslag till beslut"), draft_proposal(findings)),
        Drafted(SectionKind.GOALS, _("Så går det för målen"), draft_goals(findings)),
        Drafted(
            SectionKind.INDICATORS,
            _("Indikatorerna mot sina mål"),
            settings={"charts": True, "only_deviating": False, **remark_settings(findings.remarks(), {})},
        ),
        Drafted(SectionKind.ACTIVITIES, _("Det här gör vi")),
        Drafted(SectionKind.GAPS, _("Luckor som återstår")),
        Drafted(SectionKind.SOURCES, _("Källor och avgränsning")),
    ]


def draft_summary(findings: Findings) -> str:
    """The conclusion, from the figures, in the author's markup."""
    figures = findings.held
    if not figures:
        return _("%(unit)s har inga öppna indikatorer att följa upp för perioden.") % {"unit": findings.unit.name}
    lines = [_conclusion(figures)]
    points = [f"- **{f.indicator.short}:** {f.judged.sentence}" for f in figures if f.deviates]
    if points:
        lines += ["", *points[:6]]
    assessed = _assessed(findings)
    if assessed:
        lines += ["", assessed]
    return "\n".join(lines)


def _conclusion(figures: list[Figure]) -> str:
    off = sum(1 for f in figures if f.deviates)
    unknown = sum(1 for f in figures if f.judged.status == Status.NONE)
    met = len(figures) - off - unknown
    numbers = {"off": counted(off, capital=True), "all": len(figures)}
    text = "**" + (_("%(off)s av %(all)s indikatorer avviker från sina mål.") % numbers) + "**"
    if met:
        text += " " + ngettext("%(n)s är uppnådd eller i takt.", "%(n)s är uppnådda eller i takt.", met) % {
            "n": counted(met, capital=True)
        }
    if unknown:
        text += " " + ngettext("%(n)s går inte att bedöma.", "%(n)s går inte att bedöma.", unknown) % {
            "n": counted(unknown, capital=True)
        }
    return text


def _assessed(findings: Findings) -> str:
    """How the goals were assessed, and where the assessment and the figures part."""
    lines = findings.goals
    if not lines:
        return ""
    told = {status: sum(1 for line in lines if line.status == status) for status in Status}
    words = {
        Status.MET: _("%(n)s uppnådda"),
        Status.PARTLY: _("%(n)s delvis uppnådda"),
        Status.MISSED: _("%(n)s inte uppnådda"),
        Status.NONE: _("%(n)s inte bedömda för perioden"),
    }
    parts = [words[s] % {"n": counted(n)} for s, n in told.items() if n]
    text = _("Av %(all)s mål är %(parts)s enligt dem som svarar för målen.") % {
        "all": len(lines),
        "parts": _(" och ").join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts),
    }
    apart = sum(1 for line in lines if line.differs)
    if apart:
        text += " " + ngettext(
            "För %(n)s mål säger siffrorna något annat än bedömningen.",
            "För %(n)s mål säger siffrorna något annat än bedömningen.",
            apart,
        ) % {"n": counted(apart)}
    return text


def draft_proposal(findings: Findings) -> str:
    """The decision that the board is asked to make."""
    return _("- %(unit)s godkänner uppföljningen för %(period)s.") % {
        "unit": findings.unit.name,
        "period": label(findings.period),
    }


def draft_goals(findings: Findings) -> str:
    """How the table of goals is to be read."""
    return _(
        "Bedömningen är gjord av den funktion som svarar för målet. Förslaget kommer ur målets indikatorer, "
        "aktiviteter och delmål. Där de skiljer sig åt står det i tabellen."
    )


def remark_settings(found: list[Remark], before: dict[str, Any]) -> dict[str, Any]:
    """The comments to keep with the section: the newest about each indicator is taken along, older ones are not.

    What the author has left out before (`before` are the section's settings) stays out, and what was taken
    along stays in.
    """
    known, left = before.get("comments", {}), set(before.get("left_out", []))
    newest: set[str] = set()
    out = []
    for remark in found:
        is_first = remark.number not in newest
        newest.add(remark.number)
        if remark.key in left or (not is_first and remark.key not in known):
            out.append(remark.key)
    kept = {
        r.key: {"number": r.number, "text": r.text, "by": r.by, "period": str(r.period), "when": label(r.period)}
        for r in sorted(found, key=lambda r: r.number)
    }
    return {"comments": kept, "left_out": out}
