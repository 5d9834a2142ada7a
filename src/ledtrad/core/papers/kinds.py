"""What a paper can be given out as, and what its signatures say."""

from django.db import models
from django.utils.translation import gettext_lazy


class SignatureKind(models.TextChoices):
    """What a signature says."""

    REVIEWED = "reviewed", gettext_lazy("Förslaget är granskat")
    APPROVED = "approved", gettext_lazy("Godkänd")


class Format(models.TextChoices):
    """What a paper is given out as."""

    PDF = "pdf", gettext_lazy("PDF")
    DOCX = "docx", gettext_lazy("Word")
    HTML = "html", gettext_lazy("Webbsida")
