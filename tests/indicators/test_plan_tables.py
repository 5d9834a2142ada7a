"""Indicators, references and targets as tables of a plan."""

from decimal import Decimal

import pytest

from ledtrad.core.imports.running import run as run_import
from ledtrad.indicators.models import Indicator, Reference, ReferenceValue, Standing, Target
from ledtrad.indicators.rules import TargetKind, ValueKind
from ledtrad.thread import plan_tables
from ledtrad.thread.plan_tables import Row
from tests.indicators.factories import IndicatorFactory, aim, compare, observe, share, supported


def run(world, who="anna", dry_run=False, **tables):
    given = {name: [Row(n, cells) for n, cells in enumerate(rows, 2)] for name, rows in tables.items()}
    return plan_tables.run(given, world.actor(who), dry_run=dry_run)


def outcomes(result, table):
    return [r.outcome.value for r in result.results[table]]


def indicator(number="I-1", **more):
    return {"number": number, "title": "Andel", "unit": "AFE", **more}


def target(**more):
    return {"indicator": "I-1", "unit": "AFE", "period": "2020", "rule": "at_least", "amount": "45", **more}


def test_a_workbook_may_bring_an_indicator_with_its_series_and_its_target(world):
    result = run(
        world,
        indicators=[
            indicator(value_kind="ratio", unit_of_measure="procent", reporting_units="AFE 1824", stages=""),
            indicator("I-2", part_of="I-1", value_kind="milestone", stages="Ett|Två"),
        ],
        references=[{"name": "riket", "label": "Riket", "indicator": "I-1", "period": "2020", "value": "3,9"}],
        targets=[target(rule="difference_from_reference", amount="1", direction="fewer", reference="riket")],
    )
    assert outcomes(result, "indicators") == ["new", "new"]
    assert outcomes(result, "targets") == ["new"]
    made = Indicator.objects.get(number="I-1")
    assert (made.value_kind, sorted(u.number for u in made.reporting_units.all())) == (ValueKind.RATIO, ["1824", "AFE"])
    assert Indicator.objects.get(number="I-2").stages == ["Ett", "Två"]
    assert (Reference.objects.get().is_country, ReferenceValue.objects.get().value) == (True, Decimal("3.9"))
    assert Target.objects.get().as_rule("Riket").amount == -1
    assert Standing.objects.count() == 2


@pytest.mark.parametrize(
    ("table", "cells", "column"),
    [
        ("indicators", indicator(periodicity="week"), "periodicity"),
        ("indicators", indicator(value_kind="andel"), "value_kind"),
        ("indicators", indicator(decimals="9"), "decimals"),
        ("indicators", indicator(reporting_units="XYZ"), "reporting_units"),
        ("indicators", indicator(comment_required="kanske"), "comment_required"),
        ("indicators", indicator(part_of="I-99"), "part_of"),
        ("targets", target(indicator="I-99"), "indicator"),
        ("targets", target(rule="ungefär"), "rule"),
        ("targets", target(amount=""), "amount"),
        ("targets", target(rule="between", amount="", lower="13", upper="11"), "upper"),
        ("targets", target(rule="difference_from_reference", direction="fewer", reference="riket"), "reference"),
        ("targets", target(rule="difference_from_reference", direction="fewer"), "reference"),
        ("targets", target(rule="milestone", amount="", stages="Börjat"), "stages"),
        ("targets", target(direction="uppåt"), "direction"),
        ("references", {"name": "riket", "indicator": "I-1", "period": "2020", "value": "mycket"}, "value"),
    ],
)
def test_what_is_wrong_is_told_at_its_column(world, table, cells, column):
    IndicatorFactory(number="I-1", unit=world.unit("AFE"), good_direction="none")
    result = run(world, **{table: [cells]})
    assert [name for name, _text in result.results[table][0].errors] == [column]


def test_the_export_of_every_table_reads_back_with_zero_changes(world):
    made = share(unit=world.unit("AFE"), number="I-1")
    supported(unit=world.unit("AFE"), number="I-2")
    country = compare(made, "riket", y2019="38.5", y2020="39")
    aim(made, 2019, TargetKind.DIFFERENCE_FROM_REFERENCE, 1, side="down", reference=country)
    aim(made, 2018, TargetKind.BETWEEN, 11, upper=Decimal(13))
    aim(made, 2017, TargetKind.MILESTONE, stages=[{"name": "Börjat", "due": "2017-02-28"}], unit=world.unit("AFE"))
    user = world.person("anna")
    names = ("indicators", "references", "targets")
    tables = {name: list(plan_tables.get(name).export(user)) for name in names}
    result = run(world, **tables)
    for name in names:
        assert set(outcomes(result, name)) == {"unchanged"}, result.results[name]
    assert [len(tables[name]) for name in names] == [2, 2, 5]


def test_a_changed_target_changes_the_standing_and_can_be_undone(world):
    made = share(unit=world.unit("AFE"), number="I-1")
    Target.objects.update(unit=world.unit("AFE"))
    result = run(world, targets=[target(amount="25")])
    assert result.results["targets"][0].changes == {"amount": ["45", "25"]}
    assert Standing.objects.get(indicator=made).status == "met"
    plan_tables.undo(result.results, world.actor("anna"))
    assert Standing.objects.get(indicator=made).status == "missed"
    assert Target.objects.get().amount == 45


def test_new_rows_of_every_table_can_be_undone_together(world):
    result = run(
        world,
        indicators=[indicator()],
        references=[{"name": "riket", "label": "Riket", "indicator": "I-1", "period": "2020", "value": "3,9"}],
        targets=[target()],
    )
    plan_tables.undo(result.results, world.actor("anna"))
    assert not Indicator.objects.exists()
    assert not Target.objects.exists()


def test_an_indicator_that_has_figures_since_is_not_undone(world):
    result = run(world, indicators=[indicator()])
    observe(Indicator.objects.get(), 2020, 5)
    with pytest.raises(plan_tables.CannotUndo):
        plan_tables.undo(result.results, world.actor("anna"))


def test_what_figures_mean_is_not_changed_by_an_import(world):
    observe(IndicatorFactory(number="I-1", unit=world.unit("AFE")), 2020, 5)
    result = run(world, indicators=[indicator(value_kind="mean")])
    assert result.results["indicators"][0].errors[0][0] == "value_kind"


@pytest.mark.parametrize("who", ["cecilia", "bo", "elsa", "disa", "adam"])
def test_strangers_change_nothing(world, who):
    IndicatorFactory(number="I-1", unit=world.unit("AFE"))
    result = run(world, who, indicators=[indicator()], targets=[target()])
    assert outcomes(result, "indicators") + outcomes(result, "targets") == ["error", "error"]


def test_a_whole_plan_comes_in_by_the_importer(world):
    files = {
        "indicators": ("indicators.csv", b"number,title,unit,origin\nI-1,Andel,AFE,003\n"),
        "targets": ("targets.csv", b"indicator,unit,period,rule,amount\nI-1,AFE,2020,at_least,45\n"),
    }
    result = run_import("plan", files, world.actor("anna"))
    assert (result.new, result.errors) == (2, [])
    again = run_import("plan", files, world.actor("anna"))
    assert (again.new, again.unchanged) == (0, 2)
