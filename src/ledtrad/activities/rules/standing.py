"""How an activity stands, from its state and dates alone. No database, no request."""

from datetime import date

from ledtrad.thread.rules import Status


def standing(*, state: str, starts_on: date | None, due_on: date | None, today: date) -> Status:
    """Done → met. Past its last day without being done → missed. Ongoing in time → met (on its way).

    On hold, or planned though it should have begun → partly. Planned for later, or dropped → says nothing.
    """
    if state == "done":
        return Status.MET
    if state == "dropped":
        return Status.NONE
    if due_on is not None and due_on < today:
        return Status.MISSED
    if state == "ongoing":
        return Status.MET
    if state == "on_hold":
        return Status.PARTLY
    return Status.PARTLY if starts_on is not None and starts_on <= today else Status.NONE
