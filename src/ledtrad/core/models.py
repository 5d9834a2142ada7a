"""Core's tables, gathered from where they live."""

from ledtrad.core.jobs.models import Job
from ledtrad.core.ledger.models import Change, Entry, Head
from ledtrad.core.listing.models import SavedView
from ledtrad.core.outbox import OutboxMail, ScheduledRun

__all__ = ["Change", "Entry", "Head", "Job", "OutboxMail", "SavedView", "ScheduledRun"]
