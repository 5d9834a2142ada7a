"""What audits, stands and judgements can be called. No database, no request."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditKind(models.TextChoices):
    IN_DEPTH = "in_depth", _("Fördjupad granskning")
    BASIC = "basic", _("Grundläggande granskning")
    FOLLOW_UP = "follow_up", _("Uppföljande granskning")
    DIALOGUE = "dialogue", _("Revisionsdialog")


class AuditState(models.TextChoices):
    """Read from a paper until somebody has confirmed it; then answered board by board."""

    READ = "read", _("Att bekräfta")
    CONFIRMED = "confirmed", _("Registrerad")


class Position(models.TextChoices):
    """Where a board stands on a recommendation."""

    SHARES = "shares", _("Delar")
    SHARES_IN_PART = "shares_in_part", _("Delar delvis")
    DOES_NOT_SHARE = "does_not_share", _("Delar inte")


class Judgement(models.TextChoices):
    """Whether what was done about a recommendation suffices."""

    SUFFICIENT = "sufficient", _("Tillräckligt")
    IN_PART = "in_part", _("Delvis")
    NOT = "not", _("Inte tillräckligt")


class EvidenceKind(models.TextChoices):
    """What shows that something was done."""

    DOCUMENT = "document", _("Dokument")
    INDICATOR = "indicator", _("Indikator")
    DECISION = "decision", _("Beslut")
    PAPER = "paper", _("Handling")
    ACTIVITY = "activity", _("Aktivitet")
    OTHER = "other", _("Annat")


class SourceKind(models.TextChoices):
    """What auditors built on."""

    FUNCTION = "function", _("Intervjuad funktion")
    DOCUMENT = "document", _("Dokument")


class AreaKind(models.TextChoices):
    """What an audit dialogue came to in an area."""

    TOPIC = "topic", _("Diskussionsområde")
    STRENGTH = "strength", _("Styrka")
    DEVELOPMENT = "development", _("Utvecklingsområde")


class LineKind(models.TextChoices):
    """What a line of an audit is, where all of them stand in one list."""

    QUESTION = "question", _("Revisionsfråga")
    CRITERION = "criterion", _("Revisionskriterium")
    FINDING = "finding", _("Iakttagelse")
    FUNCTION = SourceKind.FUNCTION.value, SourceKind.FUNCTION.label
    DOCUMENT = SourceKind.DOCUMENT.value, SourceKind.DOCUMENT.label
    TOPIC = AreaKind.TOPIC.value, AreaKind.TOPIC.label
    STRENGTH = AreaKind.STRENGTH.value, AreaKind.STRENGTH.label
    DEVELOPMENT = AreaKind.DEVELOPMENT.value, AreaKind.DEVELOPMENT.label
