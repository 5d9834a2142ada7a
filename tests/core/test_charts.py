"""Every chart: an image with a name, a sentence and a table; nothing collides, nothing falls outside."""

import re
from datetime import date
from decimal import Decimal
from itertools import combinations, pairwise

import pytest
import typst
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from ledtrad.core.charts import (
    BarRow,
    Pace,
    Series,
    Span,
    bars,
    bullet,
    cell_bar,
    for_paper,
    pace_chart,
    pace_charts,
    pace_table,
    spark,
    timeline,
    trend,
)
from ledtrad.core.charts.letters import text_width
from ledtrad.core.charts.placing import Box

NBSP = "\N{NO-BREAK SPACE}"
YEARS = ["2016", "2017", "2018", "2019", "2020"]
OWN = Series("Björkvalla", [42, 41, 39, 37, 30])
OTHERS = [
    Series("Ekdala", [38, 39, 40, 41, 38]),
    Series("Sjöhaga", [35, 36, 36, 37, 34]),
    Series("Norrlida", [33, 34, 32, 31, 27]),
]


def the_trend(**more):
    return trend("d", "Till arbete eller studier", YEARS, OWN, others=OTHERS, target=45, unit="%", **more)


def roots(chart):
    """Each drawing in the markup."""
    return list(etree.fromstring(f"<div>{chart.svg}</div>"))


def texts(root):
    return [element.text for element in root.iter("text")]


def of_class(root, name):
    return [element for element in root.iter() if name in (element.get("class") or "").split()]


def text_box(element):
    classes = (element.get("class") or "").split()
    size = 15 if "big" in classes else 13
    width = text_width(element.text, size, bold="strong" in classes)
    x, y = float(element.get("x")), float(element.get("y"))
    left = x - {"end": width, "mid": width / 2}.get(next((c for c in classes if c in ("end", "mid")), ""), 0)
    return Box(left, y - size * 0.74, left + width, y + size * 0.24)


def assert_nothing_collides(root):
    boxes = [(element.text, text_box(element)) for element in root.iter("text")]
    for (one, box), (other, its_box) in combinations(boxes, 2):
        assert not box.overlaps(its_box), (one, other)


def assert_all_within(root, slack=0.6):
    _x, _y, width, height = map(float, root.get("viewBox").split())
    whole = Box(-slack, -slack, width + slack, height + slack)
    for element in root.iter("text"):
        assert text_box(element).within(whole), element.text
    for element in root.iter("path"):
        numbers = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", element.get("d"))]
        assert all(-slack <= value <= max(width, height) + slack for value in numbers)


# ── What all charts share ────────────────────────────────────────────────────


def all_charts():
    return [
        the_trend(),
        bars("b", "Jämförelse", [BarRow("Ekdala", 38), BarRow("Björkvalla", 30, own=True)], target=45, unit="%"),
        pace_chart(Pace("p", "Praktikplatser", [10, 24, 41], 200)),
        bullet("bu", "Anmälda i tid", 0.979, mark=1, label="mål 100 %", summary="97,9 procent i tid."),
        spark("s", "Praktikplatser", [2, 3, 4], ["dec", "jan", "feb"]),
    ]


@pytest.mark.parametrize("chart", all_charts(), ids=lambda chart: chart.title)
def test_an_image_with_name_and_description(chart):
    for root in roots(chart):
        assert root.get("role") == "img"
        title, description = (root.find(f"*[@id='{key}']") for key in root.get("aria-labelledby").split())
        assert (title.tag, title.text) == ("title", chart.title)
        assert (description.tag, description.text) == ("desc", chart.summary)
    ids = re.findall(r'\bid="([^"]+)"', chart.svg)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("chart", all_charts(), ids=lambda chart: chart.title)
def test_a_table_as_wide_as_its_heading(chart):
    assert chart.table.caption
    assert chart.table.rows
    assert {len(row) for row in chart.table.rows} == {len(chart.table.columns)}


@pytest.mark.parametrize("chart", all_charts(), ids=lambda chart: chart.title)
def test_no_styles_no_colours_and_no_text_outside(chart):
    assert "style=" not in chart.svg
    assert "#" not in chart.svg
    for root in roots(chart):
        assert_all_within(root)
        assert_nothing_collides(root)


