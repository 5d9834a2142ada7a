"""Words of the thread for templates: `{% load thread_words %}`."""

from typing import Any

from django import template
from django.utils.translation import gettext as _

from ledtrad.core.periods import Period, label

register = template.Library()


@register.filter
def period_label(period: Period | None) -> str:
    """`{{ note.period|period_label }}`: januari–mars 2021."""
    return label(period) if period is not None else ""


@register.filter
def ledger_words(action: str) -> Any:
    """What was done, as the end of a sentence that begins with who did it. An unknown action is shown as it is."""
    return {
        "created": _("skapade"),
        "changed": _("ändrade"),
        "assessed": _("bedömde"),
        "commented": _("kommenterade"),
        "linked": _("kopplade"),
        "relinked": _("ändrade en koppling"),
        "unlinked": _("tog bort en koppling"),
        "shared": _("delade"),
        "unshared": _("slutade dela"),
        "attached": _("lade till en bilaga"),
        "due_set": _("satte ett datum"),
        "due_done": _("markerade som klart"),
        "appointed": _("utsåg"),
        "ended": _("avslutade ett innehav"),
        "reported": _("rapporterade ett värde"),
        "corrected": _("rättade ett värde"),
        "target_set": _("satte ett målvärde"),
        "target_changed": _("ändrade ett målvärde"),
        "target_removed": _("tog bort ett målvärde"),
        "deferred": _("sköt upp ett värde"),
        "imported": _("importerade"),
        "import_undone": _("ångrade en import"),
        "pair_merged": _("slog ihop två mål"),
        "pair_shared": _("kopplade två mål som delade"),
        "pair_dismissed": _("avfärdade ett par"),
        "merged_away": _("slog ihop målet med ett annat"),
        "adopted": _("antog"),
        "published": _("publicerade"),
        "signed": _("skrev under"),
        "submitted": _("lämnade för godkännande"),
        "sent_back": _("lämnade tillbaka"),
        "discarded": _("slängde"),
        "comments_fetched": _("hämtade kommentarer till"),
        "read": _("läste"),
        "exported": _("hämtade en fil med beslut"),
        "registered": _("skrev in"),
        "decision_corrected": _("rättade beslutet"),
        "order_ended": _("avslutade ordningen"),
        "removed": _("tog bort"),
    }.get(action, action)
