"""The control itself: `control(source, question)`, where the source is a database of ours or a folder of Parquet."""

import time
from typing import TYPE_CHECKING

from ledtrad.delegation.engine import checks, finding
from ledtrad.delegation.engine.question import Outcome, Question
from ledtrad.delegation.engine.relations import Relations
from ledtrad.delegation.rules.words import FindingKind, Reporting

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

    from ledtrad.delegation.engine.parquet import Folder


def control(source: "BaseDatabaseWrapper | Folder", question: Question, *, hashed: bool = True) -> Outcome:
    """Hold the population against reports, orders, holdings and meetings. Writes nothing that stays.

    `hashed`: also hash what was read of our own tables, as a run that is kept tells of it.
    """
    begun = time.perf_counter()
    with _adapter(source, question, hashed) as relations:
        findings = sorted(finding.all_of(relations, question), key=finding.order)
        totals = _totals(relations)
        inputs = relations.inputs
    counts = dict.fromkeys(FindingKind.values, 0)
    for found in findings:
        counts[found.kind] += 1
    totals["missing"], totals["late"] = counts[FindingKind.MISSING], counts[FindingKind.LATE]
    totals["in_time"] = totals["reported"] - totals["late"]
    seconds = time.perf_counter() - begun
    return Outcome(totals, counts, findings, inputs, seconds, relations.engine)


def _adapter(source: "BaseDatabaseWrapper | Folder", question: Question, hashed: bool) -> Relations:
    from ledtrad.delegation.engine import parquet, tables

    if isinstance(source, parquet.Folder):
        return parquet.ParquetRelations(source, question)
    return tables.TableRelations(source, question, hashed=hashed)


def _totals(relations: Relations) -> dict[str, int]:
    """Execution and what is minuted separately are not to be reported; what has no item is."""
    (decisions,) = relations.one(checks.COUNT)
    by_reporting = {str(how): int(count) for how, count in relations.rows(checks.BY_REPORTING)}
    (unreported,) = relations.one(checks.UNREPORTED)
    execution = by_reporting.get(Reporting.EXECUTION, 0)
    minuted = by_reporting.get(Reporting.MINUTED_SEPARATELY, 0)
    to_report = int(decisions) - execution - minuted
    return {
        "decisions": int(decisions),
        "execution": execution,
        "minuted_separately": minuted,
        "to_report": to_report,
        "reported": to_report - int(unreported),
    }
