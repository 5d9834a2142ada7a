"""What waits because of indicators: figures that are due, and figures that nobody has explained."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from ledtrad.core.actors import Actor
from ledtrad.core.numbers import NBSP
from ledtrad.core.periods import label
from ledtrad.indicators.forms import ReportForm
from ledtrad.indicators.models import Indicator, Observation
from ledtrad.indicators.pages.rows import with_unit
from ledtrad.indicators.queries.due import Missing, Uncommented, awaiting_comment, concerning, missing
from ledtrad.indicators.queries.material import Source, load
from ledtrad.indicators.rules import ValueKind
from ledtrad.organisation.access import Access
from ledtrad.organisation.actors import access
from ledtrad.thread import todo
from ledtrad.thread.todo import Task

RECENT = 2
"""How many earlier figures a task tells, to know the order of size."""


def register() -> None:
    """Called when the app is ready."""
    todo.register("figures", figures)


def figures(actor: Actor, until: date) -> Iterator[Task]:
    """Figures that this person is asked for, and figures to comment. Nine queries."""
    rights = access(actor)
    if rights.functions:
        mine = list(concerning(rights))
        yield from _to_report(mine, rights, actor.today, until)
        yield from _to_comment(mine, rights, actor.today, until)


def _to_report(mine: list[Indicator], rights: Access, today: date, until: date) -> Iterator[Task]:
    """Figures of closed periods."""
    waiting = [m for m in missing(mine, today) if m.function_id in rights.functions and m.due_on <= until]
    if not waiting:
        return
    material = load({m.indicator.pk: m.indicator for m in waiting}.values())
    for late in waiting:
        yield Task(
            due_on=late.due_on,
            title=_("Rapportera %(indicator)s, %(period)s") % _words(late.indicator, label(late.period)),
            detail=_detail(late, material[late.indicator.pk]),
            url=report_url(late.indicator, late.unit.number, str(late.period)),
            button=_("Rapportera"),
            kind="report",
            key=f"report:{late.key}",
            number=late.indicator.number,
            is_open=late.indicator.is_open,
            function_id=late.function_id,
            form=_form(late),
            form_template="indicators/parts/inline_report.html",
        )


def _to_comment(mine: list[Indicator], rights: Access, today: date, until: date) -> Iterator[Task]:
    """Figures that require a comment and have none."""
    for found in awaiting_comment(mine, today):
        if found.function_id not in rights.functions or found.due_on > until:
            continue
        yield Task(
            due_on=found.due_on,
            title=_("Kommentera utfallet för %(period)s: %(indicator)s")
            % _words(found.indicator, label(found.observation.period)),
            detail=_("%(figure)s. Kommentar saknas.") % {"figure": _figure(found)},
            url=report_url(found.indicator, found.unit.number, str(found.observation.period)) + "#id_comment",
            button=_("Kommentera"),
            kind="comment",
            key=f"comment:{found.indicator.number}:{found.unit.number}:{found.observation.period}",
            number=found.indicator.number,
            is_open=found.indicator.is_open,
            function_id=found.function_id,
        )


def report_url(indicator: Indicator, unit: str, period: str) -> str:
    """Where a figure is reported."""
    return reverse("report-value", args=[indicator.number, unit, period])


def _words(indicator: Indicator, period: str) -> dict[str, str]:
    name = indicator.short
    # A title stands inside a sentence here; a name that begins with capitals (SFI) keeps them.
    lowered = name if name[1:2].isupper() else name[:1].lower() + name[1:]
    return {"indicator": lowered, "period": period}


def _detail(late: Missing, source: Source) -> str:
    """The unit, and the latest figures: "Januari 3, februari 4.", "2018: 142, 2019: 151."."""
    recent = [p for p in source.periods({late.unit.pk}) if p < late.period][-RECENT:]
    told = [_told(label(p).split(NBSP)[0], _value(source, late, p)) for p in recent]
    parts = [late.unit.name + "."]
    if told:
        text = ", ".join(told)
        parts.append(f"{text[:1].upper()}{text[1:]}.")
    if late.reason:
        parts.append(_("Uppskjutet: %(reason)s") % {"reason": late.reason})
    return " ".join(parts)


def _told(period: str, value: str) -> str:
    """Two numbers beside each other are read as one."""
    return f"{period}: {value}" if period[-1:].isdigit() else f"{period} {value}"


def _value(source: Source, late: Missing, period: object) -> str:
    return with_unit(late.indicator, source.value(period, {late.unit.pk}).value)  # type: ignore[arg-type]


def _form(late: Missing) -> ReportForm | None:
    """A figure that is one number can be answered in place."""
    if late.indicator.value_kind in (ValueKind.RATIO, ValueKind.MILESTONE):
        return None
    auto_id = f"r{late.indicator.pk}_{late.unit.pk}_%s"
    return ReportForm(indicator=late.indicator, period=late.period, auto_id=auto_id)


def _figure(found: Uncommented) -> str:
    observation: Observation = found.observation
    if observation.numerator is not None and observation.denominator is not None:
        words = {"part": f"{observation.numerator:.0f}", "whole": f"{observation.denominator:.0f}"}
        return _("%(part)s av %(whole)s") % words
    return with_unit(found.indicator, observation.value)
