"""The thread as a picture: every node once, nothing on top of anything, the chosen node's thread red."""

import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from ledtrad.core.charts.letters import text_width
from ledtrad.core.charts.placing import Box
from ledtrad.thread.picture import PictureLink, PictureNode, draw, draw_for_paper, layout
from ledtrad.thread.picture.lanes import Lane
from ledtrad.thread.picture.layout import PITCH

TITLES = ["Lag och fokusområde", "Fullmäktige", "Nämnd", "Indikator och delmål", "Aktivitet och enhetsmål"]


def node(key, column, title="Mål", **more):
    return PictureNode(key, column, more.pop("kind", "Mål"), title, **more)


LAW, FOCUS, GRANT, COUNCIL, STRATEGY, GOAL = "law", "focus", "grant", "council", "strategy", "goal"
NODES = [
    node(LAW, 0, "Socialtjänstlagen 4 kap. 1 §"),
    node(FOCUS, 0, "Invånarna i fokus"),
    node(GRANT, 0, "Stöd till arbetsintegrerade företag"),
    node(COUNCIL, 1, "Alla ska ha mesta möjliga inflytande över sina liv", status="met"),
    node(STRATEGY, 1, "Strategisk inriktning självförsörjning 2021"),
    node(GOAL, 2, "Personer med försörjningsstöd ska stärkas till självförsörjning", status="partly"),
    node("families", 3, "Hushåll med barn och långvarigt bistånd", status="none", gaps=1),
    node("test", 3, "Test i samhällsorientering", status="missed", url="/tråden?nod=I-5"),
    node("meetings", 4, "Tidiga planeringsmöten", status="met"),
    node("missing", 4, "18–24-enheten har inte brutit ned målet", gaps=2, ghost=True),
    node("deeper", 4, "Ett led till"),
    node("elsewhere", 2, "Nämndens andra mål"),
]
LINKS = [
    PictureLink(COUNCIL, LAW),
    PictureLink(COUNCIL, FOCUS),
    PictureLink(STRATEGY, GRANT, partial=True),
    PictureLink(GOAL, COUNCIL),
    PictureLink(GOAL, STRATEGY),
    PictureLink("families", GOAL),
    PictureLink("test", GOAL),
    PictureLink("meetings", "families"),
    PictureLink("missing", "test", cut=True),
    PictureLink("deeper", "meetings"),
    PictureLink("elsewhere", COUNCIL),
    PictureLink("meetings", COUNCIL),
]


def shown(placed):
    return {p.node.id for p in placed.nodes}


def drawn(placed, titles=TITLES):
    return etree.fromstring(draw(placed, titles))


def look_of(placed):
    """The class of each line, by the nodes at its ends (long ones by their stretches)."""
    return {element.get("class") for element in drawn(placed).findall("path") if element.get("class") != "grid"}


# ── What is shown ────────────────────────────────────────────────────────────


def test_two_steps_up_and_two_down():
    placed = layout(NODES, LINKS, GOAL)
    assert shown(placed) == {n.id for n in NODES} - {"deeper", "elsewhere"}
    assert placed.hidden == 2


def test_one_step():
    assert shown(layout(NODES, LINKS, GOAL, up=1, down=1)) == {COUNCIL, STRATEGY, GOAL, "families", "test"}


def test_everything_when_asked_or_when_nothing_is_chosen():
    for placed in (
        layout(NODES, LINKS, GOAL, expand_all=True),
        layout(NODES, LINKS),
        layout(NODES, LINKS, "unknown"),
    ):
        assert shown(placed) == {n.id for n in NODES}
        assert placed.hidden == 0


def test_nothing_at_all():
    placed = layout([], [])
    assert drawn(placed).get("viewBox")
    assert draw(placed)


def test_links_to_what_a_filter_took_away_are_left_out():
    placed = layout([n for n in NODES if n.id != COUNCIL], LINKS, GOAL)
    assert COUNCIL not in shown(placed)
    assert all(COUNCIL not in (link.source, link.target) for step in placed.steps for link in step.links)


def test_a_circle_does_no_harm():
    nodes = [node(1, 0), node(2, 1), node(3, 2)]
    links = [PictureLink(1, 2), PictureLink(2, 3), PictureLink(3, 1), PictureLink(1, 1)]
    assert shown(layout(nodes, links, 1)) == {1, 2, 3}


