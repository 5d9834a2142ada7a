"""Figures from files: every kind of row, what it writes, and how it is taken back."""

import csv
import io
import json

import pytest
from django.core.management import CommandError, call_command

from ledtrad.core import ledger
from ledtrad.core.imports import actions as flow
from ledtrad.core.imports import exports, registry
from ledtrad.core.imports.models import ImportBatch
from ledtrad.core.imports.running import run
from ledtrad.core.periods import PeriodKind
from ledtrad.core.refusals import NotAllowed
from ledtrad.indicators.imports import ChangedSince
from ledtrad.indicators.models import Observation, Standing
from ledtrad.indicators.rules import TargetKind, ValueKind
from tests.indicators.factories import IndicatorFactory, aim, observe, reports

HEADING = "indicator,unit,period,value,numerator,denominator,comment"


@pytest.fixture
def indicators(world):
    """A monthly count, a yearly share and a milestone, all reported by AFE, Anna's unit."""
    unit = world.unit("AFE")
    count = IndicatorFactory(number="I-1", unit=world.unit("SN"), periodicity=PeriodKind.MONTH)
    part = IndicatorFactory(number="I-2", unit=unit, value_kind=ValueKind.RATIO, unit_of_measure="procent")
    steps = IndicatorFactory(number="I-3", unit=unit, value_kind=ValueKind.MILESTONE, stages=["Ett", "Två"])
    reports(count, unit)
    return {"I-1": count, "I-2": part, "I-3": steps}


def file(*lines, heading=HEADING):
    return "\n".join([heading, *lines]).encode()


def load(world, *lines, who="anna", dry_run=False, heading=HEADING):
    return run("observations", {None: ("utfall.csv", file(*lines, heading=heading))}, world.actor(who), dry_run=dry_run)


def counts(result):
    return result.new, result.changed, result.unchanged, len(result.errors)


def test_new_figures_come_in(world, indicators):
    result = load(world, "I-1,AFE,2021-03,5,,,Fem.", "I-2,AFE,2020,,87,223,", "I-3,AFE,2020,1,,,")
    assert counts(result) == (3, 0, 0, 0)
    made = Observation.objects.get(indicator=indicators["I-2"])
    assert (made.numerator, made.denominator, made.value, made.batch.number) == (87, 223, None, result.batch)
    assert made.made_by_label == "Anna"


def test_the_same_file_again_changes_nothing(world, indicators):
    lines = ["I-1,AFE,2021-03,5,,,Fem.", 'I-2,AFE,2020,,87,223,"87 av 223, på en enhet"']
    load(world, *lines)
    assert counts(load(world, *lines)) == (0, 0, 2, 0)
    assert Observation.objects.count() == 2


def test_a_correction_replaces_and_keeps(world, indicators):
    old = observe(indicators["I-1"], "2021-03", 4, unit=world.unit("AFE"))
    assert counts(load(world, 'I-1,AFE,2021-03,"5,5",,,')) == (0, 1, 0, 0)
    new = Observation.objects.current().get()
    assert (str(new.value), new.replaces) == ("5.500000", old)


def test_a_column_that_the_file_lacks_keeps_what_is_stored(world, indicators):
    observe(indicators["I-1"], "2021-03", 4, unit=world.unit("AFE"), comment="Fyra.")
    load(world, "I-1,AFE,2021-03,5", heading="indicator,unit,period,value")
    assert Observation.objects.current().get().comment == "Fyra."


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("I-9,AFE,2021-03,5,,,", "indicator"),
        ("I-1,XYZ,2021-03,5,,,", "unit"),
        ("I-1,1824,2021-03,5,,,", "unit"),
        ("I-1,AFE,2021-13,5,,,", "period"),
        ("I-1,AFE,2021-Q1,5,,,", "period"),
        ("I-1,AFE,2021-04,5,,,", "period"),
        ("I-1,AFE,2021-03,fem,,,", "value"),
        ("I-1,AFE,2021-03,,,,", "value"),
        ("I-1,AFE,2021-03,,,,Inget än", "value"),
        ("I-1,AFE,2021-03,5,1,2,", "numerator"),
        ("I-2,AFE,2020,,87,,", "denominator"),
        ("I-2,AFE,2020,50,87,223,", "value"),
        ("I-3,AFE,2020,3,,,", "value"),
        (",AFE,2020,3,,,", "indicator"),
    ],
)
def test_a_row_that_is_wrong_is_told_of_at_its_column(world, indicators, line, field):
    result = load(world, "I-1,AFE,2021-02,4,,,", line)
    assert (result.errors[0].row, result.errors[0].field) == (3, field)
    assert not Observation.objects.exists()


