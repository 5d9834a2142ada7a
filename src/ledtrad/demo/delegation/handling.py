"""What people said of what the controls found, and what they were asked to mend."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

from ledtrad.core.actors import Actor
from ledtrad.delegation.actions import findings
from ledtrad.delegation.models import ControlFinding, ControlRun
from ledtrad.delegation.rules.words import Handled
from ledtrad.demo.delegation.faults import LAID, MENDERS
from ledtrad.demo.delegation.population import CUTOFF
from ledtrad.organisation.models import User

Acting = Callable[[str, date], AbstractContextManager[Actor]]

#: By the control's last day: kind of finding, how many, what is said, and how many days after the control.
SAID = {
    date(2020, 12, 31): (
        ("missing", 22, Handled.CORRECTED, "Anmäls till nämnden den 17 februari.", 4),
        ("wrong_delegate", 2, Handled.EXPLAINED, "Enhetschefen var sjuk och beslutet kunde inte vänta. Rutinen är "
         "genomgången med enheten.", 5),
        ("gap", 1, Handled.EXPLAINED, "Numren användes vid en provkörning av systemet.", 5),
    ),
    date(2021, 3, 31): (
        ("missing", 3, Handled.CORRECTED, "Saknades i systemets utdrag. Anmäls den 21 april.", 1),
        ("incomplete", 2, Handled.EXPLAINED, "Ärendet har avslutats och går inte att komplettera i systemet.", 1),
        ("late", 4, Handled.EXPLAINED, "Beslutet registrerades efter att listan hade lagts fram.", 2),
        ("wrong_delegate", 1, Handled.EXPLAINED, "Utskottet har fattat ett nytt beslut den 24 mars.", 2),
        ("duplicate", 2, Handled.ACCEPTED, "Stod på två listor. Nämnden är underrättad.", 3),
        ("orphan", 1, Handled.EXPLAINED, "Årtalet är fel på listan; beslutet är anmält med rätt nummer.", 3),
    ),
}  # fmt: skip

#: On 2021-04-08 four delegates are asked to complete theirs before the list of 21 April.
ASKED_ON = date(2021, 4, 8)
ANSWER_BY = date(2021, 4, 14)
MESSAGE = "Fyll i det som saknas, så att beslutet kan anmälas den 21 april."


def handle(run: ControlRun, acting: Acting, by: str) -> None:
    """Only of the first control of each period."""
    if ControlRun.objects.filter(board=run.board, date_from=run.date_from, pk__lt=run.pk).exists():
        return
    for kind, count, how, comment, after in SAID[run.date_to]:
        chosen = list(_of(run, kind)[:count])
        with acting(by, run.as_of + timedelta(days=after)) as actor:
            findings.handle(findings=chosen, how=how, comment=comment, actor=actor)
    if run.date_to == date(2021, 3, 31):
        with acting(by, ASKED_ON) as actor:
            findings.hand_over(findings=_to_ask(run), message=MESSAGE, due_on=ANSWER_BY, actor=actor)


def _of(run: ControlRun, kind: str) -> list[ControlFinding]:
    return list(run.findings.filter(kind=kind).select_related("decision", "run").order_by("decided_on", "pk"))


def _to_ask(run: ControlRun) -> list[ControlFinding]:
    """The latest incomplete ones, one for each of four people; first of those who can log in."""
    found: dict[int | None, ControlFinding] = {}
    for one in _of(run, "incomplete")[::-1]:
        if one.decision is not None and one.handling_id is None and one.decision.decided_on > LAID - CUTOFF:
            found.setdefault(one.decision.holder_id, one)
    first = User.objects.filter(username__in=MENDERS).values_list("pk", flat=True)
    return sorted(found.values(), key=lambda one: one.decision is None or one.decision.holder_id not in first)[:4]