# ── Lines ────────────────────────────────────────────────────────────────────


def test_the_thread_is_red_up_and_down_but_not_across():
    placed = layout(NODES, LINKS, GOAL, expand_all=True)
    ends = {(link.source, link.target) for link in placed.red}
    assert (COUNCIL, LAW) in ends
    assert ("meetings", "families") in ends
    assert ("elsewhere", COUNCIL) not in ends
    assert ("meetings", COUNCIL) not in ends  # past the chosen goal
    assert look_of(placed) == {"red", "red partial", "link", "cut"}


def test_red_is_drawn_last():
    classes = [e.get("class") for e in drawn(layout(NODES, LINKS, GOAL)).findall("path")]
    assert classes == sorted(classes, key=["grid", "link", "cut", "red partial", "red"].index)


def test_nothing_is_red_without_a_chosen_node():
    assert look_of(layout(NODES, LINKS)) == {"link", "cut"}


def test_a_long_link_gets_a_lane_through_each_column():
    placed = layout(NODES, LINKS, expand_all=True)
    lanes = [stop for stop in placed.points if isinstance(stop, Lane)]
    assert sorted(lane.column for lane in lanes) == [2, 3]  # from the council's goal to the meetings


def test_links_of_one_node_share_their_lanes():
    nodes = [node(0, 0), *[node(n, 3) for n in range(1, 9)]]
    from_one = layout(nodes, [PictureLink(n, 0) for n in range(1, 9)])
    to_one = layout([node(0, 3), *[node(n, 0) for n in range(1, 9)]], [PictureLink(0, n) for n in range(1, 9)])
    for placed in (from_one, to_one):
        assert sum(isinstance(stop, Lane) for stop in placed.points) == 2


def test_two_that_have_only_each_other_lie_level():
    placed = {p.node.id: p for p in layout(NODES, LINKS, GOAL).nodes}
    assert placed["test"].y == placed["missing"].y


def test_a_link_within_a_column_bends_on_the_left():
    placed = layout([node(1, 0), node(2, 0)], [PictureLink(2, 1)])
    (line,) = [e for e in drawn(placed).findall("path") if e.get("class") == "link"]
    numbers = [float(n) for n in re.findall(r"-?[\d.]+", line.get("d"))]
    assert all(0 <= x <= placed.nodes[0].x for x in numbers[::2])
    assert min(numbers[::2]) < placed.nodes[0].x - 7


# ── Knots, labels and badges ─────────────────────────────────────────────────


def test_badges_say_how_many_gaps_and_what_is_only_partly_carried():
    badges = {p.node.id: p.badge for p in layout(NODES, LINKS, GOAL).nodes if p.badge}
    assert badges == {"families": "1 lucka", "missing": "2 luckor", GRANT: "bärs delvis"}


def test_status_is_a_shape_in_the_knot_and_a_ghost_has_none():
    classes = [e.get("class") for e in drawn(layout(NODES, LINKS, GOAL)).iter() if e.get("class")]
    counted = {name: classes.count(name) for name in ("met", "partly", "missed", "none", "open", "halo")}
    assert counted == {"met": 2, "partly": 1, "missed": 1, "none": 1, "open": 1, "halo": 1}


def test_titles_stand_over_their_columns():
    levels = [e for e in drawn(layout(NODES, LINKS, GOAL)).findall("text") if e.get("class") == "level"]
    assert [e.text for e in levels] == TITLES
    assert float(levels[1].get("x")) - float(levels[0].get("x")) == PITCH


def test_figures_stay_on_the_line_of_what_they_count():
    (law,) = [p for p in layout(NODES, LINKS, GOAL).nodes if p.node.id == LAW]
    assert law.lines == ("Socialtjänstlagen", "4\N{NO-BREAK SPACE}kap. 1\N{NO-BREAK SPACE}§")


def test_a_shortened_title_can_be_read_in_full():
    title = "Kommunens verksamheter ska " + "samverka " * 12
    root = drawn(layout([node(1, 0, title)], []))
    assert root.find(".//title").text == title


