"""A report's life: composed, written, signed, published, corrected; who may do which, and what never changes."""

import pytest
from django.db import IntegrityError, transaction

from ledtrad.core import ledger, uploads
from ledtrad.core.papers.blocks import fingerprint
from ledtrad.core.papers.kinds import Format
from ledtrad.core.periods import Period
from ledtrad.core.refusals import Stale
from ledtrad.reports import actions
from ledtrad.reports.content import document_of
from ledtrad.reports.models import Report, ReportSection
from ledtrad.reports.rules import ReportState, SectionKind
from ledtrad.thread import actions as thread
from ledtrad.thread import todo
from ledtrad.thread.rules import Status
from tests.reports.conftest import Q1


def last(obj):
    return (
        ledger.Entry.objects.filter(object_type="reports.report", object_id=str(obj.pk)).order_by("-sequence").first()
    )


def summary(report):
    return report.sections.get(kind=SectionKind.SUMMARY)


# ── Composing ────────────────────────────────────────────────────────────────
def test_a_report_is_composed_with_number_and_sections(draft):
    assert draft.number == "R-0001"
    assert draft.title == "Uppföljning januari–mars\xa02021"
    assert [s.kind for s in draft.sections.all()] == [
        "summary", "text", "goals", "indicators", "activities", "gaps", "sources",
    ]  # fmt: skip
    assert last(draft).action == "created"
    assert last(draft).confidentiality == "internal"


@pytest.mark.parametrize(
    ("name", "may"),
    [
        ("eva", True), ("dag", True), ("kim", True), ("johan", False), ("anna", False), ("karin", False),
        ("elsa", False), ("bo", False), ("disa", False), ("adam", False), ("sven", False), ("nils", False),
    ],
)  # fmt: skip
def test_who_may_compose(board, name, may):
    if may:
        assert actions.compose(unit=board.unit("SN"), period=Q1, actor=board.actor(name)).pk
    else:
        with pytest.raises(actions.MayNotPublish):
            actions.compose(unit=board.unit("SN"), period=Q1, actor=board.actor(name))


