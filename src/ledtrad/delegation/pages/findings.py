"""A run's findings as a list: columns, filters, and the figures that its drop-downs are made of."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ledtrad.core.listing import BulkAction, Column, Filter, ListPage, choice
from ledtrad.core.listing.filters import search
from ledtrad.delegation.models import ControlFinding, ControlRun
from ledtrad.delegation.pages.links import told_shortly
from ledtrad.delegation.queries.findings import OPEN, Facets, facets, findings_of
from ledtrad.delegation.rules.control import detail
from ledtrad.delegation.rules.words import INFORMATION, FindingKind
from ledtrad.organisation.rules import Confidentiality

STATES = (("open", _("Öppna")), ("handled", _("Hanterade")))


class FindingsList(ListPage):
    """Counts by the facets that it asks for anyway, instead of once more."""

    def __init__(self, request: HttpRequest, run: ControlRun, *, only_open: bool = False, **more: Any) -> None:
        self.run, self.only_open = run, only_open
        rows = findings_of(run, request.user)  # type: ignore[arg-type]
        super().__init__(request, rows.filter(OPEN) if only_open else rows, filters=self._filters(), **more)

    @cached_property
    def facets(self) -> Facets:
        """Everything found in the run, counted; with a search, only what it finds."""
        word = str(self.query.get("q", ""))[:100] if not self.only_open else ""
        return facets(self.run, self.request.user, word)  # type: ignore[arg-type]

    def _filters(self) -> list[Filter]:
        found = [
            choice("kind", _("Slag"), FindingKind.choices, everything=_("Alla slag")),
            choice(
                "function",
                _("Delegat"),
                lambda: [(f, f) for f in self.facets.functions],
                everything=_("Alla delegater"),
            ),
            choice("source", _("Källa"), lambda: [(s, s) for s in self.facets.sources], everything=_("Alla källor")),
        ]
        if self.only_open:
            return found
        word = Filter("q", _("Beslut"), search("q", _("Beslut"), "source_id").make_field, _named)
        return [word, *found, choice("state", _("Läge"), STATES, apply=_in_state, everything=_("Alla"))]

    @cached_property
    def page(self) -> Page[Any]:
        paginator = Paginator(self.filtered, self.per_page)
        asked = self.form.cleaned_data
        given = {name: asked.get(name, "") for name in ("kind", "function", "source")}
        paginator.count = self.facets.count(state="open" if self.only_open else asked.get("state", ""), **given)
        return paginator.get_page(self.query.get("page"))


def _named(rows: QuerySet[Any], word: str) -> QuerySet[Any]:
    return rows.filter(Q(source_id__icontains=word) | Q(range__icontains=word))


def _in_state(rows: QuerySet[Any], state: str) -> QuerySet[Any]:
    return rows.filter(OPEN) if state == "open" else rows.filter(handling__isnull=False)


def columns(*, may_handle: bool, meeting_url: str, with_state: bool = False) -> list[Column]:
    """The columns of a list of findings; the last one says what to do next."""
    found = [
        Column("name", _("Beslut"), accessor=name_of, sort="source_id", link=finding_url),
        Column("kind", _("Fynd"), accessor="get_kind_display", sort="rank", sub=detail_of),
        Column("decided", _("Beslutat"), accessor=_day, sort="decided_on", num=True, export="decided_on"),
        Column("decision", _("Vad som beslutades"), accessor=_decision),
        Column("item", _("Punkt"), sort="item", num=True),
        Column("function", _("Delegat"), sort="function"),
        Column("source", _("Källa"), sort="source", shown=False),
    ]
    if with_state:
        found.append(Column("state", _("Läge"), accessor=state_of))
    step = _step(may_handle=may_handle, meeting_url=meeting_url)
    cell = "delegation/cells/step.html"
    return [*found, Column("step", _("Nästa steg"), accessor=step, template=cell, export=lambda f: step(f)[0])]


def listing(
    request: HttpRequest,
    run: ControlRun,
    *,
    may_handle: bool,
    only_open: bool,
    per_page: int = 50,
) -> FindingsList:
    """The list of a run's findings for one request."""
    bulk, meeting_url = [], reverse("decision-list-next", args=[run.board.number])
    if may_handle:
        where = [run.pk]
        bulk = [
            BulkAction(reverse("findings-handle", args=where), _("Hantera valda")),
            BulkAction(reverse("findings-hand-over", args=where), _("Skicka till delegaten")),
        ]
    return FindingsList(
        request,
        run,
        only_open=only_open,
        name="open-findings" if only_open else "findings",
        columns=columns(may_handle=may_handle, meeting_url=meeting_url, with_state=not only_open),
        bulk=bulk,
        per_page=per_page,
    )


def name_of(finding: ControlFinding) -> str:
    return finding.source_id or finding.range


def finding_url(finding: ControlFinding) -> str:
    return reverse("finding", args=[finding.pk])


def detail_of(finding: ControlFinding) -> str:
    return detail(finding.kind, finding.facts)


def state_of(finding: ControlFinding) -> str:
    if finding.handling is not None:
        return finding.handling.get_how_display()
    return _now("Upplysning") if finding.kind in INFORMATION else _now("Öppet")


def _day(finding: ControlFinding) -> str:
    return finding.decided_on.isoformat() if finding.decided_on else ""


def _decision(finding: ControlFinding) -> str:
    if finding.confidentiality == Confidentiality.CONFIDENTIAL:  # also when it was marked after the finding
        return _now("Sekretess")
    return told_shortly(finding.decision) if finding.decision is not None else ""


def _step(*, may_handle: bool, meeting_url: str) -> Callable[[ControlFinding], tuple[str, str]]:
    def step(finding: ControlFinding) -> tuple[str, str]:
        if finding.handling_id is not None or finding.kind in INFORMATION or not may_handle:
            return _now("Visa"), finding_url(finding)
        if finding.asked:  # type: ignore[attr-defined]
            return _now("Väntar på delegat"), finding_url(finding)
        if finding.kind == FindingKind.MISSING:
            return _now("Lägg på listan"), meeting_url
        if finding.kind == FindingKind.INCOMPLETE and finding.decision_id is not None:
            return _now("Skicka till delegaten"), reverse("finding-hand-over", args=[finding.pk])
        return _now("Hantera"), reverse("finding-handle", args=[finding.pk])

    return step
