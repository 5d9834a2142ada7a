"""The files of the demonstration municipality hang together, before any importer sees them."""

import csv
import re
from collections import Counter, defaultdict
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

import ledtrad.demo
from ledtrad.core.periods import Period, PeriodKind
from ledtrad.organisation.rules import Confidentiality, Role, UnitKind, overlap
from ledtrad.thread.rules import Extent, Kind, LinkKind, Status, may_link, would_close_circle

HOME = Path(ledtrad.demo.__file__).parent
DATA = HOME / "data"
TODAY = date(2021, 4, 12)
ORIGINS = {"000", "001", "002", "003", "004", "invented", "law", "Kolada"}
KEYS = {
    "municipality": "code",
    "units": "number",
    "functions": "number",
    "people": "username",
    "logins": "username",
    "levels": "slug",
    "areas": "slug",
    "documents": "number",
    "goals": "number",
    "indicators": "number",
    "activities": "number",
}
WITHOUT_KEY = {
    "holdings",
    "targets",
    "references",
    "observations",
    "links",
    "assessments",
    "comments",
    "due",
    "rounds",
    "decision_kinds",
    "meetings",
    "orders",
    "subdelegations",
    "substitutions",
    "unexecuted",
}
FILES = sorted([*KEYS, *WITHOUT_KEY])

#: Column → the file it points into. Several keys are separated by spaces.
REFERENCES = {
    "parent": "units",
    "unit": "units",
    "shared_with": "units",
    "reporting_units": "units",
    "function": "functions",
    "responsible": "functions",
    "person": "people",
    "level": "levels",
    "type": "levels",
    "areas": "areas",
    "shown_with": "indicators",
    "indicator": "indicators",
    "board": "units",
    "delegate": "functions",
    "absent": "functions",
    "substitute": "functions",
    "holder": "people",
}
DATES = {"valid_from", "valid_to", "starts_on", "due_on", "made_on", "adopted_on", "held_on", "decided_on", "break_on"}
PERIODS = {"period", "baseline_period"}
NODE_KINDS = {
    "documents": Kind.DOCUMENT,
    "goals": Kind.GOAL,
    "indicators": Kind.INDICATOR,
    "activities": Kind.ACTIVITY,
}

#: What is meant to be missing, so that the gap list has something true to say.
KNOWN_HOLES = {("I-001", "SN-AFE", "2020"), ("I-044", "BSN-EH", "2021-Q1")}


@cache
def rows(name: str) -> list[dict[str, str]]:
    """The rows of one file."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@cache
def keyed(name: str) -> dict[str, dict[str, str]]:
    """The rows of one file by their key."""
    return {row[KEYS[name]]: row for row in rows(name)}


@cache
def nodes() -> dict[str, Kind]:
    """Every node's kind by its number."""
    return {number: kind for name, kind in NODE_KINDS.items() for number in keyed(name)}


def observed(indicator: str, unit: str | None = None) -> dict[str, dict[str, str]]:
    """The observations of one indicator by period."""
    return {
        row["period"]: row
        for row in rows("observations")
        if row["indicator"] == indicator and unit in (None, row["unit"])
    }


def total(indicator: str, start: str) -> int:
    return sum(int(row["value"]) for period, row in observed(indicator).items() if period.startswith(start))


def held(function: str, on: date) -> bool:
    return any(
        row["function"] == function
        and date.fromisoformat(row["valid_from"]) <= on
        and (not row["valid_to"] or on < date.fromisoformat(row["valid_to"]))
        for row in rows("holdings")
    )


def test_every_file_is_known() -> None:
    assert sorted(path.stem for path in DATA.glob("*.csv")) == FILES


