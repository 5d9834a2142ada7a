"""What is given beside the order itself: onward delegation by the head of administration, and substitutes."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ledtrad.core import clock, ledger
from ledtrad.core.actors import Actor
from ledtrad.core.refusals import Invalid, NotAllowed, Refused
from ledtrad.core.versions import claim
from ledtrad.delegation.actions.locking import lock_boards
from ledtrad.delegation.actions.written import written
from ledtrad.delegation.models import DelegationItem, Subdelegation, Substitution
from ledtrad.delegation.queries.people import tree_of
from ledtrad.delegation.rules.words import Onward, OrderState
from ledtrad.organisation.actors import access
from ledtrad.organisation.models import Function, Unit
from ledtrad.organisation.rules import Role, overlap


class NotHeadOfAdministration(NotAllowed):
    """Only the head of the board's administration delegates onward (KL 7:6)."""

    message = _("Bara den som är förvaltningschef under nämnden får delegera vidare (7 kap. 6 § KL).")
    code = "not_head_of_administration"


class MayNotSubstitute(NotAllowed):
    """Managers and the board's secretary say who stands in for whom."""

    message = _("Bara chefen över funktionen och nämndens sekreterare bestämmer vem som ersätter.")
    code = "may_not_substitute"


class OverAlready(Refused):
    """It has been withdrawn, or its days are over."""

    message = _("Det gäller inte längre.")
    code = "over_already"


def heads(actor: Actor, board_id: int) -> bool:
    """Whether the actor holds the director's function in the administration of the board. One query at the most."""
    rights = access(actor)
    if rights.everything:
        return True
    mine = [post for post in rights.posts if post.role == Role.DIRECTOR]
    return any(rights.tree.board_of(post.unit_id) == board_id for post in mine)


def may_substitute(actor: Actor, function: Function, board_id: int) -> bool:
    """Whether the actor says who stands in for that function."""
    rights = access(actor)
    return rights.may_plan(board_id) or rights.manages(function.unit_id)


def _require_here(function: Function, board: Unit, actor: Actor, field: str) -> None:
    if function.unit_id not in tree_of(access(actor).tree, board.pk):
        raise Invalid(_("Funktionen hör inte till nämnden."), field=field)


def _tell(actor: Actor, action: str, row: Subdelegation | Substitution, **details: Any) -> None:
    ledger.record(actor, action, row, unit_id=row.board_id, confidentiality="open", **details)


@transaction.atomic
def delegate_onward(
    *, board: Unit, item: str, delegate: Function, valid_from: date, actor: Actor, valid_to: date | None = None,
    conditions: str = "",
) -> Subdelegation:  # fmt: skip
    """The head of administration lets a function decide on an item whose order allows it.

    `valid_to` is the first day it no longer holds. Raises NotHeadOfAdministration, Invalid.
    """
    if not heads(actor, board.pk):
        raise NotHeadOfAdministration()
    _require_here(delegate, board, actor, "delegate")
    if valid_from < actor.today and not access(actor).everything:
        raise Invalid(_("Vidaredelegation gäller tidigast från i dag, aldrig bakåt."), field="valid_from")
    if valid_to is not None and valid_to <= valid_from:
        raise Invalid(_("Sista dagen måste komma efter den första."), field="valid_to")
    lock_boards([board.pk])  # two who give the same at once do not see each other's
    _require_onward(board, item, valid_from)
    for other in Subdelegation.objects.filter(board=board, item=item, delegate=delegate):
        if other.valid_from != other.valid_to and overlap(valid_from, valid_to, other.valid_from, other.valid_to):
            raise Invalid(_("Funktionen har redan fått besluta på den punkten de dagarna."), field="delegate")
    made = Subdelegation.objects.create(
        board=board, item=item, delegate=delegate, valid_from=valid_from, valid_to=valid_to, conditions=conditions,
        **written(actor),
    )  # fmt: skip
    _tell(actor, "delegated_onward", made, item=item, delegate=str(delegate), valid_from=valid_from, valid_to=valid_to)
    return made


