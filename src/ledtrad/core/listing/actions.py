"""Saving and removing views."""

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from ledtrad.core import ledger
from ledtrad.core.actors import Actor
from ledtrad.core.listing.models import MAX_QUERY, SavedView
from ledtrad.core.refusals import Invalid, NotAllowed

PASSING = ("page", "view", "export", "csrfmiddlewaretoken")
"""Keys of an address that say where one happens to be, not how one wants the list."""


class NotYourView(NotAllowed):
    """Only the one who saved a view may remove it."""

    code = "not_your_view"
    message = _("Bara den som har sparat vyn kan ta bort den.")


class QueryTooLong(Invalid):
    """A list narrowed by more words than a saved view holds."""

    code = "query_too_long"
    message = _("Urvalet är för långt för att sparas.")


@transaction.atomic
def save_view(
    *, actor: Actor, page: str, name: str, query: str, shared: bool = False, default: bool = False
) -> SavedView:
    """Save how a list is shown, over an earlier view of one's own with the same name.

    Raises NotAllowed for nobody, QueryTooLong.
    """
    if actor.user_id is None:
        raise NotAllowed
    kept = clean_query(query)
    if len(kept) > MAX_QUERY:
        raise QueryTooLong(field="name")
    if default:
        SavedView.objects.filter(owner_id=actor.user_id, page=page, default=True).update(default=False)
    view, _new = SavedView.objects.update_or_create(
        owner_id=actor.user_id,
        page=page,
        name=name,
        defaults={"query": kept, "shared": shared, "default": default},
    )
    ledger.record(actor, "view_saved", view, page=page, name=name, shared=shared, default=default)
    return view


@transaction.atomic
def remove_view(*, actor: Actor, view: SavedView) -> None:
    """Remove a view of one's own. Raises NotYourView."""
    if view.owner_id != actor.user_id:
        raise NotYourView
    ledger.record(actor, "view_removed", view, page=view.page, name=view.name)
    view.delete()


def clean_query(query: str) -> str:
    """The part of a query string that is worth keeping."""
    kept = QueryDict(query.removeprefix("?"), mutable=True)
    for key in PASSING:
        kept.pop(key, None)
    for key in [key for key, values in kept.lists() if not any(values)]:
        del kept[key]
    return kept.urlencode()
