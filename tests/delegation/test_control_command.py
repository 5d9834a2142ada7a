"""`ledtrad delegation control`, as somebody outside meets it."""

import json
from datetime import date

import duckdb
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from ledtrad.delegation.models import ControlRun, DecisionReport, DelegationItem, ReportedDecision
from ledtrad.delegation.rules.words import FindingKind, ListState
from ledtrad.meetings.models import Meeting
from tests.delegation.populations import write_parquet
from tests.delegation.reference import Population
from tests.delegation.test_control_runs import board, decide, written  # noqa: F401

PERIOD = ["--from", "2021-01-01", "--to", "2021-03-31"]


def asked(capsys, *arguments):
    code = 0
    try:
        call_command("delegation", "control", *arguments, "--json")
    except SystemExit as end:
        code = end.code
    return code, json.loads(capsys.readouterr().out)


def report(decision, meeting_on=date(2021, 2, 17)):
    meeting = Meeting.objects.get_or_create(board=decision.board, held_on=meeting_on)[0]
    laid = DecisionReport.objects.create(board=decision.board, meeting=meeting, state=ListState.LAID, **written())
    fields = ("source_id", "decided_on", "item", "function", "matter", "decision", "system", "board")
    return ReportedDecision.objects.create(
        report=laid, meeting_on=meeting_on, **{name: getattr(decision, name) for name in fields}
    )


@pytest.mark.parametrize("name", ["SN", "sn"])
def test_the_answer_is_the_contracts(world, board, capsys, name):  # noqa: F811
    decide("EB 2021-00612")
    decide("EB 2021-00615", decided_on=date(2021, 3, 30))
    code, answer = asked(capsys, "--board", name, *PERIOD, "--as-of", "2021-04-12")
    assert code == 1
    assert list(answer) == ["decisions", "to_report", "reported", "findings", "items", "seconds", "engine"]
    assert (answer["decisions"], answer["to_report"], answer["reported"]) == (2, 2, 0)
    assert answer["findings"] == {**dict.fromkeys(FindingKind.values, 0), "missing": 1, "gap": 1}
    assert answer["items"] == [
        {
            "kind": "missing",
            "source": "Verksamhetssystem",
            "source_id": "EB 2021-00612",
            "range": "",
            "detail": "Skulle ha anmälts 17\N{NO-BREAK SPACE}februari\N{NO-BREAK SPACE}2021",
        },
        {
            "kind": "gap",
            "source": "Verksamhetssystem",
            "source_id": "",
            "range": "EB 2021-00613–00614",
            "detail": "2 nummer saknas i serien",
        },
    ]
    run = ControlRun.objects.get()
    assert (run.made_by_label, run.counts["gap"]) == ("ledtrad delegation control", 1)


def test_nothing_found_is_code_0_and_so_is_information_alone(world, board, capsys):  # noqa: F811
    DelegationItem.objects.filter(number="2.1").update(reporting="execution")
    decision = decide("EB 1")
    assert asked(capsys, "--board", "SN", *PERIOD)[0] == 0
    report(decision)
    code, answer = asked(capsys, "--board", "SN", *PERIOD)
    assert (code, answer["findings"]["execution_reported"]) == (0, 1)


def test_only_computed_when_asked_so(world, board, capsys):  # noqa: F811
    decide("EB 1")
    code, answer = asked(capsys, "--board", "SN", *PERIOD, "--as-of", "2021-02-16", "--no-store")
    assert (code, answer["findings"]["missing"]) == (0, 0)
    code, answer = asked(capsys, "--board", "SN", *PERIOD, "--as-of", "2021-02-17", "--no-store")
    assert (code, answer["findings"]["missing"]) == (1, 1)
    assert asked(capsys, "--board", "SN", *PERIOD, "--cutoff-days", "15", "--no-store")[0] == 0
    assert not ControlRun.objects.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["--board", "XN", *PERIOD],
        ["--board", "AFE", *PERIOD],
        PERIOD,
        ["--board", "SN", "--from", "2021-02-30", "--to", "2021-03-31"],
        ["--board", "SN", "--from", "2021-03-31", "--to", "2021-01-01"],
        ["--board", "SN", *PERIOD, "--cutoff-days", "-1"],
        ["--board", "SN", *PERIOD, "--parquet", "/nowhere"],
    ],
)
def test_wrong_use_is_code_2(world, board, arguments):  # noqa: F811
    with pytest.raises(CommandError) as refused:
        call_command("delegation", "control", *arguments)
    assert refused.value.returncode in (1, 2)  # what the parser itself refuses becomes 2 on the command line


def row(source_id, board, **fields):  # noqa: F811
    return {
        "source": "S",
        "source_id": source_id,
        "board": board,
        "decided_on": date(2021, 2, 3),
        "item": "1",
        "function": "Chef",
        "person": "p",
        "matter": "M",
        "decision": "Bifall",
        "amount": None,
        "period_from": None,
        "period_to": None,
        "confidentiality": "internal",
        "subject": "",
        **fields,
    }


def test_a_folder_of_many_boards(db, tmp_path, capsys):
    boards = ["A-nämnden", "B-nämnden"]
    write_parquet(
        tmp_path,
        Population(
            decisions=[row(f"{n}", name) for name in boards for n in (1, 4)],
            meetings=[{"board": name, "held_on": date(2021, 2, 17)} for name in boards],
            holdings=[
                {"board": name, "function": "Chef", "person": "p", "valid_from": date(2021, 1, 1), "valid_to": None}
                for name in boards
            ],
        ),
    )
    code, answer = asked(capsys, *PERIOD, "--parquet", str(tmp_path), "--as-of", "2021-03-01")
    assert (code, answer["engine"], answer["decisions"]) == (1, "duckdb", 4)
    assert {kind: n for kind, n in answer["findings"].items() if n} == {"missing": 4, "no_item": 4, "gap": 2}
    stored = duckdb.sql(f"SELECT kind, board, source_id, range, detail FROM '{tmp_path}/findings.parquet'").fetchall()
    assert len(stored) == 10
    assert ("gap", "B-nämnden", "", "2–3", "2 nummer saknas i serien") in stored
    code, answer = asked(capsys, *PERIOD, "--parquet", str(tmp_path), "--board", "A-nämnden", "--as-of", "2021-03-01")
    assert answer["decisions"] == 2
    with pytest.raises(CommandError, match="C-nämnden"):
        call_command("delegation", "control", *PERIOD, "--parquet", str(tmp_path), "--board", "C-nämnden")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("SELECT * EXCLUDE (item) FROM decisions", "decisions.parquet saknar kolumnerna item"),
        ("SELECT * REPLACE ('2021-02-30' AS decided_on) FROM decisions", "2021-02-30"),
        ("SELECT * REPLACE ('tolv' AS amount) FROM decisions", "tolv"),
    ],
)
def test_files_that_cannot_be_read_are_told_of(db, tmp_path, change, sentence):
    write_parquet(tmp_path, Population(decisions=[row("1", "N")]))
    with duckdb.connect() as own:
        own.execute(f"CREATE TABLE decisions AS SELECT * FROM '{tmp_path}/decisions.parquet'")
        own.execute(f"COPY ({change}) TO '{tmp_path}/decisions.parquet' (FORMAT parquet)")
    with pytest.raises(CommandError, match=sentence):
        call_command("delegation", "control", *PERIOD, "--parquet", str(tmp_path))
    assert not (tmp_path / "findings.parquet").exists()