def _require_onward(board: Unit, number: str, day: date) -> None:
    rows = DelegationItem.objects.filter(order__board=board, order__state=OrderState.ADOPTED, number=number)
    found = rows.filter(order__valid_from__lte=day).exclude(order__valid_to__lte=day).first()
    if found is None:
        raise Invalid(_("Punkten finns inte i den ordning som gäller den dagen."), field="item")
    if found.onward != Onward.HEAD:
        raise Invalid(_("Nämnden har inte tillåtit att punkten delegeras vidare."), field="item")


@transaction.atomic
def withdraw(
    *, subdelegation: Subdelegation, reason: str, actor: Actor, seen: int | None, day: date | None = None
) -> Subdelegation:
    """Take an onward delegation back from `day` (today). Decisions made before stand.

    Raises NotHeadOfAdministration, OverAlready, Invalid, Stale.
    """
    if not heads(actor, subdelegation.board_id):
        raise NotHeadOfAdministration()
    day = day or actor.today
    if day < actor.today:
        raise Invalid(_("Det som redan har beslutats står kvar. Välj i dag eller senare."), field="day")
    if subdelegation.withdrawn_at is not None or _over(subdelegation.valid_to, day):
        raise OverAlready()
    claim(subdelegation, seen)
    before = subdelegation.valid_to
    subdelegation.valid_to = max(day, subdelegation.valid_from)
    subdelegation.withdrawn_at, subdelegation.withdrawn_reason = clock.now(), reason
    subdelegation.save(update_fields=["valid_to", "withdrawn_at", "withdrawn_reason"])
    _tell(
        actor, "withdrawn", subdelegation, item=subdelegation.item, delegate=str(subdelegation.delegate),
        reason=reason, changes={"valid_to": [before, subdelegation.valid_to]},
    )  # fmt: skip
    return subdelegation


@transaction.atomic
def appoint_substitute(
    *, board: Unit, absent: Function, substitute: Function, valid_from: date, actor: Actor,
    valid_to: date | None = None, reason: str = "",
) -> Substitution:  # fmt: skip
    """Let one function decide in place of an absent one. Raises MayNotSubstitute, Invalid."""
    if not may_substitute(actor, absent, board.pk):
        raise MayNotSubstitute()
    _require_here(absent, board, actor, "absent")
    _require_here(substitute, board, actor, "substitute")
    if absent.pk == substitute.pk:
        raise Invalid(_("En funktion kan inte ersätta sig själv."), field="substitute")
    if valid_from < actor.today and not access(actor).everything:
        raise Invalid(_("En ersättare utses tidigast från i dag, aldrig bakåt."), field="valid_from")
    if valid_to is not None and valid_to <= valid_from:
        raise Invalid(_("Sista dagen måste komma efter den första."), field="valid_to")
    made = Substitution.objects.create(
        board=board, absent=absent, substitute=substitute, valid_from=valid_from, valid_to=valid_to, reason=reason,
        **written(actor),
    )  # fmt: skip
    _tell(
        actor, "substitute_appointed", made, absent=str(absent), substitute=str(substitute),
        valid_from=valid_from, valid_to=valid_to,
    )  # fmt: skip
    return made


@transaction.atomic
def end_substitution(
    *, substitution: Substitution, actor: Actor, seen: int | None, day: date | None = None
) -> Substitution:
    """The absent one is back from `day` (today). Raises MayNotSubstitute, OverAlready, Invalid, Stale."""
    if not may_substitute(actor, substitution.absent, substitution.board_id):
        raise MayNotSubstitute()
    day = day or actor.today
    if day < actor.today:
        raise Invalid(_("Det som redan har beslutats står kvar. Välj i dag eller senare."), field="day")
    if _over(substitution.valid_to, day):
        raise OverAlready()
    claim(substitution, seen)
    before = substitution.valid_to
    substitution.valid_to = max(day, substitution.valid_from)
    substitution.save(update_fields=["valid_to"])
    _tell(actor, "substitution_ended", substitution, changes={"valid_to": [before, substitution.valid_to]})
    return substitution


def _over(valid_to: date | None, day: date) -> bool:
    return valid_to is not None and valid_to <= day
