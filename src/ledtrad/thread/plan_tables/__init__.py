"""The plan as tables: each package says how its own table of a plan is read, compared, written and exported.

A plan is a workbook with a sheet per table (or a CSV file per table): documents, goals, indicators, targets,
references, activities, links … A package registers its table in `AppConfig.ready()`:

    plan_tables.register(NodeTable(
        name="goals", title=_("Mål"), model=Goal, kind=Kind.GOAL, order=30,
        fields=[*node_fields(Kind.GOAL), text("present_state", _("Nuläge"))],
    ))

`NodeTable` is enough for a kind of node; anything else subclasses `PlanTable` and writes `load` and `export`.
`order` says which comes first: 10 documents, 30 goals, 40 indicators, 50 targets, 60 activities, 90 links.

`run` loads all tables in that order, in one transaction. **The preview is the real thing, rolled back**: a
target may therefore speak of an indicator that the same workbook adds, and what the preview promised is what
happens. A row with an error is left out and reported; the others go in. A column that the file lacks is left
alone; a column that is there and empty empties the value. Unknown columns are ignored.

What `undo` needs is in the results themselves: the text before and after, and the key of the row.
"""

from ledtrad.thread.plan_tables.base import (
    CannotUndo,
    CellError,
    Column,
    NotYet,
    Outcome,
    PlanTable,
    Row,
    RowResult,
    get,
    register,
    tables,
)
from ledtrad.thread.plan_tables.fields import (
    Field,
    areas,
    boolean,
    choice,
    day,
    enum,
    function,
    level,
    node,
    node_fields,
    number,
    period,
    several,
    text,
    unit,
    units,
    whole,
)
from ledtrad.thread.plan_tables.nodes import LinkTable, NodeTable
from ledtrad.thread.plan_tables.rows import RowTable
from ledtrad.thread.plan_tables.running import Context, Run, after_undo, derived, run, undo

__all__ = [
    "CannotUndo",
    "CellError",
    "Column",
    "Context",
    "Field",
    "LinkTable",
    "NodeTable",
    "NotYet",
    "Outcome",
    "PlanTable",
    "Row",
    "RowResult",
    "RowTable",
    "Run",
    "after_undo",
    "areas",
    "boolean",
    "choice",
    "day",
    "derived",
    "enum",
    "function",
    "get",
    "level",
    "node",
    "node_fields",
    "number",
    "period",
    "register",
    "run",
    "several",
    "tables",
    "text",
    "undo",
    "unit",
    "units",
    "whole",
]

register(LinkTable())
