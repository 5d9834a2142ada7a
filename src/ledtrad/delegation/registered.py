"""What delegation hands to the packages below it: importers, jobs, things to do."""

from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from ledtrad.core import ledger
from ledtrad.delegation import control_jobs, imports, jobs, of_meetings, todo_sources, unexecuted_todo
from ledtrad.delegation.models import ControlFinding, DelegatedDecision
from ledtrad.delegation.rules.words import ListState
from ledtrad.meetings import actions as meetings
from ledtrad.organisation.models import User
from ledtrad.thread import ledger_words


def register() -> None:
    """Called when the app is ready."""
    imports.register()
    control_jobs.register()
    jobs.register()
    todo_sources.register()
    unexecuted_todo.register()
    of_meetings.register()
    meetings.register_told_of(lambda meeting: meeting.decision_reports.filter(state=ListState.LAID).exists())
    _hide_what_is_marked_since()
    ledger_words.register(
        actions={
            "read": _("läste"),
            "exported": _("hämtade en fil med beslut"),
            "registered": _("skrev in"),
            "decision_corrected": _("rättade beslutet"),
            "order_ended": _("avslutade ordningen"),
            "removed": _("tog bort"),
            "laid": _("lade fram"),
            "put_on": _("lade ett beslut på"),
            "taken_off": _("tog bort ett beslut från"),
            "choice_undone": _("ångrade ett val på"),
            "open_version_made": _("gjorde en ny öppen version av"),
            "quarter_reported": _("lämnade kvartalets rapport"),
        },
        fields={
            "rows_sha256": _("kontrollsumma över raderna"),
            "unchanged": _("oförändrade rader"),
            "decisions": _("beslut med sekretess"),
            "query": _("urval"),
            "by": _("genom"),
            "held": _("innehav"),
            "held_on": _("sammanträde"),
            "from": _("från och med"),
            "to": _("till"),
            "number": _("nummer"),
            "version": _("version"),
            "masked_rows": _("rader som fått sekretess"),
            "pattern": _("form"),
            "headings": _("rubriker"),
            "fixed": _("fasta värden"),
            "codes": _("koder"),
        },
    )


def _hide_what_is_marked_since() -> None:
    """An entry keeps the mark that its decision had; it is read as the decision and what was found about it are."""
    for model in (DelegatedDecision, ControlFinding):
        ledger.hide(model, partial(_hidden_from, model), many=True)


def _hidden_from(model: type[DelegatedDecision] | type[ControlFinding], user: User) -> QuerySet[Any]:
    return model.objects.filter(~Exists(model.objects.visible_to(user).filter(pk=OuterRef("pk"))))
