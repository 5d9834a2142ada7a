"""What people do with findings: say how it is, hand it to whoever has to mend it, remind, answer."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ledtrad.core import bulk, clock, ledger, mail
from ledtrad.core.actors import Actor
from ledtrad.core.refusals import Invalid, NotAllowed, Refused, Stale
from ledtrad.delegation.actions.locking import lock_boards
from ledtrad.delegation.actions.written import written
from ledtrad.delegation.models import ControlFinding, DelegatedDecision, FindingHandling, FindingTask, ReportedDecision
from ledtrad.delegation.rules.control import key_of
from ledtrad.delegation.rules.words import INFORMATION, FindingKind, Handled
from ledtrad.organisation.actors import access
from ledtrad.organisation.models import Function, Holding, User
from ledtrad.organisation.rules import Role

MANAGERS = (Role.UNIT_MANAGER, Role.DIVISION_MANAGER, Role.DIRECTOR)


class MayNotHandle(NotAllowed):
    """Handling findings is for those who plan for the board: secretary, director, controller."""

    message = _("Bara nämndens sekreterare, förvaltningschef och controller hanterar fynd.")
    code = "may_not_handle"


class OwnDecision(NotAllowed):
    """Nobody accepts a finding about a decision of their own."""

    message = _("Du kan inte godta ett fynd om ett beslut som du själv har fattat. Det gör någon annan.")
    code = "own_decision"


class CommentMissing(Invalid):
    """What is said of a finding needs words: whoever reads it next year has nothing else."""

    message = _("Skriv en kommentar. Den som granskar nästa år har inget annat att gå på.")
    code = "comment_missing"


class AlreadyHandled(Stale):
    """Somebody else has said something of a finding since the page was shown; `current` is what was said."""

    message = _("Någon annan har hanterat fyndet sedan du öppnade sidan.")
    code = "already_handled"


class NobodyToAsk(Refused):
    """Neither the decision's holder nor anybody in its function can be asked."""

    message = _("Ingen av de valda har en delegat att fråga. Hantera dem i stället.")
    code = "nobody_to_ask"


class TaskOver(Refused):
    """The task is done already."""

    message = _("Uppgiften är redan klar.")
    code = "task_over"


def require_plan(actor: Actor, board_id: int) -> None:
    """Raises MayNotHandle unless the actor plans for the board."""
    if not access(actor).may_plan(board_id):
        raise MayNotHandle()


@transaction.atomic
def handle(
    *, findings: Iterable[ControlFinding], how: str, comment: str, actor: Actor, replaces: int | None = None
) -> int:
    """Say of open findings that they are explained, corrected or accepted; returns how many. A few queries in all.

    It holds for the same finding in every run of the board until its facts change. All are handled or none: when
    somebody has said something of one of them meanwhile, nothing is written. `replaces` is the key of what was said
    that the person has seen, and says anew; it stays in the history.

    Raises MayNotHandle, OwnDecision, CommentMissing, AlreadyHandled.
    """
    chosen = {(f.run.board_id, f.key, f.facts_sha256): f for f in findings if f.kind not in INFORMATION}
    how, comment = Handled(how), comment.strip()
    if not comment:
        raise CommentMissing(field="comment")
    boards = {board_id for board_id, _key, _facts in chosen}
    for board_id in boards:
        require_plan(actor, board_id)
    if how == Handled.ACCEPTED and any(_is_own(finding, actor) for finding in chosen.values()):
        raise OwnDecision()
    lock_boards(boards)
    for board_id in sorted(boards):
        mine = {(key, facts): f for (board, key, facts), f in chosen.items() if board == board_id}
        same = _lock_same(board_id, mine, replaces)
        _say(board_id, mine, how, comment, actor)
        _attach(board_id, same)
    details = {"how": str(how), "comment": comment, **({"replaces": replaces} if replaces else {})}
    if chosen:
        ledger.record_many(actor, "handled", ((f, {**details, "key": f.key}) for f in chosen.values()))
    return len(chosen)


def _is_own(finding: ControlFinding, actor: Actor) -> bool:
    return bool(actor.user_id and finding.decision is not None and finding.decision.holder_id == actor.user_id)


