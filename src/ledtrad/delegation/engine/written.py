"""Findings as a Parquet file."""

import json
import tempfile
from collections.abc import Iterable
from pathlib import Path

import duckdb

from ledtrad.delegation.engine.checks import quoted
from ledtrad.delegation.engine.question import Found
from ledtrad.delegation.rules.control import canonical, detail

COLUMNS = ("kind", "board", "source", "source_id", "range", "detail", "facts")


def write_findings(file: Path, findings: Iterable[Found]) -> None:
    """One row a finding, in their order; `facts` is JSON. The file is there whole, or not at all."""
    columns = "{" + ", ".join(f"{name}: 'VARCHAR'" for name in COLUMNS) + "}"
    temporary = file.with_suffix(".parquet.new")
    with tempfile.TemporaryDirectory(prefix="ledtrad-findings-") as folder, duckdb.connect() as db:
        lines = Path(folder) / "findings.jsonl"
        with lines.open("w", encoding="utf-8") as out:
            for found in findings:
                row = (
                    *(str(found.kind), found.board, found.source, found.source_id, found.range),
                    *(detail(found.kind, found.facts), canonical(found.facts)),
                )
                out.write(json.dumps(dict(zip(COLUMNS, row, strict=True)), ensure_ascii=False) + "\n")
        db.execute("SET threads = 1; SET memory_limit = '300MB'")
        db.execute(
            f"COPY (SELECT * FROM read_json({quoted(str(lines))}, format = 'newline_delimited', columns = {columns},"
            f" maximum_object_size = 67108864)) TO {quoted(str(temporary))} (FORMAT parquet)"
        )
    temporary.replace(file)
