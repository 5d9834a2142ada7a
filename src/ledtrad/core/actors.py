"""Who acts. Made by `organisation.actors` for people; the system itself acts as `SystemActor`."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Actor:
    """Somebody, or something, that reads and writes: what every action is given.

    `access` answers what the actor may see and do (`organisation.access.Access`); core never asks it.
    `user_id` is None for the system. `label` is the name that the ledger keeps.
    """

    user_id: int | None
    label: str
    access: object
    today: date


class SystemActor(Actor):
    """The system's own work (the worker, the command line). Has no rights of its own: `access` is None."""

    def __init__(self, today: date, label: str = "Ledtråd") -> None:
        super().__init__(user_id=None, label=label, access=None, today=today)
