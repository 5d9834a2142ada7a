"""The days that follow from a meeting."""

from datetime import date, timedelta

#: An appeal must have come in within three weeks from when the minutes were announced (KL 13:5).
APPEAL = timedelta(weeks=3)


def appeal_ends(announced_on: date | None) -> date | None:
    """The last day for appeal; None as long as nothing is announced."""
    return announced_on + APPEAL if announced_on is not None else None