def _lock_same(board_id: int, wanted: Mapping[tuple[str, str], ControlFinding], replaces: int | None) -> list[int]:
    """The same findings, with the same facts, in all runs of the board: held, in the order of their keys.

    The chosen ones get the mark that they have now. Raises AlreadyHandled.
    """
    rows = ControlFinding.objects.filter(run__board_id=board_id).order_by()
    found: list[int] = []
    for keys in bulk.chunks(sorted({key for key, _facts in wanted})):
        told = rows.filter(key__in=keys).values_list("pk", "key", "facts_sha256")
        found += [pk for pk, key, facts in told if (key, facts) in wanted]
    chosen = {f.pk: f for f in wanted.values()}
    same: list[int] = []
    for pks in bulk.chunks(sorted(found)):
        held = ControlFinding.objects.select_for_update().filter(pk__in=pks).order_by("pk")
        for pk, handling, mark in held.values_list("pk", "handling_id", "confidentiality"):
            if pk in chosen:
                chosen[pk].confidentiality = mark
            if handling in (None, replaces):
                same.append(pk)
            elif pk in chosen:
                raise AlreadyHandled(FindingHandling.objects.get(pk=handling))
    return same


def _say(board_id: int, wanted: Iterable[tuple[str, str]], how: str, comment: str, actor: Actor) -> None:
    by = written(actor)
    by["made_at"] = connection.ops.adapt_datetimefield_value(by["made_at"])
    own = {name.removesuffix("_id"): value for name, value in by.items()}
    rows = ((board_id, key, facts, str(how), comment, *own.values()) for key, facts in wanted)
    bulk.insert(FindingHandling, ("board", "key", "facts_sha256", "how", "comment", *own), rows)


def _attach(board_id: int, findings: Sequence[int]) -> None:
    """To each of these findings the latest that was said of it. The board is held, so that is ours."""
    newest = FindingHandling.objects.filter(
        board=board_id, key=OuterRef("key"), facts_sha256=OuterRef("facts_sha256")
    ).order_by("-pk")
    for pks in bulk.chunks(findings):
        ControlFinding.objects.filter(pk__in=pks).update(handling=Subquery(newest.values("pk")[:1]))


@transaction.atomic
def reopen(*, finding: ControlFinding, reason: str, actor: Actor) -> None:
    """Take back what was said of a finding: it is open again in every run. What was said stays in its history."""
    require_plan(actor, finding.run.board_id)
    if not reason.strip():
        raise CommentMissing(field="comment")
    lock_boards([finding.run.board_id])
    same = {"key": finding.key, "facts_sha256": finding.facts_sha256}
    ControlFinding.objects.filter(run__board_id=finding.run.board_id, **same).update(handling=None)
    # What was said no longer speaks for these facts in runs to come.
    FindingHandling.objects.filter(board_id=finding.run.board_id, **same).update(facts_sha256="")
    finding.handling = None
    _tell(actor, "reopened", [(finding, {"reason": reason.strip(), "key": finding.key})])


# ── To the delegate ───────────────────────────────────────────────────────────
@transaction.atomic
def hand_over(*, findings: Iterable[ControlFinding], message: str, due_on: date, actor: Actor) -> list[FindingTask]:
    """Ask each finding's delegate to mend it; those already asked are left alone. Raises MayNotHandle, NobodyToAsk."""
    wanted = [(f.run.board_id, f.key, f.kind, f.decision) for f in findings if f.decision is not None]
    return _ask(wanted, message, due_on, actor)


@transaction.atomic
def ask_to_complete(
    *, board_id: int, decisions: Iterable[DelegatedDecision], message: str, due_on: date, actor: Actor
) -> list[FindingTask]:
    """Ask whoever decided to complete decisions on a proposal, before any control has found them."""
    kind = FindingKind.INCOMPLETE
    wanted = [(board_id, key_of(kind, str(d.system), d.source_id, {}), str(kind), d) for d in decisions]
    return _ask(wanted, message, due_on, actor)