def test_the_same_figure_twice_is_an_error(world, indicators):
    result = load(world, "I-1,AFE,2021-03,5,,,", "I-1,AFE,2021-03,6,,,")
    assert [e.row for e in result.errors] == [3]
    assert not Observation.objects.exists()


def test_somebody_elses_figure_is_refused(world, indicators):
    result = load(world, "I-1,AFE,2021-03,5,,,", who="cecilia")
    assert [e.field for e in result.errors] == ["indicator"]


def test_somebody_elses_figure_may_stand_unchanged_in_a_file(world, indicators):
    load(world, "I-1,AFE,2021-03,5,,,")
    assert counts(load(world, "I-1,AFE,2021-03,5,,,", who="cecilia")) == (0, 0, 1, 0)


def test_a_file_does_not_confirm_a_guess_at_a_small_group(world, indicators):
    made = IndicatorFactory(number="I-5", unit=world.unit("AFE"), counts_persons=True)
    observe(made, 2020, 3)
    for guess in (2, 3):
        assert [e.field for e in load(world, f"I-5,AFE,2020,{guess},,,", who="cecilia").errors] == ["indicator"]


def test_an_indicator_that_cannot_be_seen_does_not_exist(world, indicators):
    secret = IndicatorFactory(number="I-8", unit=world.unit("SKOLA"), confidentiality="confidential")
    result = load(world, "I-8,SKOLA,2020,5,,,")
    assert result.errors[0].message == f"”{secret.number}” finns inte."


@pytest.mark.parametrize("who", ["bo", "elsa", "disa", "nils", "eva"])
def test_who_reports_nothing_does_not_import(world, indicators, who):
    with pytest.raises(NotAllowed):
        load(world, "I-1,AFE,2021-03,5,,,", who=who)


def test_a_rehearsal_writes_nothing(world, indicators):
    assert counts(load(world, "I-1,AFE,2021-03,5,,,", dry_run=True)) == (1, 0, 0, 0)
    assert not Observation.objects.exists()
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize(
    ("separator", "encoding", "decimal"),
    [(",", "utf-8", "."), (";", "utf-8-sig", ","), ("\t", "latin-1", ","), (";", "cp1252", ".")],
)
def test_files_as_they_are_in_the_wild(world, indicators, separator, encoding, decimal):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    writer.writerow(HEADING.split(","))
    writer.writerow(["I-1", "AFE", "2021-03", f"4{decimal}5", "", "", "Åtta färre än väntat"])
    data = out.getvalue().encode(encoding)
    result = run("observations", {None: ("utfall.csv", data)}, world.actor("anna"))
    assert counts(result) == (1, 0, 0, 0), result.errors
    made = Observation.objects.get()
    assert (float(made.value), made.comment) == (4.5, "Åtta färre än väntat")


def test_standings_follow(world, indicators):
    aim(indicators["I-1"], 2021, TargetKind.AT_LEAST, 4)
    load(world, "I-1,AFE,2021-03,5,,,")
    assert Standing.objects.get(indicator=indicators["I-1"]).status == "met"


def test_the_ledger_has_one_entry_for_each_figure(world, indicators):
    load(world, "I-1,AFE,2021-02,5,,,", "I-1,AFE,2021-03,6,,,")
    assert ledger.entries().about(indicators["I-1"]).with_action("imported").count() == 2


# ── Undo ─────────────────────────────────────────────────────────────────────
def batch_of(result):
    return ImportBatch.objects.numbered(result.batch).get()


def test_undo_takes_back_the_new_and_restores_the_corrected(world, indicators):
    old = observe(indicators["I-1"], "2021-02", 4, unit=world.unit("AFE"))
    result = load(world, "I-1,AFE,2021-02,5,,,", "I-1,AFE,2021-03,6,,,")
    flow.undo(batch_of(result), world.actor("anna"))
    assert [o.pk for o in Observation.objects.current()] == [old.pk]
    assert Observation.objects.count() == 3  # nothing that came in is lost
    assert Standing.objects.get(indicator=indicators["I-1"]).value == 4


def test_undo_refuses_when_a_figure_has_been_corrected_since(world, indicators):
    result = load(world, "I-1,AFE,2021-03,6,,,")
    load(world, "I-1,AFE,2021-03,7,,,")
    with pytest.raises(ChangedSince):
        flow.undo(batch_of(result), world.actor("anna"))
    assert Observation.objects.current().get().value == 7


