"""What a person changes about their own use of the pages."""

from typing import Any

from django.db import transaction

from ledtrad.core import ledger
from ledtrad.core.actors import Actor
from ledtrad.core.refusals import NotAllowed
from ledtrad.core.secret import fingerprint, new_secret
from ledtrad.organisation.models import User

SETTINGS = ("language", "colour_scheme", "wants_digest", "digest_day")


@transaction.atomic
def change_settings(*, person: User, actor: Actor, **values: Any) -> User:
    """Change the person's own language, colours or reminders. Raises NotAllowed for anybody else's."""
    _require_self(person, actor)
    changes = {
        name: [getattr(person, name), value]
        for name, value in values.items()
        if name in SETTINGS and getattr(person, name) != value
    }
    if changes:
        for name, (_old, new) in changes.items():
            setattr(person, name, new)
        person.save(update_fields=list(changes))
        ledger.record(actor, "settings_changed", person, changes=changes)
    return person


@transaction.atomic
def renew_calendar_address(*, person: User, actor: Actor) -> str:
    """Give the person's calendar feed a new secret address; the old one stops working. The secret is told once."""
    _require_self(person, actor)
    secret = new_secret()
    person.calendar_sha256 = fingerprint(secret)
    person.save(update_fields=["calendar_sha256"])
    ledger.record(actor, "calendar_address_renewed", person)
    return secret


@transaction.atomic
def close_calendar_address(*, person: User, actor: Actor) -> None:
    """Take the calendar feed away."""
    _require_self(person, actor)
    person.calendar_sha256 = ""
    person.save(update_fields=["calendar_sha256"])
    ledger.record(actor, "calendar_address_closed", person)


def _require_self(person: User, actor: Actor) -> None:
    if actor.user_id is None or actor.user_id != person.pk:
        raise NotAllowed
