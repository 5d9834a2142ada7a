"""What an action raises when it will not do as asked: a sentence for the person, a code for the machine.

A package defines its own beside the action that raises it, by subclassing and setting the two:

    class PeriodStillOpen(Refused):
        code = "period_still_open"
        message = _("Perioden är inte slut än.")
"""

from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Sentence = str | Promise
"""Text for a person, or text that becomes so in the reader's language."""


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """The action will not do it, and `message` tells the person why; `status` is the HTTP answer."""

    code: str = "refused"
    message: Sentence = _("Det går inte.")
    status: ClassVar[int] = 422

    def __init__(self, message: Sentence | None = None, *, code: str | None = None) -> None:
        if message is not None:
            self.message = message
        if code is not None:
            self.code = code
        super().__init__(self.message)

    def __str__(self) -> str:
        return str(self.message)


class Stale(Refused):
    """Somebody saved in between; `current` is what is stored now, for the page that shows both versions."""

    code = "stale"
    message = _("Någon annan har sparat sedan du öppnade sidan.")
    status = 409

    def __init__(self, current: Any = None, message: Sentence | None = None, *, code: str | None = None) -> None:
        self.current = current
        super().__init__(message, code=code)


class NotAllowed(Refused):
    """The actor may see the thing but not do this to it."""

    code = "not_allowed"
    message = _("Du har inte behörighet att göra det här.")
    status = 403


class Invalid(Refused):
    """A value cannot be accepted; `field` names the form field that the message belongs to, if one does."""

    code = "invalid"
    message = _("Värdet går inte att använda.")

    def __init__(self, message: Sentence | None = None, *, field: str | None = None, code: str | None = None) -> None:
        self.field = field
        super().__init__(message, code=code)