# ── The export is the import ─────────────────────────────────────────────────
def exported(world, who="anna", **filters):
    out = io.BytesIO()
    exports.write(registry.get("observations"), world.actor(who), "csv", out, **filters)
    return out.getvalue()


def test_the_export_reads_back_with_zero_changes(world, indicators):
    load(world, 'I-1,AFE,2021-02,"1234,5",,,', "I-1,AFE,2021-03,-6,,,", "I-2,AFE,2020,,87,223,Med; semikolon")
    result = run("observations", {None: ("ut.csv", exported(world))}, world.actor("anna"))
    assert counts(result) == (0, 0, 3, 0), result.errors


def test_a_row_that_somebody_corrected_since_the_download_is_a_conflict(world, indicators):
    load(world, "I-1,AFE,2021-03,6,,,")
    edited = exported(world).replace(b"2021-03;6;", b"2021-03;8;").replace(b"2021-03,6,", b"2021-03,8,")
    load(world, "I-1,AFE,2021-03,7,,,")
    result = run("observations", {None: ("ut.csv", edited)}, world.actor("anna"))
    assert result.errors[0].message == "Någon har rättat värdet sedan filen hämtades."


def test_the_template_can_hold_what_is_waited_for(world, indicators):
    text = exported(world, due="1").decode("utf-8-sig")
    assert "I-1" in text
    assert "2021-03" in text


def test_figures_about_few_are_not_exported_to_others(world):
    made = IndicatorFactory(number="I-5", unit=world.unit("AFE"), counts_persons=True)
    observe(made, 2020, 3)
    assert b"I-5" not in exported(world, who="cecilia")
    assert b"I-5" in exported(world)


def test_planning_takes_the_same_queries_for_one_row_and_for_many(world, indicators, django_assert_num_queries):
    importer = registry.get("observations")
    for last in (1, 3):
        rows = [
            registry.RawRow(
                "observations", n + 1, {"indicator": "I-1", "unit": "AFE", "period": f"2021-0{n}", "value": "5"}
            )
            for n in range(1, last + 1)
        ]
        actor = world.actor("anna")
        with django_assert_num_queries(4):
            importer.plan({"observations": rows}, actor)


# ── The command line ─────────────────────────────────────────────────────────
def command(tmp_path, capsys, *arguments, name="utfall.csv", content=b""):
    path = tmp_path / name
    path.write_bytes(content)
    code = 0
    try:
        call_command("import", *arguments[:1], str(path), *arguments[1:], "--json")
    except SystemExit as stopped:
        code = stopped.code
    return code, json.loads(capsys.readouterr().out)


def test_the_command_says_what_happened(world, indicators, tmp_path, capsys):
    content = file("I-1,AFE,2021-03,5,,,Fem.")
    code, answer = command(tmp_path, capsys, "observations", content=content)
    assert answer.pop("batch").startswith("B-")
    assert (code, answer) == (0, {"new": 1, "changed": 0, "unchanged": 0, "errors": []})


def test_the_command_ends_with_one_when_a_row_is_wrong(world, indicators, tmp_path, capsys):
    content = file("I-1,AFE,2021-03,fem,,,")
    code, answer = command(tmp_path, capsys, "observations", "--dry-run", content=content)
    assert code == 1
    assert answer["batch"] is None
    assert [(e["row"], e["field"]) for e in answer["errors"]] == [(2, "value")]
    assert set(answer["errors"][0]) == {"row", "field", "message"}


def test_the_command_lists_indicators_in_the_agreed_shape(world, indicators, capsys):
    load(world, "I-2,AFE,2020,,87,223,")
    call_command("indicators", "--period", "2020", "--json")
    listed = {i["number"]: i for i in json.loads(capsys.readouterr().out)}
    assert list(listed["I-2"]) == [
        *("number", "title", "unit", "period", "value", "numerator", "denominator", "target"),
        *("threshold", "result", "distance", "sentence"),
    ]
    assert (listed["I-2"]["numerator"], listed["I-2"]["denominator"], listed["I-2"]["unit"]) == (87, 223, "AFE")


@pytest.mark.parametrize("arguments", [("ingenting", "fil.csv"), ("observations", "/finns/inte.csv")])
def test_a_command_used_wrongly_ends_with_two(world, arguments):
    with pytest.raises(CommandError) as wrong:
        call_command("import", *arguments)
    assert wrong.value.returncode == 2


def test_a_period_that_cannot_be_read_is_wrong_use(world):
    with pytest.raises(CommandError) as wrong:
        call_command("indicators", "--period", "i fjol")
    assert wrong.value.returncode == 2
