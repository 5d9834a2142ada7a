"""What meetings hands to the packages below it: importers, jobs, things to do, words."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ledtrad.core import ledger
from ledtrad.core.listing import chosen
from ledtrad.meetings import agenda_todo, assignments, imports, jobs, todo_sources
from ledtrad.meetings.models import AgendaItem, Matter, Paper
from ledtrad.meetings.queries.agenda import told_of_points
from ledtrad.meetings.queries.papers import OF_DRAFTS, draft_entries
from ledtrad.thread import finds, ledger_words
from ledtrad.thread.finds import Found, Source


def register() -> None:
    """Called when the app is ready."""
    imports.register()
    jobs.register()
    todo_sources.register()
    agenda_todo.register()
    assignments.register()
    finds.register(
        "matters",
        Source(
            label=_("Ärenden"),
            read=lambda user: Matter.objects.visible_to(user).select_related("board").order_by("-opened_on", "-pk"),
            fields=("registration_number", "title"), all_at=lambda: reverse("matters"),
            tell=lambda row: Found(row.get_absolute_url(), row.title, f"{row.registration_number} · {row.board.name}"),
        ),
    )  # fmt: skip
    finds.register(
        "papers",
        Source(
            label=_("Handlingar"),
            read=lambda user: Paper.objects.visible_to(user).select_related("matter").order_by("-dated_on", "-pk"),
            fields=("title", "matter__registration_number"),
            tell=lambda row: Found(
                row.get_absolute_url(), row.title, f"{chosen(row, 'kind')} · {row.matter.registration_number}"
            ),
        ),
    )  # fmt: skip
    ledger.hide(Matter, lambda user: Matter.objects.exclude(pk__in=Matter.objects.visible_to(user).values("pk")))
    ledger.hide(Paper, lambda user: Paper.objects.exclude(pk__in=Paper.objects.visible_to(user).values("pk")))
    ledger.narrow(Paper, OF_DRAFTS, draft_entries)
    ledger.hide(
        AgendaItem, lambda user: AgendaItem.objects.exclude(pk__in=AgendaItem.objects.visible_to(user).values("pk"))
    )
    ledger.narrow(AgendaItem, ["changed"], told_of_points)
    _say_in_the_ledger()


def _say_in_the_ledger() -> None:
    """What the history calls what is done here."""
    ledger_words.register(
        actions={
            "detached": _("tog bort en bilaga"),
            "called": _("skickade kallelsen till"),
            "decided": _("skrev in beslutet om"),
            "undecided": _("tog bort beslutet om"),
            "attended": _("skrev in närvaron vid"),
            "paragraph_adjusted": _("justerade omedelbart"),
            "announced": _("skrev in anslaget om"),
            "adjusted": _("markerade protokollet som justerat för"),
            "sent_out": _("expedierade beslutet om"),
        },
        fields={
            "adopted_on": _("beslutad"),
            "adopted_as": _("paragraf"),
            "is_used": _("används"),
            "letters": _("brev"),
            "receivers": _("mottagare"),
            "order": _("ordning"),
            "attendance": _("närvaro"),
            "remarks": _("jäv, reservationer och anteckningar"),
        },
    )
