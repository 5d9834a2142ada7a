"""How many stand how, in words: for the leads of lists and for the margin."""

from collections.abc import Mapping

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ledtrad.thread.rules import Status

ORDER = (Status.MISSED, Status.PARTLY, Status.MET, Status.NONE)
"""Deviations first."""


def by(field: str) -> dict[str, Q]:
    """What a list counts when its lead tells how many stand how: `ListPage(…, tally=tallies.by("status"))`."""
    return {str(status): Q(**{field: status}) for status in ORDER}


def how_many(status: Status, n: int) -> str:
    """3 uppnådda, 1 ej uppnått."""
    text = {
        Status.MET: ngettext("%(n)s uppnått", "%(n)s uppnådda", n),
        Status.PARTLY: ngettext("%(n)s delvis", "%(n)s delvis", n),
        Status.MISSED: ngettext("%(n)s ej uppnått", "%(n)s ej uppnådda", n),
        Status.NONE: ngettext("%(n)s ej bedömt", "%(n)s ej bedömda", n),
    }[status]
    return text % {"n": n}


def in_words(counts: Mapping[str, int]) -> str:
    """4 ej uppnådda, 8 delvis, 21 uppnådda och 16 ej bedömda; "" when there is nothing."""
    told = [how_many(status, counts[str(status)]) for status in ORDER if counts.get(str(status))]
    if len(told) < 2:
        return "".join(told)
    return _("%(first)s och %(last)s") % {"first": ", ".join(told[:-1]), "last": told[-1]}