def test_one_report_for_a_board_and_period(board, draft):
    with pytest.raises(actions.ReportExists):
        actions.compose(unit=board.unit("SN"), period=Q1, actor=board.actor("kim"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.create(
            number="R-9", unit=draft.unit, period=Q1, title="x", made_by_label="x", made_at=draft.made_at
        )


def test_only_boards_and_only_periods_that_have_begun(board):
    actor = board.actor("kim")
    with pytest.raises(actions.NotABoard):
        actions.compose(unit=board.unit("AFE"), period=Q1, actor=actor)
    with pytest.raises(actions.TooEarly):
        actions.compose(unit=board.unit("SN"), period=Period.parse("2021-Q3"), actor=actor)


# ── Writing ──────────────────────────────────────────────────────────────────
def test_a_section_is_written_once_at_a_time(board, draft):
    section = summary(draft)
    other = ReportSection.objects.select_related("report").get(pk=section.pk)
    actions.write_section(section=section, values={"text": "Mina ord."}, actor=board.actor("kim"), seen=1)
    with pytest.raises(Stale):
        actions.write_section(section=other, values={"text": "Dina ord."}, actor=board.actor("eva"), seen=1)
    assert summary(draft).text == "Mina ord."


def test_quality_developers_write_but_do_not_publish(board, draft):
    actor = board.actor("karin")
    actions.write_section(section=summary(draft), values={"text": "Ord."}, actor=actor, seen=None)
    with pytest.raises(actions.MayNotPublish):
        actions.submit(report=draft, reviewers=[], actor=actor, seen=None)


@pytest.mark.parametrize("name", ["elsa", "bo", "disa", "adam", "sven", "nils", "anna"])
def test_others_do_not_write(board, draft, name):
    with pytest.raises(actions.MayNotWrite):
        actions.write_section(section=summary(draft), values={"text": "Ord."}, actor=board.actor(name), seen=None)


def test_sections_are_moved_hidden_added_and_removed(board, draft):
    actor = board.actor("kim")
    added = actions.add_section(report=draft, heading="Ekonomi", text="Kort.", actor=actor)
    actions.move_section(section=added, steps=-7, actor=actor)
    assert draft.sections.first() == added
    actions.hide_section(section=draft.sections.get(kind=SectionKind.GAPS), hidden=True, actor=actor)
    assert SectionKind.GAPS not in [s["kind"] for s in document_of(draft)["sections"]]
    actions.remove_section(section=added, actor=actor)
    assert not draft.sections.filter(heading="Ekonomi").exists()
    with pytest.raises(actions.WrongOrder):
        actions.remove_section(section=summary(draft), actor=actor)


def test_comments_are_fetched_and_what_is_left_out_stays_out(board, draft):
    actor, found = board.actor("kim"), draft.sections.get(kind=SectionKind.INDICATORS)
    (key,) = [k for k, c in found.settings["comments"].items() if c["text"].startswith("Pandemin")]
    actions.write_section(
        section=found, values={"settings": {"left_out": list(found.settings["comments"])}}, actor=actor, seen=None
    )
    thread.comment(node=board.kept, text="Nu skriver alla tillsammans.", actor=board.actor("dag"), period=Q1)
    assert actions.fetch_comments(report=draft, actor=actor) == 1
    found.refresh_from_db()
    assert key in found.settings["left_out"]
    card = next(b for s in document_of(draft)["sections"] for b in s["blocks"] if b.get("number") == "I-015")
    assert [c["text"] for c in card["comments"]] == ["Nu skriver alla tillsammans."]


def test_a_draft_can_be_thrown_away(board, draft):
    actions.discard(report=draft, actor=board.actor("kim"))
    assert not Report.objects.exists()


# ── Signing ──────────────────────────────────────────────────────────────────
def test_what_waits_for_signatures_stands_still(board, submitted):
    assert submitted.state == ReportState.SIGNING
    assert [(s.function_label, s.kind) for s in submitted.signatures.all()] == [
        ("Kvalitetsutvecklare, SN-F", "reviewed"),
        ("Socialdirektör, SN-F", "approved"),
    ]
    with pytest.raises(actions.StandsStill):
        actions.write_section(section=summary(submitted), values={"text": "Nytt."}, actor=board.actor("kim"), seen=None)


def test_what_would_shut_somebody_out_is_told_before_signing(board, draft):
    actions.write_section(
        section=summary(draft), values={"text": "### För djupt\nText."}, actor=board.actor("kim"), seen=None
    )
    with pytest.raises(actions.Unreadable) as refusal:
        actions.submit(report=draft, reviewers=[], actor=board.actor("kim"), seen=None)
    assert refusal.value.problems[0].place == "Avsnittet ”Sammanfattning”, rad 1"
    draft.refresh_from_db()
    assert draft.is_draft


def test_only_those_asked_sign(board, submitted):
    with pytest.raises(actions.NotYourSignature):
        actions.sign(report=submitted, actor=board.actor("eva"))
    with pytest.raises(actions.NotSigned):
        actions.publish(report=submitted, actor=board.actor("eva"))
    assert actions.sign(report=submitted, actor=board.actor("dag")) == 1
    with pytest.raises(actions.NotYourSignature):
        actions.sign(report=submitted, actor=board.actor("dag"))
    with pytest.raises(actions.NotSigned):
        actions.publish(report=submitted, actor=board.actor("eva"))


def test_sent_back_it_is_a_draft_and_signatures_are_gone(board, submitted):
    actions.sign(report=submitted, actor=board.actor("karin"))
    made = actions.send_back(report=submitted, reason="Skriv mer om praktik.", actor=board.actor("dag"))
    assert made.is_draft
    assert made.content is None
    assert not made.signatures.exists()
    assert made.returned_reason == "Skriv mer om praktik."
    with pytest.raises(actions.NotYourSignature):
        actions.send_back(report=submitted, reason="Nej.", actor=board.actor("anna"))


def test_what_waits_is_a_task(board, submitted):
    assert [t.key for t in todo.tasks(board.actor("dag")) if t.kind == "sign"] == [
        f"sign:R-0001:{board.functions['dag'].pk}"
    ]
    assert not [t for t in todo.tasks(board.actor("eva")) if t.kind in ("sign", "report_draft")]
    for name in ("dag", "karin"):
        actions.sign(report=submitted, actor=board.actor(name))
    assert [t.title for t in todo.tasks(board.actor("eva")) if t.kind == "report_draft"] == [
        "Publicera Uppföljning januari–mars\xa02021"
    ]


# ── Published ────────────────────────────────────────────────────────────────
def test_a_published_report_never_changes_when_data_does(board, published):
    before = {f.format: uploads.read(f.stored_as) for f in published.files.all()}
    assert set(before) == set(Format.values)
    held = board.kept.observations.get(period="2021-Q1")
    type(held).objects.filter(pk=held.pk).update(value=1)
    thread.assess(
        node=board.goal, period=Q1, status=Status.MISSED, comment="Ändrat.", actor=board.actor("dag"), seen=None
    )
    fresh = Report.objects.get(pk=published.pk)
    assert fingerprint(document_of(fresh)) == fresh.sha256 == published.sha256
    assert {f.format: uploads.read(f.stored_as) for f in fresh.files.all()} == before
    assert "Ändrat." not in str(document_of(fresh))


def test_what_was_signed_is_what_is_published(published):
    signed = {s.sha256 for s in published.signatures.all()}
    content = dict(published.content)
    assert signed == {content["signed_sha256"]}
    for name in ("published_label", "signed_sha256"):
        del content[name]
    content.update(is_draft=True, signatures=[])
    assert fingerprint(content) in signed
    assert last(published).action == "published"
    assert last(published).confidentiality == "open"


def test_nothing_is_done_to_what_is_published(board, published):
    actor = board.actor("kim")
    with pytest.raises(actions.StandsStill):
        actions.rename(report=published, title="Annat", actor=actor, seen=None)
    with pytest.raises(actions.StandsStill):
        actions.discard(report=published, actor=actor)
    with pytest.raises(actions.WrongOrder):
        actions.send_back(report=published, reason="Ångrar mig.", actor=actor)
    with pytest.raises(actions.WrongOrder):
        actions.submit(report=published, reviewers=[], actor=actor, seen=None)
    again = actions.publish(report=published, actor=actor)
    assert again.files.count() == 3


def test_a_correction_is_a_new_version_that_names_the_earlier(board, published):
    made = actions.correct(report=published, reason="Fel värde för mars.", actor=board.actor("kim"))
    assert (made.number, made.corrects) == ("R-0001-2", published)
    assert document_of(made)["corrects"] == {"number": "R-0001", "reason": "Fel värde för mars."}
    assert Report.objects.latest_of("SN", Q1) == published
    with pytest.raises(actions.ReportExists):
        actions.correct(report=published, reason="En till.", actor=board.actor("kim"))


def test_a_report_without_a_director_needs_somebody_who_approves(board, draft):
    board.functions["dag"].holdings.all().delete()
    with pytest.raises(actions.NobodySigns):
        actions.submit(report=draft, reviewers=[], actor=board.actor("kim"), seen=None)
    made = actions.submit(report=draft, reviewers=[board.functions["eva"]], actor=board.actor("kim"), seen=None)
    assert [s.kind for s in made.signatures.all()] == ["approved"]


# ── Who sees ─────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("name", "sees"),
    [
        ("elsa", True), ("eva", True), ("dag", True), ("johan", True), ("anna", True), ("kim", True), ("karin", True),
        ("bo", True), ("disa", True), ("adam", True), ("sven", False), ("nils", False),
    ],
)  # fmt: skip
def test_who_sees_a_draft(board, draft, name, sees):
    assert Report.objects.visible_to(board.person(name)).exists() is sees


def test_all_who_log_in_see_what_is_published(board, published):
    for name in ("sven", "nils", "elsa"):
        assert Report.objects.visible_to(board.person(name)).exists()
