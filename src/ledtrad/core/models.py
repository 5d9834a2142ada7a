"""Core's tables, gathered from where they live."""

from ledtrad.core.imports.models import ImportBatch, ImportRow
from ledtrad.core.jobs.models import Job
from ledtrad.core.ledger.models import Change, Entry, Head
from ledtrad.core.listing.models import SavedView
from ledtrad.core.outbox import OutboxMail, ScheduledRun

__all__ = ["Change", "Entry", "Head", "ImportBatch", "ImportRow", "Job", "OutboxMail", "SavedView", "ScheduledRun"]
