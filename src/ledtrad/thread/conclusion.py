"""The sentence that a node's page begins with. Pure; the active language decides."""

from collections import Counter
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ledtrad.thread import tallies
from ledtrad.thread.rules import Kind, Status


def of_goal(carriers: Iterable[tuple[str, str]]) -> str:
    """What the things that carry a goal say, each given as kind and status: "Målet bärs av 3: 1 ej uppnått och 2
    uppnådda. 2 aktiviteter bidrar, ingen är försenad.". An activity is on its way or late, not met."""
    known = list(carriers)
    if not known:
        return _("Inget bär målet än: varken indikator, aktivitet eller delmål.")
    counts = Counter(str(Status(status)) for kind, status in known if kind != Kind.ACTIVITY)
    told = []
    if counts:
        standing = tallies.in_words(counts)
        told.append(_("Målet bärs av %(n)s: %(standing)s.") % {"n": counts.total(), "standing": standing})
    if done := [status for kind, status in known if kind == Kind.ACTIVITY]:
        told.append(_activities(len(done), done.count(Status.MISSED)))
    return " ".join(told)


def _activities(n: int, late: int) -> str:
    said = ngettext("%(n)s aktivitet bidrar till målet", "%(n)s aktiviteter bidrar till målet", n) % {"n": n}
    if not late:
        return _("%(activities)s, ingen är försenad.") % {"activities": said}
    more = ngettext("%(n)s är försenad.", "%(n)s är försenade.", late) % {"n": late}
    return _("%(activities)s, %(late)s") % {"activities": said, "late": more}


def of_document(carriers: Iterable[str]) -> str:
    """How many goals carry a text: "Två mål genomför texten."."""
    n = sum(1 for kind in carriers if kind == Kind.GOAL)
    if not n:
        return _("Inget mål genomför texten än.")
    return ngettext("%(n)s mål genomför texten.", "%(n)s mål genomför texten.", n) % {"n": n}
