"""What matters, papers and points of an agenda can be called. No database, no request."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MatterState(models.TextChoices):
    """A matter is open until the board has decided, and closed when what was decided has been sent out."""

    OPEN = "open", _("Pågår")
    DECIDED = "decided", _("Beslutat")
    CLOSED = "closed", _("Avslutat")


class MeetingState(models.TextChoices):
    """How far a meeting has come, from a planned day to minutes that have been announced."""

    PLANNED = "planned", pgettext_lazy("sammanträde", "Planerat")
    CALLED = "called", pgettext_lazy("sammanträde", "Kallat")
    HELD = "held", pgettext_lazy("sammanträde", "Hållet")
    ADJUSTED = "adjusted", pgettext_lazy("sammanträde", "Justerat")
    ANNOUNCED = "announced", pgettext_lazy("sammanträde", "Anslaget")


class PaperKind(models.TextChoices):
    """The papers that a board gets, and those that go out from it."""

    MEMORANDUM = "memorandum", _("Tjänsteskrivelse")
    STATEMENT = "statement", _("Yttrande")
    REPORT_BACK = "report_back", _("Återrapport")
    EXTRACT = "extract", _("Protokollsutdrag")


class PaperState(models.TextChoices):
    """Written, signed off step by step, ready for the board, adopted. What is adopted never changes."""

    DRAFT = "draft", _("Utkast")
    SIGNING = "signing", _("Väntar på godkännande")
    READY = "ready", _("Klar för nämnden")
    ADOPTED = "adopted", _("Beslutad")


class StepKind(models.TextChoices):
    """In which capacity somebody signs off a paper."""

    WRITER = "writer", _("Handläggare")
    MANAGER = "manager", _("Chef")
    DIRECTOR = "director", _("Förvaltningschef")


class PresentAs(models.TextChoices):
    """In which capacity somebody is at a meeting."""

    MEMBER = "member", _("Ledamot")
    SERVING = "serving", _("Tjänstgörande ersättare")
    SUBSTITUTE = "substitute", pgettext_lazy("närvarande som", "Ersättare")
    OTHER = "other", _("Övrig närvarande")


class Duty(models.TextChoices):
    """What somebody does for the minutes."""

    CHAIR = "chair", _("Ordförande")
    ADJUSTER = "adjuster", _("Justerare")
    SECRETARY = "secretary", _("Sekreterare")


class RemarkKind(models.TextChoices):
    """What is noted at a paragraph beside the decision."""

    RECUSAL = "recusal", _("Jäv")
    RESERVATION = "reservation", _("Reservation")
    STATEMENT = "statement", _("Protokollsanteckning")