@pytest.mark.parametrize("chart", all_charts(), ids=lambda chart: chart.title)
def test_on_paper_everything_is_fixed(chart):
    svg = for_paper(chart)
    root = etree.fromstring(svg)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert not re.search(r"class=|style=|var\(|light-dark|href", svg)
    for element in root.iter("{*}text"):
        assert element.get("font-family").startswith("Inter")
        assert element.get("fill").startswith("#")
    for element in root.iter("{*}path"):
        assert element.get("stroke").startswith("#")


def test_what_users_wrote_is_text():
    nasty = "<script>alert(1)</script>\"'&\x00\x1b"
    chart = trend("d", nasty, [nasty], Series(nasty, [1]), unit=nasty, target=2, target_text=nasty, summary=nasty)
    assert "<script" not in chart.svg
    assert "<script" not in for_paper(chart)
    assert roots(chart)
    assert etree.fromstring(for_paper(chart)) is not None
    assert "\x00" not in chart.svg


@pytest.mark.parametrize("key", ["", "1d", 'd" onload="x', "å", "d d"])
def test_a_key_must_be_usable_as_an_id(key):
    with pytest.raises(ValueError, match="id"):
        trend(key, "Titel", ["2020"], Series("Vi", [1]))


def test_typst_draws_them_all(tmp_path):
    names = []
    for index, chart in enumerate(all_charts()):
        names.append(f"chart{index}.svg")
        (tmp_path / names[-1]).write_text(for_paper(chart), encoding="utf-8")
    lines = ["#set page(width: 190mm, height: auto)", "#set document(title: [Diagram])", '#set text(lang: "sv")']
    lines += [f'#image("{name}", alt: "Diagram", width: 80%)' for name in names]
    source = tmp_path / "charts.typ"
    source.write_text("\n".join(lines), encoding="utf-8")
    assert typst.compile(str(source), format="pdf", pdf_standards=["ua-1"]).startswith(b"%PDF")
    assert typst.compile(str(source), format="png").startswith(b"\x89PNG")


# ── Trend ────────────────────────────────────────────────────────────────────


def test_trend_is_drawn_wide_and_narrow():
    wide, narrow = roots(the_trend())
    assert "wide-only" in wide.get("class")
    assert "narrow-only" in narrow.get("class")
    assert float(narrow.get("viewBox").split()[2]) == 358
    (half, _narrow) = roots(the_trend(half=True))
    assert float(half.get("viewBox").split()[2]) == 520


def test_names_and_values_stand_at_the_line_ends():
    for root in roots(the_trend()):
        written = texts(root)
        for name in ("Mål 45", "Ekdala 38", "Sjöhaga 34", "Björkvalla 30", "Norrlida 27"):
            assert f"{name}{NBSP}%" in written


def test_the_axis_starts_at_zero_and_has_its_unit_at_the_top():
    wide, _narrow = roots(the_trend())
    assert [e.text for e in of_class(wide, "end")][:6] == ["0", "10", "20", "30", "40", f"50{NBSP}%"]


def test_own_line_is_drawn_over_the_others():
    wide, _narrow = roots(the_trend())
    kinds = [e.get("class") for e in wide.iter("path")]
    assert kinds.index("own") > max(i for i, kind in enumerate(kinds) if kind == "other")


def test_a_missing_value_breaks_the_line_and_says_so_in_the_table():
    chart = trend("d", "T", YEARS, Series("Vi", [1, None, 3, 4, 5]))
    wide, _narrow = roots(chart)
    assert len(of_class(wide, "own")) == 1  # one stretch of three; the lonely point is a dot
    assert len(of_class(wide, "dot")) == 4
    assert chart.table.rows[0] == ("Vi", "1", "saknas", "3", "4", "5")


def test_an_old_last_value_says_how_old():
    wide, _narrow = roots(trend("d", "T", YEARS, Series("Vi", [1, 2, 3, 4, None])))
    assert "Vi 4 (2019)" in texts(wide)


def test_a_single_point():
    chart = trend("d", "T", ["2020"], Series("Vi", [3]))
    wide, _narrow = roots(chart)
    assert len(of_class(wide, "dot")) == 1
    assert chart.summary == "Vi: 3 2020."


