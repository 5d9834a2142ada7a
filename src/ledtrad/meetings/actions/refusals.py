"""Why an action on a paper will not do as asked."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from ledtrad.core.refusals import Invalid, NotAllowed, Refused


class NotYourTurn(NotAllowed):
    """Papers are signed in turn, each step by whoever holds its function."""

    message = _("Det är inte du som ska godkänna handlingen nu.")
    code = "not_your_turn"


class StandsStill(Refused):
    """What has been sent for signing, or is ready for the board, is not written in."""

    message = _("Handlingen står still: den väntar på godkännande eller är klar för nämnden.")
    code = "stands_still"


class WrongOrder(Refused):
    """Draft → waiting for signatures → ready for the board → adopted."""

    message = _("Handlingen kan inte gå till det läget från där den är nu.")
    code = "wrong_order"


class SentOut(Refused):
    """The board has got it with the notice."""

    message = _("Handlingen har gått ut med kallelsen och kan inte tas tillbaka.")
    code = "sent_out"


class NobodySigns(Invalid):
    """A paper is signed by at least one function, and by functions that somebody holds."""

    message = _("Välj minst en funktion som godkänner handlingen.")
    code = "nobody_signs"


class NotReady(Refused):
    """Something is missing. `sentences` say what, each with what to do."""

    code = "not_ready"
    message = _("Handlingen är inte klar för nämnden.")

    def __init__(self, sentences: Sequence[str]) -> None:
        self.sentences = list(sentences)
        super().__init__(" ".join(self.sentences))
