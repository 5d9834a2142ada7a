"""Who acts: the bridge from a request, a token or the command line to `core.actors.Actor`."""

from typing import cast

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from ledtrad.core import clock
from ledtrad.core.actors import Actor
from ledtrad.organisation.access import Access, access_to_everything, nobody
from ledtrad.organisation.models import User


def user_of(request: HttpRequest) -> User:
    """The person who asks, as reads take them; `core.responses.actor_of` is the same person as actions take them."""
    return cast("User", request.user)


def user_behind(actor: Actor) -> User:
    """The actor as reads take them. The command line is nobody in the database, yet sees everything."""
    user = User(pk=actor.user_id)
    user.access = access(actor)
    return user


def actor_for(user: User | AnonymousUser) -> Actor:
    """The actor that `user` is today."""
    if isinstance(user, AnonymousUser):
        return Actor(user_id=None, label="", access=nobody(), today=clock.today())
    return Actor(user_id=user.pk, label=user.name or user.username, access=user.access, today=clock.today())


def system_actor(label: str = "Ledtråd") -> Actor:
    """The system itself, with every right: for the command line on the server, and for building the demonstration."""
    return Actor(user_id=None, label=label, access=access_to_everything(), today=clock.today())


def access(actor: Actor) -> Access:
    """The actor's rights, with their type."""
    return cast("Access", actor.access)
