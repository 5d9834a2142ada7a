"""Why an action on a report will not do as asked."""

from django.utils.translation import gettext_lazy as _

from ledtrad.core.refusals import Invalid, NotAllowed, Refused


class MayNotWrite(NotAllowed):
    """Writing in a board's report takes the right to edit or to plan there."""

    message = _("Du kan inte skriva i den här nämndens rapporter.")
    code = "may_not_write"


class MayNotPublish(NotAllowed):
    """Composing, sending for signatures and publishing takes the right to plan for the board."""

    message = _("Bara nämndens sekreterare, förvaltningschef och controller kan göra det här med en rapport.")
    code = "may_not_publish"


class NotYourSignature(NotAllowed):
    """Only whoever holds a function that is asked can sign or send back."""

    message = _("Du har ingen funktion som ska godkänna rapporten.")
    code = "not_your_signature"


class StandsStill(Refused):
    """What has been sent for signing, or published, is not written in."""

    message = _("Rapporten står still: den väntar på godkännande eller är publicerad.")
    code = "stands_still"


class WrongOrder(Refused):
    """Draft → waiting for signatures → published."""

    message = _("Rapporten kan inte gå till det läget från där den är nu.")
    code = "wrong_order"


class NotSigned(Refused):
    """Somebody who is asked has not signed."""

    message = _("Alla som ska godkänna rapporten har inte gjort det än.")
    code = "not_signed"


class NobodySigns(Invalid):
    """A report needs at least one function that approves it."""

    message = _("Välj minst en funktion som godkänner rapporten.")
    code = "nobody_signs"


class NotABoard(Invalid):
    """Reports are written for boards."""

    message = _("Rapporter skrivs för en nämnd.")
    code = "not_a_board"


class TooEarly(Invalid):
    """The period has not begun."""

    message = _("Perioden har inte börjat än.")
    code = "period_not_begun"


class ReportExists(Invalid):
    """A board has one report for a period; what is published is corrected in a new version."""

    message = _("Det finns redan en rapport för nämnden och perioden. Öppna den, eller rätta den om den är publicerad.")
    code = "report_exists"