@pytest.mark.parametrize("name", FILES)
class TestEveryFile:
    def test_is_plain_utf_8(self, name: str) -> None:
        raw = (DATA / f"{name}.csv").read_bytes()
        assert not raw.startswith(b"\xef\xbb\xbf")
        assert b"\r" not in raw
        raw.decode("utf-8")

    def test_rows_are_as_wide_as_the_heading(self, name: str) -> None:
        for number, row in enumerate(rows(name), 2):
            assert None not in row, f"row {number} is too wide"
            assert None not in row.values(), f"row {number} is too short"

    def test_no_cell_has_space_around_it(self, name: str) -> None:
        assert [cell for row in rows(name) for cell in row.values() if cell != cell.strip()] == []

    def test_says_where_each_fact_comes_from(self, name: str) -> None:
        if name == "observations":
            return  # told per indicator in SOURCES.md, see below
        assert list(rows(name)[0])[-1] == "origin"
        assert {row["origin"] for row in rows(name)} <= ORIGINS

    def test_keys_are_unique(self, name: str) -> None:
        if name in KEYS:
            counted = Counter(row[KEYS[name]] for row in rows(name))
            assert [key for key, times in counted.items() if times > 1 or not key] == []

    def test_references_resolve(self, name: str) -> None:
        for row in rows(name):
            if name in NODE_KINDS:
                assert not row.get("part_of") or row["part_of"] in keyed(name)
            for column in REFERENCES.keys() & row.keys():
                for key in row[column].split():
                    assert key in keyed(REFERENCES[column]), f"{name}: {column} {key}"

    def test_dates_and_periods_read(self, name: str) -> None:
        for row in rows(name):
            for column in DATES & row.keys():
                assert not row[column] or str(date.fromisoformat(row[column])) == row[column]
            for column in PERIODS & row.keys():
                assert not row[column] or str(Period.parse(row[column])) == row[column]

    def test_what_lasts_ends_after_it_begins(self, name: str) -> None:
        for row in rows(name):
            if row.get("valid_from") and row.get("valid_to"):
                assert row["valid_from"] < row["valid_to"]
            if row.get("starts_on") and row.get("due_on"):
                assert row["starts_on"] < row["due_on"]

    def test_confidentiality_is_one_of_three(self, name: str) -> None:
        assert {row["confidentiality"] for row in rows(name) if "confidentiality" in row} <= set(Confidentiality.values)


class TestOrganisation:
    def test_parents_come_before_children(self) -> None:
        seen: set[str] = set()
        for row in rows("units"):
            assert not row["parent"] or row["parent"] in seen
            assert row["kind"] in UnitKind.values
            seen.add(row["number"])

    def test_roles_exist_and_each_has_a_login(self) -> None:
        functions = keyed("functions")
        assert {row["role"] for row in functions.values()} == set(Role.values)
        logins = {row["username"] for row in rows("logins")}
        assert logins <= set(keyed("people"))
        shown = {functions[row["function"]]["role"] for row in rows("holdings") if row["person"] in logins}
        assert shown == set(Role.values)

    def test_single_holders_do_not_overlap(self) -> None:
        spans: dict[str, list[tuple[date, date | None]]] = defaultdict(list)
        for row in rows("holdings"):
            if keyed("functions")[row["function"]]["single_holder"] == "true":
                end = date.fromisoformat(row["valid_to"]) if row["valid_to"] else None
                spans[row["function"]].append((date.fromisoformat(row["valid_from"]), end))
        for found in spans.values():
            for i, one in enumerate(found):
                assert not any(overlap(*one, *other) for other in found[i + 1 :])

    def test_one_function_is_vacant_since_march(self) -> None:
        vacant = [number for number in keyed("functions") if not held(number, TODAY)]
        assert vacant == ["SN-MP-CHEF"]
        assert held("SN-MP-CHEF", date(2021, 2, 28))
        assert not held("SN-MP-CHEF", date(2021, 3, 1))

    def test_nobody_can_get_mail(self) -> None:
        assert all(row["email"].endswith("@bjorkvalla.example") for row in rows("people"))

    def test_somebody_speaks_english(self) -> None:
        assert {row["language"] for row in rows("people")} == {"sv", "en"}

    def test_the_code_belongs_to_no_county(self) -> None:
        assert int(rows("municipality")[0]["code"][:2]) > 25