@pytest.mark.parametrize("values", [[], [None], [float("nan")]])
def test_nothing_to_draw_is_none(values):
    assert trend("d", "T", YEARS[: len(values)], Series("Vi", values), target=4) is None


def test_only_others_have_values():
    assert trend("d", "T", ["2020"], Series("Vi", [None]), others=[Series("De", [3])]) is not None


def test_lengths_must_agree():
    with pytest.raises(ValueError, match="2 values for 1 labels"):
        trend("d", "T", ["2020"], Series("Vi", [1, 2]))
    with pytest.raises(ValueError, match="2 targets for 1 labels"):
        trend("d", "T", ["2020"], Series("Vi", [1]), target=[1, 2])


def test_a_target_that_changed_is_a_step():
    chart = trend("d", "T", YEARS, Series("Vi", [1, 2, 3, 4, 5]), target=[2, 2, 2, 6, 6])
    wide, _narrow = roots(chart)
    (target,) = of_class(wide, "target")
    assert target.get("fill") == "none"
    assert "Mål 6" in texts(wide)
    assert chart.table.rows[-1] == ("Mål", "2", "2", "2", "6", "6")


def test_a_long_unit_stands_above_the_axis():
    wide, _narrow = roots(trend("d", "T", YEARS, Series("Vi", [1, 2, 3, 4, 1284]), unit="hushåll"))
    assert "hushåll" in texts(wide)
    assert f"Vi 1{NBSP}284" in texts(wide)


def test_below_zero():
    wide, _narrow = roots(trend("d", "T", ["a", "b"], Series("Vi", [Decimal("-3.8"), 2]), unit="mnkr"))
    assert any(text.startswith("−") for text in texts(wide))
    assert_all_within(wide)


def test_many_periods_make_a_tall_table():
    months = [f"månad {number}" for number in range(1, 25)]
    chart = trend("d", "T", months, Series("Vi", range(24)), first_column="Månad")
    assert chart.table.columns == ("Månad", "Vi")
    assert chart.table.rows[0] == ("månad 1", "0")


def test_a_long_name_is_cut_and_its_value_is_not():
    name = "Arbets- och försörjningsenheten för vuxna i västra kommundelen"
    _wide, narrow = roots(trend("d", "T", YEARS, Series(name, [1, 2, 3, 4, 5]), unit="%"))
    assert f"5{NBSP}%" in texts(narrow)
    assert any(text.endswith("…") for text in texts(narrow))


def test_the_sentence_names_first_last_target_and_others():
    assert the_trend().summary.replace(NBSP, " ") == (
        "Björkvalla: 42 % 2016, 30 % 2020. Mål: 45 %. Andra: Ekdala 38 %, Sjöhaga 34 %, Norrlida 27 %."
    )
    assert the_trend(summary="Andelen minskar.").summary == "Andelen minskar."


def test_in_english_the_numbers_are_english():
    with translation.override("en"):
        wide, _narrow = roots(trend("d", "T", ["a"], Series("We", [Decimal("1284.5")]), unit="%"))
    assert "We 1,284.5%" in texts(wide) or f"We 1{NBSP}284.5%" in texts(wide)


names = st.text(alphabet="abcdefghijklmnoprstuvåäöW ", min_size=1, max_size=40)
figures = st.one_of(st.none(), st.decimals(-5000, 5000, places=1), st.integers(-50, 50))


@st.composite
def trends(draw):
    count = draw(st.integers(1, 26))
    line = st.lists(figures, min_size=count, max_size=count)
    labels = [draw(st.sampled_from(["2020", "mars 2021", "tertial 1 2021"])) for _ in range(count)]
    others = [Series(draw(names), draw(line)) for _ in range(draw(st.integers(0, 24)))]
    target = draw(st.one_of(st.none(), st.integers(-50, 50), line))
    unit = draw(st.sampled_from(["", "%", "mnkr", "personer"]))
    half = draw(st.booleans())
    return trend("d", "T", labels, Series(draw(names), draw(line)), others=others, target=target, unit=unit, half=half)