def _ask(
    wanted: Sequence[tuple[int, str, str, DelegatedDecision]], message: str, due_on: date, actor: Actor
) -> list[FindingTask]:
    boards = {one[0] for one in wanted}
    for board_id in boards:
        require_plan(actor, board_id)
    if due_on < actor.today:
        raise Invalid(_("Sista dagen har redan varit."), field="due_on")
    lock_boards(boards)  # nobody is asked twice by two who ask at once
    asked = set(FindingTask.objects.waiting().filter(key__in=[w[1] for w in wanted]).values_list("board_id", "key"))
    fresh = [w for w in wanted if (w[0], w[1]) not in asked]
    made = _tasks(fresh, message.strip(), due_on, actor)
    if not made and not asked:
        raise NobodyToAsk()
    FindingTask.objects.bulk_create(made)
    if made:
        _tell(actor, "handed_over", [(t, {"to": str(t.to_person or t.to_function), "due_on": due_on}) for t in made])
        _write_letters(made)
    return made


def _tasks(
    wanted: Sequence[tuple[int, str, str, DelegatedDecision]], message: str, due_on: date, actor: Actor
) -> list[FindingTask]:
    """One task for each whom somebody can be asked about, not yet stored."""
    whom = delegates_of([w[3] for w in wanted], actor.today)
    told, by = _told([w[3] for w in wanted]), written(actor)
    return [
        FindingTask(
            board_id=board_id, key=key, kind=kind, decision=decision, message=message, due_on=due_on,
            was_reported=(decision.board_id, decision.system_id, decision.source_id) in told,
            to_person=whom[decision.pk][0], to_function=whom[decision.pk][1], **by,
        )
        for board_id, key, kind, decision in wanted
        if decision.pk in whom
    ]  # fmt: skip


def delegates_of(decisions: Sequence[DelegatedDecision], today: date) -> dict[int, tuple[User | None, Function | None]]:
    """Who has to mend each decision: whoever made it, if still here; else who alone holds its function; else a manager.

    Three queries. A decision with nobody to ask is left out. Who alone holds the function is asked when nobody is said
    to have decided and they held it that day, or when they manage the unit and follow its decisions anyway: a case
    worker sees no others than their own, a predecessor's neither.
    """
    people = {d.holder_id for d in decisions if d.holder_id}
    held = {h.person_id: h.person for h in Holding.objects.on(today).filter(person__in=people).select_related("person")}
    functions = {d.delegate_id for d in decisions if d.delegate_id}
    holders: dict[int, list[Holding]] = {}
    for one in Holding.objects.on(today).filter(function__in=functions).select_related("person", "function"):
        holders.setdefault(one.function_id, []).append(one)
    managers = {
        h.function.unit_id: h.function
        for h in Holding.objects.on(today)
        .filter(function__role__in=MANAGERS, function__unit__in={d.unit_id for d in decisions})
        .select_related("function")
    }
    found: dict[int, tuple[User | None, Function | None]] = {}
    for decision in decisions:
        alone = holders.get(decision.delegate_id or 0, [])
        if (person := held.get(decision.holder_id or 0)) is not None and person.is_active:
            found[decision.pk] = (person, None)
        elif len(alone) == 1 and alone[0].person.is_active and _answers_for(alone[0], decision):
            found[decision.pk] = (alone[0].person, alone[0].function)
        elif decision.unit_id in managers:
            found[decision.pk] = (None, managers[decision.unit_id])
    return found


def _answers_for(held: Holding, decision: DelegatedDecision) -> bool:
    """Whether whoever holds the decision's function today may be taken to know of it."""
    nobody_said = decision.holder_id is None and held.valid_from <= decision.decided_on
    return nobody_said or held.function.role in MANAGERS


def _told(decisions: Sequence[DelegatedDecision]) -> set[tuple[int, int, str]]:
    """Which of the decisions some list already holds. One query."""
    names = {d.source_id for d in decisions}
    rows = ReportedDecision.objects.filter(source_id__in=names, system__in={d.system_id for d in decisions})
    return set(rows.values_list("board_id", "system_id", "source_id"))


@transaction.atomic
def answer(*, task: FindingTask, text: str, actor: Actor) -> FindingTask:
    """The delegate says how it is, where nothing in the record can be mended. Raises TaskOver, CommentMissing."""
    task = _mine(task, actor)
    if not text.strip():
        raise CommentMissing(field="answer")
    task.answer = text.strip()
    return _done(task, actor, "answered", answer=task.answer)


@transaction.atomic
def close_mended(*, task: FindingTask, actor: Actor) -> FindingTask:
    """The record has been corrected: the task is done."""
    return _done(_mine(task, actor), actor, "mended")