def test_hidden_from_assistive_technology_and_from_the_keyboard():
    root = drawn(layout(NODES, LINKS, GOAL))
    assert root.get("aria-hidden") == "true"
    links = root.findall(".//a")
    assert links
    assert all(link.get("tabindex") == "-1" for link in links)


def test_no_styles_and_no_text_that_is_markup():
    svg = draw(layout([node(1, 0, '<script>"&', kind="<b>", url='/x?a=1&b="')], []), ["<i>"])
    assert "<script" not in svg
    assert "<b>" not in svg
    assert "<i>" not in svg
    assert "style=" not in svg
    assert etree.fromstring(svg).find("a").get("href") == '/x?a=1&b="'


@pytest.mark.parametrize("url", ["javascript:alert(1)", " JavaScript:alert(1)", "data:text/html,x", "vbscript:x"])
def test_only_links_to_pages(url):
    assert drawn(layout([node(1, 0, url=url)], [])).find("a") is None


def test_on_paper_colours_are_fixed():
    svg = draw_for_paper(layout(NODES, LINKS, GOAL), TITLES)
    root = etree.fromstring(svg)
    assert "class=" not in svg
    assert "var(" not in svg
    assert "#cf1446" in svg
    assert root.get("width")
    assert not root.findall(".//{*}a")


# ── Whatever the thread looks like ───────────────────────────────────────────


@st.composite
def threads(draw_from):
    count = draw_from(st.integers(1, 30))
    words = st.sampled_from(["och", "arbetsmarknadsinsatser", "mål", "kompetensförsörjning", "18–24-enheten", "§"])
    nodes = [
        node(
            key,
            draw_from(st.integers(0, 5)),
            " ".join(draw_from(st.lists(words, max_size=9))),
            gaps=draw_from(st.integers(0, 2)),
            status=draw_from(st.sampled_from([None, "met", "none"])),
        )
        for key in range(count)
    ]
    ends = st.integers(0, count)
    pairs = draw_from(st.lists(st.tuples(ends, ends, st.booleans(), st.booleans()), max_size=50))
    chosen = draw_from(st.one_of(st.none(), st.integers(0, count)))
    return nodes, [PictureLink(*pair) for pair in pairs], chosen, draw_from(st.booleans())


def label_box(placed):
    widths = [text_width(line, 12.5) for line in (*placed.lines, placed.node.kind_label)]
    bottom = placed.y + 44 + 15.5 * (len(placed.lines) - 1)
    return Box(placed.x - 7, placed.y + 13, placed.x - 7 + max(widths), bottom)


@settings(deadline=None)
@given(threads())
def test_every_node_once_and_all_of_it_within_the_picture(thread):
    nodes, links, chosen, everything = thread
    placed = layout(nodes, links, chosen, expand_all=everything)
    root = drawn(placed, [])
    _x, _y, width, height = map(float, root.get("viewBox").split())
    ids = [p.node.id for p in placed.nodes]
    assert len(ids) == len(set(ids))
    assert len(ids) + placed.hidden == len(nodes)
    assert all(math.isfinite(x) and math.isfinite(y) for x, y in placed.points.values())
    for p in placed.nodes:
        assert p.y - p.above > 28
        assert p.y + p.below <= height
        assert label_box(p).right <= width


@settings(deadline=None)
@given(threads())
def test_no_label_under_another_and_no_lane_through_a_label(thread):
    nodes, links, chosen, everything = thread
    placed = layout(nodes, links, chosen, expand_all=everything)
    boxes = [(p, label_box(p)) for p in placed.nodes]
    for index, (one, box) in enumerate(boxes):
        assert not any(box.overlaps(other) for _p, other in boxes[index + 1 :])
        knots = [p for p in placed.nodes if p is not one]
        assert not any(box.overlaps(Box(p.x - 8, p.y - 8, p.x + 8, p.y + 8)) for p in knots)
        wide = Box(box.left, box.top - 4, box.right, box.bottom + 4)
        for stop, (x, y) in placed.points.items():
            if isinstance(stop, Lane):
                assert not wide.crossed_by(((x, y), (x + PITCH - 34, y)))


@settings(deadline=None, max_examples=25)
@given(threads())
def test_the_same_thread_gives_the_same_picture(thread):
    nodes, links, chosen, everything = thread
    once, again = (draw(layout(nodes, links, chosen, expand_all=everything)) for _ in range(2))
    assert once == again