@settings(deadline=None, max_examples=60)
@given(trends())
def test_names_never_collide_and_nothing_falls_outside(chart):
    if chart is None:
        return
    for root in [*roots(chart), etree.fromstring(f"<div>{chart.paper.for_page()}</div>")[0]]:
        assert_all_within(root)
        right = max(float(e.get("d").split("H")[-1]) for e in of_class(root, "axis"))
        ends = [
            text_box(e) for e in root.iter("text") if float(e.get("x")) > right and "mid" not in (e.get("class") or "")
        ]
        assert not any(one.overlaps(other) for one, other in combinations(ends, 2))


# ── Pace ─────────────────────────────────────────────────────────────────────


def test_pace_starts_where_the_year_began_and_ends_at_the_target():
    (root,) = roots(pace_chart(Pace("p", "Anställningar med stöd", [103, 107], 200, start=100, now=3)))
    (pace,) = of_class(root, "pace")
    assert pace.get("d") == "M36 79.5L328 24.9"
    assert [e.get("d") for e in of_class(root, "own")] == ["M36 79.5L60.3 77.8L84.7 75.6"]
    assert texts(root)[-1] == "107"
    assert "mars" in texts(root)


def test_pace_says_what_it_takes_and_what_is_missing():
    chart = pace_chart(Pace("p", "Anställningar", [103, 107], 200, start=100, now=3, target_text="minst 200"))
    assert chart.summary.replace(NBSP, " ") == (
        "feb: 107, 54 % av årets mål (minst 200). Takten kräver 117. Värde saknas: mars."
    )


def test_charts_side_by_side_share_their_scale():
    plain, shared = (
        pace_chart(Pace("a", "A", [10], 100)),
        pace_charts([Pace("a", "A", [10], 100), Pace("b", "B", [140], 100)]),
    )
    assert "150" in texts(roots(shared[0])[0])
    assert "150" not in texts(roots(plain)[0])
    assert of_class(roots(shared[0])[0], "target")[0].get("d") == of_class(roots(shared[1])[0], "target")[0].get("d")


def test_no_values_yet_and_no_target():
    (root,) = roots(pace_chart(Pace("p", "A", [], 100, now=2)))
    assert "inga värden än" in texts(root)
    assert pace_chart(Pace("p", "A", [1], 0)) is None


def test_other_periods_than_months():
    chart = pace_chart(Pace("p", "A", [30, 70], 100, labels=("tertial 1", "tertial 2", "tertial 3")))
    assert "tertial 3" in texts(roots(chart)[0])


def test_all_paces_in_one_table():
    table = pace_table(
        [
            Pace("a", "Anställningar", [103, 107], 200, now=3, target_text="minst 200"),
            Pace("b", "Steg", [0, 1, 1], 4, shown="steg 1 av 4"),
        ]
    )
    assert table.columns == ("Indikator", "jan", "feb", "mars", "Utfall", "Mål")
    assert table.rows[0] == ("Anställningar", f"52{NBSP}%", f"54{NBSP}%", "saknas", "107", "minst 200")
    assert table.rows[1][-2:] == ("steg 1 av 4", "4")


@settings(deadline=None)
@given(
    st.lists(st.one_of(st.none(), st.integers(0, 400)), max_size=12),
    st.integers(1, 300),
    st.integers(0, 300),
    st.sampled_from(["", "steg 1 av 4"]),
)
def test_the_value_stands_beside_the_dot_and_never_on_the_line(values, target, start, shown):
    """For what grows over the year, as such targets do."""
    known = sorted(value for value in values if value is not None)
    values = [None if value is None else known.pop(0) for value in values]
    (root,) = roots(pace_chart(Pace("p", "A", values, target, start=start, shown=shown)))
    assert_all_within(root)
    labels = of_class(root, "strong")
    if not labels:
        return
    box = text_box(labels[0])
    box = Box(box.left + 1, box.top + 2, box.right - 1, box.bottom - 2)
    for line in of_class(root, "own"):
        points = [tuple(map(float, pair.split())) for pair in line.get("d").removeprefix("M").split("L")]
        assert not any(box.crossed_by(segment) for segment in pairwise(points))


