"""The sentence that a node's page begins with. Pure; the active language decides."""

from collections import Counter
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ledtrad.thread import tallies
from ledtrad.thread.rules import Kind, Status


def of_goal(statuses: Iterable[str]) -> str:
    """What the things that carry a goal say: "Bärs av 5: 1 ej uppnått, 2 delvis och 2 uppnådda."."""
    counts = Counter(str(Status(status)) for status in statuses)
    if not counts:
        return _("Inget bär målet än: varken indikator, aktivitet eller delmål.")
    return _("Målet bärs av %(n)s: %(standing)s.") % {"n": counts.total(), "standing": tallies.in_words(counts)}


def of_document(carriers: Iterable[str]) -> str:
    """How many goals carry a text: "Två mål genomför texten."."""
    n = sum(1 for kind in carriers if kind == Kind.GOAL)
    if not n:
        return _("Inget mål genomför texten än.")
    return ngettext("%(n)s mål genomför texten.", "%(n)s mål genomför texten.", n) % {"n": n}
