"""Writing what a file told, and taking it back."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from ledtrad.audits.actions import parts, recommendations
from ledtrad.audits.imports import lines, repeats
from ledtrad.audits.imports.planning import AuditRow, PartRow
from ledtrad.audits.models import Addressed, Audit, FollowUp, Recommendation, Statement
from ledtrad.audits.queries.boards import answering
from ledtrad.audits.words import AuditState
from ledtrad.core import clock, ledger
from ledtrad.core.actors import Actor
from ledtrad.core.imports import PlannedRow, RowState
from ledtrad.core.refusals import Refused
from ledtrad.organisation.actors import access
from ledtrad.organisation.models import Unit
from ledtrad.thread.actions import PREFIXES
from ledtrad.thread.models import Link, Node, NumberSeries
from ledtrad.thread.rules import Kind


class AuditsChanged(Refused):
    """Something has been built on, or changed after, what came in."""

    code = "audits_changed"
    message = _("Importen kan inte ångras: någon har ändrat eller svarat på det som kom in.")


class Writing:
    """The rows of one batch on their way in."""

    def __init__(self, actor: Actor, batch: str) -> None:
        self.actor, self.batch = actor, batch
        posts = access(actor).posts
        self.signed = {
            "made_by_id": actor.user_id, "made_by_label": actor.label[:200],
            "function_id": posts[0].function_id if posts else None, "made_at": clock.now(),
        }  # fmt: skip
        self.told: list[tuple[Any, str, int, str]] = []
        self.boards: set[tuple[int, int]] = set()

    def write(self, planned: Sequence[PlannedRow]) -> None:
        audits = [row for row in planned if row.table == "audits"]
        said = [row for row in planned if row.table == "recommendations"]
        for row in audits:
            self._audit(row)
        self._follow(audits)
        self._lines([row for row in planned if row.table == "lines"])
        touched = self._parts(said)
        repeats.write(said, self.actor, self.batch)
        self._statements(said)
        recommendations.refresh(touched)
        self._tell()

    # ── Audits ───────────────────────────────────────────────────────────────
    def _audit(self, row: PlannedRow) -> None:
        found: AuditRow = row.data
        audit = found.stored or Audit(number=row.key, state=AuditState.CONFIRMED, confirmed_at=clock.now(),
                                      confirmed_by_label=self.actor.label[:200])  # fmt: skip
        for name in row.after:
            if name in found.values:
                setattr(audit, name, found.values[name])
        audit.version += 1 if found.stored else 0
        audit.save()
        if "boards" in row.after:
            audit.boards.set(found.boards)
        if found.stored:
            Recommendation.objects.filter(audit=audit).update(unit=audit.unit, confidentiality=audit.confidentiality)
        row.object_id = audit.pk
        self.told.append((audit, "changed" if found.stored else "registered", audit.unit_id, audit.confidentiality))

    def _follow(self, rows: Iterable[PlannedRow]) -> None:
        """What each follows, when all are there."""
        wanted = {row.object_id: row.data.follows for row in rows if "follows" in row.after}
        ids = dict(Audit.objects.filter(number__in=set(wanted.values())).values_list("number", "pk"))
        audits = Audit.objects.in_bulk(list(wanted))
        for pk, audit in audits.items():
            audit.follows_id = ids.get(wanted[pk])
        Audit.objects.bulk_update(audits.values(), ["follows"], batch_size=500)

    def _lines(self, rows: Sequence[PlannedRow]) -> None:
        told = {audit.pk for audit, *_more in self.told}
        if touched := [pk for pk in lines.write(rows) if pk not in told]:
            lines.touch(touched)
            for audit in Audit.objects.filter(pk__in=touched):
                self.told.append((audit, "changed", audit.unit_id, audit.confidentiality))

    # ── Recommendations ──────────────────────────────────────────────────────
    def _parts(self, rows: Sequence[PlannedRow]) -> list[int]:
        audits = {a.number: a for a in Audit.objects.filter(number__in={row.data.audit for row in rows})}
        kept = Recommendation.objects.filter(audit__in=audits.values()).select_related("audit")
        stored = {(row.audit.number, row.order + 1): row for row in kept}
        new = list(dict.fromkeys(key for row in rows if (key := (row.data.audit, row.data.order)) not in stored))
        numbers = iter(_numbers(len(new)))
        touched: list[int] = []
        made: list[tuple[PlannedRow, Addressed]] = []
        for row in rows:
            found: PartRow = row.data
            key = (found.audit, found.order)
            if key not in stored:
                stored[key] = self._recommendation(audits[found.audit], found, next(numbers))
            elif stored[key].wording != found.values["wording"] or "page" in row.after:
                self._reword(stored[key], found, row)
            touched.append(stored[key].pk)
            made.append((row, self._part(row, stored[key])))
        through = Audit.boards.through
        through.objects.bulk_create(
            [through(audit_id=audit, unit_id=unit) for audit, unit in sorted(self.boards)], ignore_conflicts=True
        )
        self._judge(made)
        return list(dict.fromkeys(touched))

    def _recommendation(self, audit: Audit, found: PartRow, number: str) -> Recommendation:
        wording = found.values["wording"]
        made = Recommendation(
            kind=Kind.RECOMMENDATION, number=number, audit=audit, wording=wording, order=found.order - 1,
            page=found.values["page"], unit_id=audit.unit_id, confidentiality=audit.confidentiality,
            valid_from=audit.issued_on, **parts.names(wording),
        )  # fmt: skip
        made.save()
        self.told.append((made, "created", made.unit_id, made.confidentiality))
        return made

    def _reword(self, row: Recommendation, found: PartRow, planned: PlannedRow) -> None:
        wording = found.values["wording"]
        if row.wording != wording:
            for name, text in parts.names(wording).items():
                setattr(row, name, text)
        row.wording = wording
        row.page = found.values["page"] if "page" in planned.after else row.page
        row.version += 1
        row.save()
        self.told.append((row, "changed", row.unit_id, row.confidentiality))

    def _part(self, row: PlannedRow, recommendation: Recommendation) -> Addressed:
        found: PartRow = row.data
        part = found.stored or Addressed(recommendation=recommendation, board=found.board)
        part.position = found.values["position"] or part.position
        part.save()
        self.boards.add((recommendation.audit_id, found.board.pk))
        row.object_id = part.pk
        return part

    def _judge(self, rows: Iterable[tuple[PlannedRow, Addressed]]) -> None:
        """A judgement that a file tells is a judgement; what is there already is not told again."""
        for row, part in rows:
            values = row.data.values
            if values["judgement"] and not row.before.get("judgement"):
                FollowUp.objects.create(
                    addressed=part, judged_on=values["judged_on"], judgement=values["judgement"], done=values["done"],
                    closes=values["closed"], **self.signed,
                )  # fmt: skip
                part.judgement = values["judgement"]
                part.closed_on = values["judged_on"] if values["closed"] else None
                part.save(update_fields=["judgement", "closed_on"])

    def _statements(self, rows: Iterable[PlannedRow]) -> None:
        """One for each board of each audit that is named; adopted the day that the file says."""
        days: dict[tuple[str, int], date | None] = {}
        for row in rows:
            key = (row.data.audit, row.data.board.pk)
            told = [day for day in (days.get(key), row.data.values["answered_on"]) if day]
            days[key] = max(told, default=None)
        audits = {a.number: a for a in Audit.objects.filter(number__in={number for number, _board in days})}
        stored = {(s.audit_id, s.board_id): s for s in Statement.objects.filter(audit__in=audits.values())}
        posts = answering({board for _number, board in days})
        new = []
        for (number, board), day in days.items():
            audit = audits[number]
            known = stored.get((audit.pk, board))
            if known is None:
                new.append(Statement(audit=audit, board_id=board, due_on=audit.answer_due, adopted_on=day,
                                     responsible=posts.get(board)))  # fmt: skip
            elif day and known.adopted_on is None and known.paper_id is None:
                Statement.objects.filter(pk=known.pk).update(adopted_on=day)
        Statement.objects.bulk_create(new)

    def _tell(self) -> None:
        groups: dict[tuple[str, int, str], list[tuple[Any, dict[str, Any]]]] = {}
        for row, action, unit_id, mark in self.told:
            groups.setdefault((action, unit_id, mark), []).append((row, {"batch": self.batch, "title": row.title}))
        for (action, unit_id, mark), entries in groups.items():
            ledger.record_many(self.actor, action, entries, unit_id=unit_id, confidentiality=mark)


def _numbers(count: int) -> list[str]:
    """So many free numbers in a row, taken under lock."""
    prefix = PREFIXES[Kind.RECOMMENDATION]
    series, _made = NumberSeries.objects.select_for_update().get_or_create(
        kind=Kind.RECOMMENDATION, defaults={"prefix": prefix}
    )
    taken = set(Node.objects.filter(number__startswith=f"{series.prefix}-").values_list("number", flat=True))
    found: list[str] = []
    while len(found) < count:
        series.last += 1
        number = f"{series.prefix}-{series.last:03d}"
        if number not in taken:
            found.append(number)
    series.save(update_fields=["last"])
    return found


def take_back(planned: Sequence[PlannedRow], actor: Actor) -> None:
    """Remove what was new and restore what was changed. Raises AuditsChanged when somebody has built on it."""
    if not lines.take_back([row for row in planned if row.table == "lines" and row.object_id]):
        raise AuditsChanged
    said = {row.object_id: row for row in planned if row.table == "recommendations" and row.object_id}
    audits = {row.object_id: row for row in planned if row.table == "audits" and row.object_id}
    new = [pk for pk, row in said.items() if row.state == RowState.NEW]
    gone = _parts_gone(new, said)
    repeats.take_back([row for row in said.values() if row.state == RowState.CHANGED], actor)
    _restore_parts({pk: row for pk, row in said.items() if row.state == RowState.CHANGED})
    _remove_parts(new, gone)
    _restore_audits({pk: row for pk, row in audits.items() if row.state == RowState.CHANGED})
    fresh = Audit.objects.filter(pk__in=[pk for pk, row in audits.items() if row.state == RowState.NEW])
    if fresh.filter(Q(recommendations__isnull=False) | Q(version__gt=1)).exists():
        raise AuditsChanged
    if Audit.objects.filter(follows__in=fresh).exclude(pk__in=fresh.values("pk")).exists():
        raise AuditsChanged
    begun = Q(matter__isnull=False) | Q(paper__isnull=False)
    if Statement.objects.filter(audit__in=fresh).filter(begun).exists():
        raise AuditsChanged
    fresh.update(follows=None)
    Statement.objects.filter(audit__in=list(fresh)).delete()
    fresh.delete()


def _parts_gone(new: Sequence[int], said: dict[int, PlannedRow]) -> list[int]:
    """The recommendations that nothing is left of when these parts are gone. Raises AuditsChanged."""
    parts_new: Any = Addressed.objects.filter(pk__in=new).annotate(judged=Count("follow_ups"))
    built = Q(stand__isnull=False) | Q(evidence__isnull=False) | Q(measures__isnull=False)
    if Addressed.objects.filter(pk__in=new).filter(built).exists():
        raise AuditsChanged
    if any(part.judged > bool(said[part.pk].after.get("judgement")) for part in parts_new):
        raise AuditsChanged
    ids = {part.recommendation_id for part in parts_new}
    kept = set(
        Addressed.objects.filter(recommendation__in=ids).exclude(pk__in=new).values_list("recommendation_id", flat=True)
    )
    gone = sorted(ids - kept)
    if Link.objects.filter(Q(source__in=gone) | Q(target__in=gone)).exists():
        raise AuditsChanged
    if Recommendation.objects.filter(repeats__in=gone).exclude(pk__in=gone).exists():
        raise AuditsChanged
    return gone


def _remove_parts(new: Sequence[int], gone: Sequence[int]) -> None:
    parts_new = Addressed.objects.filter(pk__in=new).select_related("recommendation")
    asked = {(part.recommendation.audit_id, part.board_id) for part in parts_new}
    parts_new.delete()
    Recommendation.objects.filter(pk__in=gone).update(repeats=None)
    for row in Recommendation.objects.filter(pk__in=gone):
        row.delete()
    left = set(
        Addressed.objects.filter(recommendation__audit__in={audit for audit, _board in asked}).values_list(
            "recommendation__audit_id", "board_id"
        )
    )
    for audit, board in asked - left:
        Statement.objects.filter(audit=audit, board=board, matter=None, paper=None).delete()


def _restore_parts(rows: dict[int, PlannedRow]) -> None:
    for part in Addressed.objects.filter(pk__in=list(rows)).select_related("recommendation"):
        row = rows[part.pk]
        if part.follow_ups.count() > bool(row.after.get("judgement")):
            raise AuditsChanged
        recommendation = part.recommendation
        if recommendation.wording != row.after.get("wording", recommendation.wording):
            raise AuditsChanged
        recommendation.wording = row.before.get("wording", recommendation.wording)
        for name, text in parts.names(recommendation.wording).items():
            setattr(recommendation, name, text)
        recommendation.version += 1
        recommendation.save()
        if row.after.get("judgement") and not row.before.get("judgement"):
            part.follow_ups.all().delete()
            part.judgement, part.closed_on = "", None
        part.position = row.before.get("position", part.position)
        part.save()
        if row.after.get("answered_on") and not row.before.get("answered_on"):
            asked = Statement.objects.filter(audit=recommendation.audit_id, board=part.board_id, paper=None)
            asked.update(adopted_on=None)


def _restore_audits(rows: dict[int, PlannedRow]) -> None:
    numbers = {row.before.get("unit", "") for row in rows.values()}
    for row in rows.values():
        numbers |= {name.strip() for name in row.before.get("boards", "").split(",")}
    units = {unit.number: unit for unit in Unit.objects.filter(number__in=numbers)}
    followed = {row.before.get("follows", "") for row in rows.values()}
    originals = {audit.number: audit for audit in Audit.objects.filter(number__in=followed)}
    for audit in Audit.objects.filter(pk__in=list(rows)):
        before = dict(rows[audit.pk].before)
        before.pop("number", None)
        if "follows" in before:
            audit.follows = originals.get(before.pop("follows"))
        if "boards" in before:
            names = (name.strip() for name in before.pop("boards").split(","))
            audit.boards.set([units[name] for name in names if name in units])
        for name, text in before.items():
            value: Any = units[text] if name == "unit" else text
            if name in ("issued_on", "period_from", "period_to", "answer_due"):
                value = date.fromisoformat(text) if text else None
            setattr(audit, name, value)
        audit.version += 1
        audit.save()
