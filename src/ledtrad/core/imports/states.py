"""Where a batch and a row of an import stand."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BatchState(models.TextChoices):
    """The way of a file: uploaded → mapped → previewing → previewed → applying → applied (→ undone)."""

    UPLOADED = "uploaded", _("Kolumnerna ska kopplas")
    MAPPED = "mapped", _("Väntar på granskning")
    PREVIEWING = "previewing", _("Granskas")
    PREVIEWED = "previewed", _("Granskad, inte inläst")
    APPLYING = "applying", _("Läses in")
    APPLIED = "applied", _("Inläst")
    REFUSED = "refused", _("Gick inte att läsa")
    UNDONE = "undone", _("Ångrad")


class RowState(models.TextChoices):
    """What a row of the file does, or why it cannot."""

    NEW = "new", _("Ny")
    CHANGED = "changed", _("Ändrad")
    UNCHANGED = "unchanged", _("Oförändrad")
    ERROR = "error", _("Fel")
    CONFLICT = "conflict", _("Konflikt")


WRITES = (RowState.NEW, RowState.CHANGED)
BLOCKS = (RowState.ERROR, RowState.CONFLICT)