class TestThread:
    def test_numbers_are_unique_across_kinds(self) -> None:
        assert len(nodes()) == sum(len(rows(name)) for name in NODE_KINDS)

    @pytest.mark.parametrize(("name", "column"), [("goals", "level"), ("documents", "type")])
    def test_levels_are_of_the_right_kind(self, name: str, column: str) -> None:
        assert all(keyed("levels")[row[column]]["kind"] == NODE_KINDS[name] for row in rows(name))

    def test_links_join_what_may_be_joined(self) -> None:
        for row in rows("links"):
            kind = LinkKind(row["kind"])
            assert may_link(kind, nodes()[row["source"]], nodes()[row["target"]]), row
            assert row["extent"] in Extent.values
            assert row["note"] or row["extent"] == Extent.WHOLE, "what is carried in part says which part"

    def test_links_are_written_once(self) -> None:
        counted = Counter((row["source"], row["kind"], row["target"]) for row in rows("links"))
        assert counted.most_common(1)[0][1] == 1

    def test_nothing_is_its_own_ancestor(self) -> None:
        number = {key: i for i, key in enumerate(nodes())}
        above: dict[int, list[int]] = defaultdict(list)
        for row in rows("links"):
            if row["kind"] != LinkKind.SHARED_WITH:
                source, target = number[row["source"]], number[row["target"]]
                assert not would_close_circle(source, target, above), row
                above[source].append(target)

    def test_passages_lie_in_a_document_and_are_quoted(self) -> None:
        for row in rows("documents"):
            assert (row["type"] == "passage") == bool(row["part_of"]) == bool(row["quote"])
        inside = {(row["number"], row["part_of"]) for row in rows("documents") if row["part_of"]}
        tied = {(row["source"], row["target"]) for row in rows("links") if row["kind"] == LinkKind.BREAKS_DOWN}
        assert inside <= tied

    def test_goals_with_a_round_have_one_to_stand_in(self) -> None:
        rounds = {f"{row['unit']} {row['year']}" for row in rows("rounds")}
        for row in rows("goals"):
            if row["round"]:
                assert row["round"] in rounds
                assert row["unit"].split("-")[0] == row["round"].split()[0], "a goal stands in its own board's plan"

    def test_assessments_are_of_closed_periods_by_who_was_there(self) -> None:
        for row in rows("assessments"):
            made = date.fromisoformat(row["made_on"])
            assert row["node"] in nodes()
            assert row["status"] in {Status.MET, Status.PARTLY, Status.MISSED}
            assert Period.parse(row["period"]).last_day < made <= TODAY
            assert held(row["function"], made)
            table = next(name for name in NODE_KINDS if row["node"] in keyed(name))
            assert keyed(table)[row["node"]]["responsible"] == row["function"]

    def test_comments_are_by_who_was_there(self) -> None:
        for row in rows("comments"):
            assert row["node"] in nodes()
            assert held(row["function"], date.fromisoformat(row["made_on"]))

    def test_due_dates_hang_on_nodes(self) -> None:
        assert {row["node"] for row in rows("due")} <= set(nodes())
        assert {row["kind"] for row in rows("due")} <= {"report", "assess", "comment", "other"}

    def test_one_individual_goal_is_confidential(self) -> None:
        secret = [row["level"] for row in rows("goals") if row["confidentiality"] == Confidentiality.CONFIDENTIAL]
        assert secret == ["individual_goal"]


class TestFigures:
    def test_are_reported_by_a_reporting_unit_for_a_period_of_its_kind(self) -> None:
        for row in rows("observations"):
            indicator = keyed("indicators")[row["indicator"]]
            assert row["unit"] in indicator["reporting_units"].split(), row
            assert Period.parse(row["period"]).kind == PeriodKind(indicator["periodicity"]), row

    def test_are_reported_once(self) -> None:
        counted = Counter((row["indicator"], row["unit"], row["period"]) for row in rows("observations"))
        assert counted.most_common(1)[0][1] == 1

    def test_are_a_value_or_a_whole_ratio(self) -> None:
        for row in rows("observations"):
            assert bool(row["value"]) != bool(row["numerator"]), row
            assert bool(row["numerator"]) == bool(row["denominator"]), row
            if row["numerator"]:
                assert 0 < int(row["numerator"]) <= int(row["denominator"])

    def test_nothing_is_from_the_future(self) -> None:
        assert all(Period.parse(row["period"]).last_day < TODAY for row in rows("observations"))

    def test_only_the_known_holes_are_overdue(self) -> None:
        there = {(row["indicator"], row["unit"], row["period"]) for row in rows("observations")}
        missing = set()
        for number, indicator in keyed("indicators").items():
            kind, days = PeriodKind(indicator["periodicity"]), int(indicator["report_days"])
            period = Period.of(kind, date.fromisoformat(indicator["valid_from"]))
            while period.last_day + timedelta(days=days) < TODAY:
                for unit in indicator["reporting_units"].split():
                    if (number, unit, str(period)) not in there:
                        missing.add((number, unit, str(period)))
                period = period.next()
        assert missing == KNOWN_HOLES

    def test_only_one_required_comment_is_missing(self) -> None:
        bare = [
            (row["indicator"], row["period"])
            for row in rows("observations")
            if keyed("indicators")[row["indicator"]]["comment_required"] == "ja" and not row["comment"]
        ]
        assert bare == [("I-027", "2021-02")]

    def test_milestones_count_their_own_stages(self) -> None:
        for number, indicator in keyed("indicators").items():
            stages = [stage for stage in indicator["stages"].split("|") if stage]
            assert bool(stages) == (indicator["value_kind"] == "milestone")
            if stages:
                assert all(0 <= int(row["value"]) <= len(stages) for row in observed(number).values())
                (target,) = [t for t in rows("targets") if t["indicator"] == number]
                named = [stage.split("=") for stage in target["stages"].split("|")]
                assert [name for name, _day in named] == stages
                days = [date.fromisoformat(day) for _name, day in named]
                assert days == sorted(days)

    def test_targets_are_stated_once_and_lean_on_what_is_there(self) -> None:
        counted = Counter((row["indicator"], row["unit"], row["period"]) for row in rows("targets"))
        assert counted.most_common(1)[0][1] == 1
        series = {(row["name"], row["indicator"]) for row in rows("references")}
        for row in rows("targets"):
            assert not row["reference"] or (row["reference"], row["indicator"]) in series

    def test_every_kind_of_target_is_shown(self) -> None:
        assert {row["rule"] for row in rows("targets")} == {
            "at_least",
            "change_from_baseline",
            "change_from_year_before",
            "difference_from_reference",
            "at_most",
            "between",
            "milestone",
        }