# ── Bars, bullet, spark ──────────────────────────────────────────────────────


def test_own_bar_among_others_and_its_value_in_the_right_column():
    chart = bars("b", "J", [BarRow("Ekdala", 38), BarRow("Björkvalla", 30, own=True)], target=45, unit="%")
    wide, narrow = roots(chart)
    assert len(of_class(wide, "own-fill")) == 1
    assert len(of_class(wide, "other-fill")) == 1
    assert [e.get("x") for e in of_class(wide, "end")] == ["520", "520"]
    assert f"Mål 45{NBSP}%" in texts(wide)
    assert chart.table.own_row == 1
    assert "bars" not in narrow.get("class").split()


def test_all_bars_are_ours_if_none_is():
    wide, _narrow = roots(bars("b", "J", [BarRow("Utbildning", 46), BarRow("Anställning", 30)]))
    assert len(of_class(wide, "own-fill")) == 2
    assert not of_class(wide, "target")


def test_bars_below_zero_go_left_and_a_missing_value_has_none():
    chart = bars("b", "J", [BarRow("A", -3), BarRow("B", 2), BarRow("C", None)])
    wide, _narrow = roots(chart)
    below, above = of_class(wide, "own-fill")
    assert float(below.get("x")) + float(below.get("width")) == pytest.approx(float(above.get("x")), abs=0.11)
    assert "–" in texts(wide)
    assert chart.table.rows[2] == ("C", "saknas")
    assert bars("b", "J", [BarRow("C", None)]) is None


@settings(deadline=None, max_examples=50)
@given(
    st.lists(st.tuples(names, figures, st.booleans()), min_size=1, max_size=12),
    st.one_of(st.none(), st.integers(-60, 60)),
    st.sampled_from(["", "%", "mnkr"]),
)
def test_bars_never_collide(rows, target, unit):
    chart = bars("b", "J", [BarRow(*row) for row in rows], target=target, unit=unit)
    for root in [] if chart is None else roots(chart):
        assert_all_within(root)
        assert_nothing_collides(root)


@pytest.mark.parametrize(("share", "mark"), [(0.979, 1), (0.26, 0.25), (1.4, 1), (0, None), (Decimal("0.5"), 1.2)])
def test_bullet_stays_on_its_track(share, mark):
    (root,) = roots(bullet("b", "Andel", share, mark=mark, label="januari–mars 61,5", summary="Så här är det."))
    assert_all_within(root)
    assert float(of_class(root, "own-fill")[0].get("width")) <= 300


def test_bullet_without_a_share():
    assert bullet("b", "Andel", None, summary="") is None


def test_spark_ends_in_its_last_value():
    chart = spark("s", "Praktikplatser", [2, 3, None, 1284], ["nov", "dec", "jan", "feb"], unit="kr")
    (root,) = roots(chart)
    assert f"1{NBSP}284{NBSP}kr" in texts(root)
    assert texts(root)[-2:] == ["nov", "feb"]
    assert chart.table.rows[2] == ("jan", "saknas")
    assert spark("s", "P", [None], ["jan"]) is None


def test_spark_in_a_cell_has_no_labels_and_a_fixed_size():
    (root,) = roots(spark("s", "P", [1, 2], ["jan", "feb"], in_cell=True))
    assert texts(root) == ["2"]
    assert root.get("width") == "120"


def test_a_bar_in_a_cell_is_decoration():
    root = etree.fromstring(cell_bar(14, 17, largest=17))
    assert root.get("aria-hidden") == "true"
    assert [e.get("width") for e in root.iter("rect")] == ["170", "140"]
    assert etree.fromstring(cell_bar(0, largest=0)) is not None


@pytest.mark.parametrize("today", [date(2021, 1, 20), date(2021, 4, 12)])
def test_the_year_stands_over_its_first_month_whatever_day_it_is(today):
    spans = [Span("Rutiner", "Pågår", date(2020, 6, 1), date(2021, 9, 30), "own-fill")]
    texts = {(s.text, dict(s.attributes)["x"]) for s in timeline("t", "Plan", spans, today).paper.shapes if s.text}
    january = next(x for text, x in texts if text.casefold().startswith("jan"))
    assert ("2021", january) in texts
