"""Making, using and revoking tokens."""

from collections.abc import Collection
from datetime import date, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from ledtrad.api.models import ApiToken
from ledtrad.core import clock, ledger
from ledtrad.core.actors import Actor
from ledtrad.core.refusals import Invalid, NotAllowed
from ledtrad.core.rest import Scope
from ledtrad.core.secret import fingerprint, new_secret
from ledtrad.organisation.models import User

PREFIX = "ledtrad_"
"""So that a token that was published by mistake can be recognised for what it is."""

MOST_TOKENS = 20
LONGEST = timedelta(days=366)
NOTED_EVERY = timedelta(minutes=5)


class TooMany(Invalid):
    """Nobody needs this many; old ones are to be revoked."""

    code = "too_many_tokens"
    message = _("Du har redan 20 nycklar. Återkalla en som inte används.")


class WrongEnd(Invalid):
    """A token lasts a year at most."""

    code = "wrong_end"
    message = _("Välj en dag från och med i morgon och högst ett år fram.")


@transaction.atomic
def create_token(
    *, person: User, name: str, scopes: Collection[str], expires_on: date, actor: Actor
) -> tuple[ApiToken, str]:
    """A new token for the actor's own use, and its secret, which cannot be had again.

    Raises NotAllowed for anybody else's, TooMany, or WrongEnd.
    """
    _require_self(person, actor)
    if ApiToken.objects.filter(user=person).usable_on(actor.today).count() >= MOST_TOKENS:
        raise TooMany
    if not actor.today < expires_on <= actor.today + LONGEST:
        raise WrongEnd(field="expires_on")
    secret = PREFIX + new_secret()
    token = ApiToken.objects.create(
        user=person,
        name=name,
        sha256=fingerprint(secret),
        hint=secret[-4:],
        scopes=[scope.value for scope in Scope if scope in scopes],
        created_at=clock.now(),
        expires_on=expires_on,
    )
    ledger.record(actor, "token_created", token, name=name, scopes=token.scopes, expires_on=expires_on)
    return token, secret


@transaction.atomic
def revoke_token(*, token: ApiToken, actor: Actor) -> None:
    """End a token at once. Revoking again changes nothing. Raises NotAllowed for anybody else's."""
    _require_self(token.user, actor)
    if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=clock.now()):
        ledger.record(actor, "token_revoked", token, name=token.name)


def find_token(secret: str) -> ApiToken | None:
    """The token with that secret, with its person, if it can be used today. One query, at times one more."""
    if not secret.startswith(PREFIX) or len(secret) > 100:
        return None
    rows = ApiToken.objects.usable_on(clock.today()).select_related("user")
    token = rows.filter(sha256=fingerprint(secret)).first()
    if token is not None:
        _note_use(token)
    return token


def _note_use(token: ApiToken) -> None:
    now = clock.now()
    if token.last_used_at is None or now - token.last_used_at >= NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)


def add_calls(*, token_id: int, minute: int, calls: int) -> int:
    """Add to the calls with a token in a minute; returns how many there are then, from all processes. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE api_apitoken SET calls = CASE WHEN minute = %s THEN calls ELSE 0 END + %s, minute = %s"
            " WHERE id = %s RETURNING calls",
            (minute, calls, minute, token_id),
        )
        row = cursor.fetchone()
    return int(row[0]) if row else calls


def _require_self(person: User, actor: Actor) -> None:
    if actor.user_id is None or actor.user_id != person.pk:
        raise NotAllowed