class TestWhatTheSourcesSay:
    """The figures of issue 2 § 9, and that the rest adds up with them."""

    def test_87_of_223_of_421(self) -> None:
        ended = observed("I-021")["2020"]
        assert (ended["numerator"], ended["denominator"]) == ("87", "223")
        assert total("I-020", "2020") == 421
        assert [total(n, "2020") for n in ("I-022", "I-023", "I-024", "I-025")] == [46, 30, 9, 2]
        assert sum((46, 30, 9, 2)) == 87

    def test_30_percent_is_never_87_of_223(self) -> None:
        share = observed("I-014")
        assert (share["2019"]["value"], share["2020"]["value"]) == ("37", "30")
        assert not any(row["numerator"] for row in share.values())
        (target,) = [t for t in rows("targets") if t["indicator"] == "I-014" and t["period"] == "2020"]
        assert (target["rule"], target["amount"]) == ("at_least", "45")

    def test_200_is_nowhere_typed_as_a_target(self) -> None:
        for number, period in (("I-002", "2020-12"), ("I-007", "2020")):
            (target,) = [t for t in rows("targets") if t["indicator"] == number]
            assert (target["rule"], target["amount"], target["amount_kind"]) == (
                "change_from_baseline",
                "100",
                "percent",
            )
            assert int(target["baseline_value"]) == total(number, period) == 100

    def test_households_rose_by_a_fifth_and_nearly_200(self) -> None:
        before, after = total("I-010", "2019"), total("I-010", "2020")
        assert after - before == 197
        assert round(after / before, 2) == 1.20

    def test_the_first_quarter_is_the_mocks(self) -> None:
        assert total("I-007", "2021") == 41
        assert observed("I-002")["2021-02"]["value"] == "107"
        assert "2021-03" not in observed("I-002")
        assert observed("I-006")["2021-03"]["value"] == "77"
        assert [observed(n)["2021-03"]["value"] for n in ("I-005", "I-008", "I-009")] == ["0", "1", "1"]

    def test_new_employments_explain_the_stock(self) -> None:
        stock, new = observed("I-002"), observed("I-026")
        months = ["2020-10", "2020-11", "2020-12", "2021-01", "2021-02"]
        for before, month in pairwise(months):
            assert int(stock[month]["value"]) - int(stock[before]["value"]) == int(new[month]["value"])

    def test_reasons_add_up_to_the_households_that_left(self) -> None:
        for month, households in (("2021-01", 21), ("2021-02", 18)):
            assert total("I-028", month) == households
            assert sum(total(n, month) for n in ("I-029", "I-030", "I-031")) == households

    def test_the_board_has_17_indicators(self) -> None:
        assert sum(row["unit"] == "SN" for row in rows("indicators")) == 17

    def test_the_development_goal_has_five(self) -> None:
        measuring = {r["source"] for r in rows("links") if r["kind"] == "measures" and r["target"] == "M-010"}
        assert measuring == {"I-001", "I-002", "I-003", "I-004", "I-005"}

    def test_every_indicator_with_figures_is_explained(self) -> None:
        told = set(re.findall(r"^\| (I-\d{3}) \|", (HOME / "SOURCES.md").read_text("utf-8"), re.MULTILINE))
        assert {row["indicator"] for row in rows("observations")} <= told
