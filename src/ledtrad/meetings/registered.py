"""What meetings hands to the packages below it: importers, jobs, things to do, words."""

from django.utils.translation import gettext_lazy as _

from ledtrad.core import ledger
from ledtrad.meetings import assignments, imports, jobs, todo_sources
from ledtrad.meetings.models import Matter, Paper
from ledtrad.thread import ledger_words


def register() -> None:
    """Called when the app is ready."""
    imports.register()
    jobs.register()
    todo_sources.register()
    assignments.register()
    ledger.hide(Matter, lambda user: Matter.objects.exclude(pk__in=Matter.objects.visible_to(user).values("pk")))
    ledger.hide(Paper, lambda user: Paper.objects.exclude(pk__in=Paper.objects.visible_to(user).values("pk")))
    ledger_words.register(
        actions={"detached": _("tog bort en bilaga")},
        fields={"adopted_on": _("beslutad"), "adopted_as": _("paragraf"), "is_used": _("används")},
    )