def test_three_hundred_nodes_with_few_crossings():
    from benchmarks.map import thread as municipality

    from ledtrad.thread.picture.lanes import wire
    from ledtrad.thread.picture.ordering import _sides, crossings, ordered_columns
    from ledtrad.thread.picture.selection import select

    nodes, links = municipality(300)
    wiring = wire(select(nodes, links, None, up=0, down=0, expand_all=True))
    _left, right = _sides(wiring)
    as_given = [[stop for stop, column in wiring.columns.items() if column == at] for at in range(5)]
    assert crossings(ordered_columns(wiring), right) < crossings(as_given, right) / 2


# ── Compact ──────────────────────────────────────────────────────────────────


def fan(count):
    """A chosen goal with many indicators, each with an activity that also serves the goal itself."""
    nodes = [node("up", 1), node("goal", 2)]
    links = [PictureLink("goal", "up")]
    for n in range(count):
        nodes += [node(f"i{n}", 3, gaps=n == count - 1), node(f"a{n}", 4)]
        links += [PictureLink(f"i{n}", "goal"), PictureLink(f"a{n}", f"i{n}"), PictureLink(f"a{n}", "goal")]
    return nodes, links


@settings(deadline=None)
@given(threads())
def test_no_taller_than_the_fullest_column_needs(thread):
    nodes, links, chosen, everything = thread
    placed = layout(nodes, links, chosen, expand_all=everything)
    rows = {}
    for p in placed.nodes:
        rows.setdefault(p.x, []).append(p)
    lanes = [stop for stop in placed.points if isinstance(stop, Lane)]
    # Two that stand side by side may need room of different kinds: one for what is above it, one below.
    tallest = max(p.above for p in placed.nodes) + max(p.below for p in placed.nodes)
    most = max(len(column) for column in rows.values())
    assert placed.height <= 28 + 8 + most * tallest + 18 * len(lanes) + 8 + 1


def test_the_chosen_node_stands_halfway_down():
    placed = layout(*fan(7), "goal")
    goal = next(p for p in placed.nodes if p.is_chosen)
    top, bottom = min(p.y - p.above for p in placed.nodes), max(p.y + p.below for p in placed.nodes)
    assert abs(goal.y - (top + bottom) / 2) < 12


def test_links_past_a_node_on_the_way_are_drawn_only_when_all_is():
    def past(placed):
        return [s for s in placed.steps for link in s.links if (link.source, link.target) == ("a0", "goal")]

    nodes, links = fan(3)
    assert not past(layout(nodes, links, "goal"))
    assert past(layout(nodes, links, "goal", expand_all=True))


def test_what_is_partly_carried_stays_so():
    nodes = [node("law", 0), node("council", 1), node("goal", 2)]
    links = [PictureLink("goal", "council"), PictureLink("council", "law"), PictureLink("goal", "law", partial=True)]
    assert [p.badge for p in layout(nodes, links, "goal").nodes if p.badge] == ["bärs delvis"]


def test_the_nearest_come_first_and_of_these_the_ones_with_gaps():
    placed = layout(*fan(6), "goal", most=6, most_in_column=3)
    assert len(placed.nodes) == 6
    assert {"goal", "up", "i5"} < shown(placed)
    assert placed.hidden == 8


def test_what_serves_a_node_of_its_own_column_stands_right_below_it():
    nodes = [node("goal", 2), node("b", 3), node("a", 3), node("under b", 3), node("under a", 3)]
    links = [PictureLink(n, "goal") for n in "ab"] + [PictureLink(f"under {n}", n) for n in "ab"]
    order = [p.node.id for p in sorted(layout(nodes, links, "goal").nodes, key=lambda p: p.y) if p.x > 400]
    assert order in (["a", "under a", "b", "under b"], ["b", "under b", "a", "under a"])


def test_a_loose_node_moves_right_where_there_is_room():
    nodes = [node("goal", 2), node("part", 3), node("activity", 4), node("figure", 3, loose=True)]
    links = [PictureLink("part", "goal"), PictureLink("activity", "part"), PictureLink("figure", "part")]
    columns = {p.node.id: p.node.column for p in layout(nodes, links, "goal").nodes}
    assert columns == {"goal": 2, "part": 3, "activity": 4, "figure": 4}
