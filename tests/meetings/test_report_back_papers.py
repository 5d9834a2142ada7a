"""A report on an assignment becomes a paper for the board, with what was reported in its sections."""

from datetime import date

import pytest

from ledtrad.activities import coming, onward
from ledtrad.activities.actions import report_backs as reports
from ledtrad.core import clock
from ledtrad.meetings.actions import report_backs as actions
from ledtrad.meetings.actions.written import MayNotWrite
from ledtrad.meetings.models import Matter, Meeting, Paper, PaperSection
from ledtrad.thread.models import Node
from tests.factories import AssignmentFactory, report_back

URL = "/uppdrag/U-001/redovisning/1/handling/"


@pytest.fixture
def row(world):
    given = AssignmentFactory(
        number="U-001", title="Korta väntetiden", wording="Korta den.", unit=world.unit("SN"),
        responsible=world.functions["anna"],
    )  # fmt: skip
    return report_back(given, date(2021, 5, 5))


@pytest.fixture
def handed_in(row, world):
    with clock.at(date(2021, 4, 8)):
        return reports.hand_in(
            report_back=row, texts={"taken": "- Ny rutin", "planned": "- Mer"}, actor=world.actor("anna"), seen=None
        )


def begin(row, world, who="eva", **more):
    given = {"matter": None, "title": "Redovisning", "meeting": None, **more}
    return actions.begin_report_paper(report_back=row, actor=world.actor(who), **given)


def matter(world, number="SN 2021/1", board="SN", **more):
    return Matter.objects.create(
        registration_number=number, title="Väntetider", board=world.unit(board), opened_on=date(2021, 1, 20), **more
    )


def test_it_is_begun_on_the_page_with_what_was_reported(handed_in, world, as_person):
    Meeting.objects.create(board=world.unit("SN"), held_on=date(2021, 5, 19))
    form = as_person("eva").get(URL).context["form"]
    assert form.initial["title"] == "Redovisning av uppdrag: Korta väntetiden"
    meeting = form.fields["meeting"].queryset.get()
    answer = as_person("eva").post(URL, {"title": "Redovisning", "meeting": meeting.pk})
    paper = Paper.objects.get()
    assert answer.url == paper.get_absolute_url()
    assert (paper.kind, paper.about.number, paper.meeting) == ("report_back", "U-001", meeting)
    texts = dict(PaperSection.objects.filter(paper=paper).values_list("slug", "text"))
    assert (texts["taken"], texts["planned"]) == ("- Ny rutin", "- Mer")
    assert "godkänna redovisningen" in texts["proposed_decision"]
    assert "Korta den." in texts["matter"]
    assert Matter.objects.get().title == "Korta väntetiden"


def test_the_matter_that_the_assignment_names_is_proposed(handed_in, world, as_person):
    known = matter(world)
    handed_in.assignment.registration_number = known.registration_number
    handed_in.assignment.save()
    form = as_person("eva").get(URL).context["form"]
    assert form.initial["matter"] == known
    begin(handed_in, world, matter=known)
    assert Paper.objects.get().matter == known


def test_the_way_there_and_then_the_paper_itself_are_on_the_assignments_page(handed_in, world, as_person):
    assert f'href="{URL}"' in as_person("eva").get("/nod/U-001/").content.decode()
    paper = begin(handed_in, world)
    html = as_person("eva").get("/nod/U-001/").content.decode()
    assert URL not in html
    assert f'href="{paper.get_absolute_url()}">Handlingen: utkast' in html
    assert paper.get_absolute_url() not in as_person("elsa").get("/nod/U-001/").content.decode()


def test_a_report_is_laid_once(handed_in, world):
    begin(handed_in, world)
    with pytest.raises(actions.PaperExists):
        begin(handed_in, world)
    assert Matter.objects.count() == 1


def test_a_draft_is_no_paper(row, world):
    with pytest.raises(actions.NothingReported):
        begin(row, world)


@pytest.mark.parametrize("who", ["elsa", "bo", "disa", "sven"])
def test_who_opens_no_matters_begins_none(handed_in, world, as_person, who):
    with pytest.raises(MayNotWrite):
        begin(handed_in, world, who)
    assert as_person(who).get(URL).status_code == 403
    assert URL not in as_person(who).get("/nod/U-001/").content.decode()


def test_whoever_got_it_and_edits_in_the_boards_tree_may(handed_in, world):
    assert begin(handed_in, world, "anna").made_by == world.people["anna"]


def test_what_few_may_see_is_not_put_where_more_see_it(handed_in, world, as_person):
    Node.objects.filter(number="U-001").update(confidentiality="confidential")
    row = type(handed_in).objects.select_related("assignment__unit").get()
    for wrong in (matter(world), matter(world, "SN 2021/2", confidentiality="internal"), matter(world, "B 1", "BSN")):
        with pytest.raises(actions.WrongMatter):
            begin(row, world, matter=wrong)
    assert not as_person("eva").get(URL).context["form"].fields["matter"].queryset.exists()
    assert begin(row, world).matter.confidentiality == "confidential"


def test_what_may_not_be_seen_is_not_found(handed_in, as_person):
    Node.objects.update(confidentiality="confidential")
    assert as_person("cecilia").get(URL).status_code == 404


def test_the_boards_decision_on_the_paper_is_proposed_as_the_answer(handed_in, world, as_person):
    paper = begin(handed_in, world)
    assert onward.decided(handed_in, world.actor("eva")) is None
    Paper.objects.filter(pk=paper.pk).update(
        state="adopted", adopted_on=date(2021, 4, 9), adopted_as="§ 52", content={}, sha256="a" * 64
    )
    form = as_person("eva").get("/uppdrag/U-001/redovisning/1/svar/").context["form"]
    assert (form.initial["on"], form.initial["paragraph"]) == (date(2021, 4, 9), "§ 52")


def test_when_the_board_meets_is_known_to_its_open_list(world, as_person):
    for day in (date(2021, 5, 19), date(2021, 4, 1)):
        Meeting.objects.create(board=world.unit("SN"), held_on=day)
    assert coming.meeting_days(world.unit("SN"), date(2021, 4, 12)) == [date(2021, 5, 19)]
    assert 'href="?datum=2021-05-19"' in as_person("elsa").get("/uppdrag/oppna/SN/").content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_ways_onward_ask_one_question(row, world, django_assert_num_queries, number):
    rows = [row]
    for n in range(number):
        one = report_back(row.assignment, date(2021, 6, 1 + n), reported_at=clock.now(), state="written")
        rows.append(one)
    begin(rows[1], world)
    actor = world.actor("eva")
    assert actor.access
    with django_assert_num_queries(1):
        found = onward.ways(rows, actor)
    assert len(found) == number