def _mine(task: FindingTask, actor: Actor) -> FindingTask:
    found = FindingTask.objects.select_for_update(of=("self",)).select_related("decision").get(pk=task.pk)
    if found.done_at is not None:
        raise TaskOver()
    rights = access(actor)
    if found.to_person_id is not None and found.to_person_id == actor.user_id:
        return found
    if found.to_function_id is not None and rights.holds(found.to_function_id):
        return found
    require_plan(actor, found.board_id)
    return found


def _done(task: FindingTask, actor: Actor, what: str, **details: Any) -> FindingTask:
    task.done_at, task.done_by_label = clock.now(), actor.label
    task.save(update_fields=["done_at", "done_by_label", "answer"])
    _tell(actor, what, [(task, {"key": task.key, **details})])
    return task


@transaction.atomic
def remind(*, tasks: Iterable[FindingTask], actor: Actor) -> int:
    """Write a letter to everybody whose tasks these are; returns how many. Nothing in it tells of a case."""
    chosen = list(tasks)
    for board_id in {t.board_id for t in chosen}:
        require_plan(actor, board_id)
    sent = _write_letters(chosen, again=True)
    if chosen:
        _tell(actor, "reminded", [(t, {}) for t in chosen])
    return sent


def _write_letters(tasks: Sequence[FindingTask], *, again: bool = False) -> int:
    """One letter to each person, in the transaction; at most one a day of each sort. Two queries."""
    functions = {t.to_function_id for t in tasks if t.to_person_id is None}
    holders: dict[int, list[User]] = {}
    for held in Holding.objects.current().filter(function__in=functions).select_related("person"):
        holders.setdefault(held.function_id, []).append(held.person)
    people = {t.to_person for t in tasks if t.to_person is not None}
    people |= {person for found in holders.values() for person in found}
    waiting: dict[User, list[FindingTask]] = {}
    for task in tasks:
        for person in [task.to_person] if task.to_person is not None else holders.get(task.to_function_id or 0, []):
            waiting.setdefault(person, []).append(task)
    reached = {person: theirs for person, theirs in waiting.items() if person.email}
    for person, theirs in reached.items():
        _letter(person, theirs, again=again)
    return len(reached)


def _letter(person: User, tasks: Sequence[FindingTask], *, again: bool) -> None:
    with translation.override(person.language):
        n = len(tasks)
        subject = ngettext(
            "Ledtråd: %(n)s delegationsbeslut väntar på dig", "Ledtråd: %(n)s delegationsbeslut väntar på dig", n
        ) % {"n": n}
        lines = [_now("Hej %(name)s!") % {"name": person.get_short_name()}, ""]
        lines += [_now("Sekreteraren behöver dig före nästa sammanträde. Det tar en minut."), ""]
        for task in sorted(tasks, key=lambda t: (t.due_on, t.pk)):
            day = _now("Senast %(day)s:") % {"day": task.due_on.isoformat()}
            lines += [day, settings.LEDTRAD_URL + reverse("finding-task", args=[task.pk]), ""]
        word = "remind" if again else "hand"
        first = min(t.pk for t in tasks)
        key = f"delegation:{word}:{person.pk}:{clock.today().isoformat()}:{first if not again else ''}"
        mail.queue(person.email, subject, "\n".join(lines), key)


# ── Shared ────────────────────────────────────────────────────────────────────
def _tell(actor: Actor, action: str, changes: Sequence[tuple[Any, dict[str, Any]]]) -> None:
    """The ledger, with the marks of the decision that each is about."""
    by_mark: dict[tuple[int, str], list[tuple[Any, dict[str, Any]]]] = {}
    for obj, details in changes:
        by_mark.setdefault(_marks(obj), []).append((obj, details))
    for (unit_id, mark), rows in by_mark.items():
        ledger.record_many(actor, action, rows, unit_id=unit_id, confidentiality=mark)


def _marks(obj: Any) -> tuple[int, str]:
    if isinstance(obj, FindingTask) and obj.decision is not None:
        return obj.decision.unit_id, obj.decision.confidentiality
    if isinstance(obj, ControlFinding):
        return obj.unit_id, obj.confidentiality
    return obj.board_id, "internal"
