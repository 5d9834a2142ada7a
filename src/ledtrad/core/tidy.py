"""What the worker clears away once a day: what has served its time and holds personal data, or only grows."""

from datetime import date, timedelta

from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from ledtrad.core.outbox import OutboxMail, ScheduledRun

TASKS_KEPT = timedelta(days=14)
LETTERS_KEPT = timedelta(days=90)
RUNS_KEPT = timedelta(days=400)


def tidy(today: date) -> None:
    """Clear finished tasks, sent letters, old notes of daily runs and ended sessions. Jobs and the ledger stay."""
    now = timezone.now()
    DBTaskResult.objects.finished().filter(finished_at__lt=now - TASKS_KEPT).delete()
    OutboxMail.objects.filter(sent__lt=now - LETTERS_KEPT).delete()
    ScheduledRun.objects.filter(day__lt=today - RUNS_KEPT).delete()
    call_command("clearsessions")
