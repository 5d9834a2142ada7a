"""Granted and not carried out: told of, changed, reported by the quarter; confidential throughout."""

import io
from datetime import date

import pytest
from django.urls import reverse

from ledtrad.core.imports.models import ImportBatch
from ledtrad.core.imports.running import run
from ledtrad.core.ledger.models import Entry
from ledtrad.core.periods import Period
from ledtrad.core.refusals import Invalid, Stale
from ledtrad.core.tables import read_table
from ledtrad.delegation.actions import unexecuted as actions
from ledtrad.delegation.actions import unexecuted_reports as reporting
from ledtrad.delegation.models import UnexecutedDecision, UnexecutedGround, UnexecutedReport
from ledtrad.organisation.actors import system_actor
from ledtrad.thread import todo

Q1 = Period.parse("2021-Q1")
SECRETS = ("Svårt att hitta kontaktperson", "Pseudonym-77", "Boendestöd nattetid")


@pytest.fixture
def waits(world):
    """`waits(decided_on, …)` makes a decision that waits at AFE, handled by Bo."""

    def make(decided_on=date(2020, 11, 3), unit="AFE", **values):
        number = f"EV {decided_on.year}-{UnexecutedDecision.objects.count() + 1:04d}"
        given = {
            "board": world.unit("SN"), "law": "LSS", "intervention": SECRETS[2], "reason": SECRETS[0],
            "subject": SECRETS[1], "holder": world.people["bo"], "made_by_label": "Prov",
            "made_at": "2021-01-01T08:00:00+01:00",
        }  # fmt: skip
        return UnexecutedDecision.objects.create(
            number=number, unit=world.unit(unit), decided_on=decided_on, **(given | values)
        )

    return make


def registered(world, who="anna", unit="AFE", subject="19850412-9999", **values):
    given = {"law": "LSS", "intervention": "Kontaktperson", "decided_on": date(2021, 1, 12), "break_on": None,
             "sex": "K", "reason": ""}  # fmt: skip
    return actions.register(unit=world.unit(unit), values=given | values, subject=subject, actor=world.actor(who))


# ── What may be done ─────────────────────────────────────────────────────────
def test_a_case_worker_tells_of_their_own_and_the_person_is_a_pseudonym(world):
    row = registered(world, "bo")
    assert (row.number, row.holder, row.board) == ("EV 2021-0001", world.people["bo"], world.unit("SN"))
    assert row.subject.startswith("P1-")
    assert registered(world, "anna").number == "EV 2021-0002"


@pytest.mark.parametrize(("who", "unit"), [("anna", "1824"), ("bo", "1824"), ("kim", "AFE"), ("elsa", "AFE"),
                                           ("disa", "AFE")])  # fmt: skip
def test_others_may_not(world, who, unit):
    with pytest.raises(actions.MayNotRegister):
        registered(world, who, unit)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"decided_on": date(2021, 4, 13)}, "decided_on"),
        ({"break_on": date(2021, 1, 1)}, "break_on"),
        ({"reason": "Ring 811218-9876."}, "reason"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(world, values, field):
    with pytest.raises(Invalid) as caught:
        registered(world, **values)
    assert caught.value.field == field


def test_carried_out_lapsed_and_a_break_that_is_a_record_of_its_own(world, waits):
    row, anna = waits(), world.actor("anna")
    done = actions.execute(row=row, executed_on=date(2021, 3, 1), actor=anna, seen=1)
    assert (done.executed_on, done.version) == (date(2021, 3, 1), 2)
    lapsed = actions.lapse(row=done, lapsed_on=date(2021, 3, 2), lapsed_reason="Flyttat", actor=anna, seen=2)
    assert (lapsed.executed_on, lapsed.lapsed_on) == (None, date(2021, 3, 2))
    again = actions.execute(row=lapsed, executed_on=date(2021, 2, 1), actor=anna, seen=3)
    broken = actions.break_off(row=again, break_on=date(2021, 4, 1), reason="Personal slutade", actor=anna, seen=4)
    assert (broken.decided_on, broken.grant.since, broken.subject) == (row.decided_on, date(2021, 4, 1), row.subject)
    assert UnexecutedDecision.objects.get(pk=row.pk).executed_on == date(2021, 2, 1)


def test_a_break_needs_something_that_was_carried_out(world, waits):
    with pytest.raises(actions.NotBroken):
        actions.break_off(row=waits(), break_on=date(2021, 4, 1), reason="", actor=world.actor("anna"), seen=1)


def test_whoever_saw_an_older_version_is_told(world, waits):
    row = waits()
    actions.give_reason(row=row, reason="Ny", actor=world.actor("anna"), seen=1)
    with pytest.raises(Stale):
        actions.give_reason(row=row, reason="Annan", actor=world.actor("bo"), seen=1)


def test_the_ledger_holds_every_write_as_confidential(world):
    row = registered(world)
    actions.give_reason(row=row, reason="Väntar på bostad", actor=world.actor("anna"), seen=1)
    entries = Entry.objects.filter(object_id=str(row.pk), object_type__contains="unexecuted").order_by("sequence")
    assert [e.action for e in entries] == ["created", "changed"]
    assert {e.confidentiality for e in entries} == {"confidential"}


# ── The quarter's report ─────────────────────────────────────────────────────
def give(world, to="authority", who="eva", quarter=Q1, seen=None):
    return reporting.report(board=world.unit("SN"), quarter=quarter, to=to, actor=world.actor(who), seen=seen)


def test_a_report_freezes_and_does_not_change_with_what_comes_after(world, waits):
    row = waits()
    waits(date(2021, 2, 1))
    report = give(world)
    assert [r["number"] for r in report.content["rows"]] == [row.number]
    actions.execute(row=row, executed_on=date(2021, 3, 30), actor=world.actor("anna"), seen=1)
    assert UnexecutedReport.objects.get().content == report.content
    with pytest.raises(reporting.ReportedAlready):
        give(world)


def test_reported_again_in_the_quarter_when_it_is_carried_out(world, waits):
    row = waits(date(2020, 8, 3), executed_on=date(2021, 2, 2))
    for quarter, told in (("2020-Q4", "first"), ("2021-Q1", "executed")):
        [found] = give(world, quarter=Period.parse(quarter)).content["rows"]
        assert (found["number"], found["told"]) == (row.number, told)


@pytest.mark.parametrize("who", ["kim", "anna", "karin", "bo", "disa", "adam"])
def test_only_those_who_plan_and_read_what_is_confidential_report(world, waits, who):
    with pytest.raises(reporting.MayNotReport):
        give(world, who=who)


def test_a_quarter_that_is_not_over_is_not_reported(world):
    with pytest.raises(reporting.QuarterNotOver):
        give(world, quarter=Period.parse("2021-Q2"))


def test_what_has_changed_since_it_was_looked_at_is_looked_at_again(world, waits):
    with pytest.raises(reporting.ReportChanged):
        give(world, seen="0" * 64)


def test_the_councils_statistics_tell_of_nobody(world, waits):
    for nr in range(6):
        waits(date(2020, 11, 3 + nr), sex="K", intervention="Kontaktperson")
    waits(date(2020, 11, 20), sex="K")
    content = give(world, "council").content
    assert content["total"] == 7
    assert not any(secret in str(content) for secret in (*SECRETS, "EV 20"))


def test_few_are_not_counted_at_all(world, waits):
    waits()
    assert give(world, "council").content["total"] is None


# ── In the browser ───────────────────────────────────────────────────────────
@pytest.fixture
def as_person(client, world):
    def log_in(name):
        client.force_login(world.person(name))
        return client

    return log_in


def body(answer):
    return answer.content.decode().replace("\xa0", " ")


def test_from_the_list_to_a_report_that_is_given(world, waits, as_person):
    row = waits()
    client = as_person("eva")
    page = body(client.get(reverse("unexecuted")))
    assert row.number in page
    assert "Över tre månader" in page
    assert "Till IVO och revisorerna" in page
    address = reverse("unexecuted-report", args=["SN", "2021-Q1", "authority"])
    preview = client.get(address)
    assert row.number in body(preview)
    assert Entry.objects.filter(action="read", object_type__contains="unit").count() == 1
    answer = client.post(address, {"seen": preview.context["form"]["seen"].value()})
    assert answer.status_code == 302
    assert "Den står som den lämnades" in body(client.get(address))
    for kind in ("pdf", "docx", "xlsx", "csv"):
        assert client.get(reverse("unexecuted-report-file", args=["SN", "2021-Q1", "authority", kind])).content
    assert Entry.objects.filter(action="read", object_type__contains="unexecutedreport").count() == 5


def test_the_file_to_the_authority_says_each_without_pseudonym(world, waits, as_person):
    waits(sex="M", reason="=1+1")
    data = as_person("eva").get(reverse("unexecuted-report-file", args=["SN", "2021-Q1", "authority", "csv"])).content
    assert b"'=1+1" in data
    assert SECRETS[1].encode() not in data
    sheet = read_table(data, "rapport.csv").sheets[0]
    assert [row.cells[0] for row in sheet.rows] == ["EV 2020-0001"]


def test_a_case_worker_registers_and_says_it_is_carried_out_without_a_script(world, as_person):
    client = as_person("bo")
    form = {"unit": "AFE", "law": "SoL", "intervention": "Boendestöd", "decided_on": "2021-01-04", "subject": "4711",
            "sex": "", "reason": "Ingen plats"}  # fmt: skip
    answer = client.post(reverse("unexecuted-new"), form, follow=True)
    row = UnexecutedDecision.objects.get()
    assert row.number in body(answer)
    assert row.holder == world.people["bo"]
    address = reverse("unexecuted-change", args=[row.number, "verkstallt"])
    assert client.post(address, {"executed_on": "2020-12-01", "version": "1"}).status_code == 422
    assert client.post(address, {"executed_on": "2021-04-06", "version": "1"}).status_code == 302
    assert client.post(address, {"executed_on": "2021-04-07", "version": "1"}).status_code == 409
    assert "Verkställt" in body(client.get(reverse("unexecuted-one", args=[row.number])))


@pytest.mark.parametrize("who", ["kim", "elsa", "disa", "adam", "johan", "nils"])
def test_the_list_tells_nothing_to_others(world, waits, as_person, who):
    waits(unit="SN")
    page = body(as_person(who).get(reverse("unexecuted")))
    assert not any(secret in page for secret in (*SECRETS, "EV 2020"))


def test_what_is_open_at_the_board_never_tells_of_persons(world, waits, as_person):
    """Elected members read the statistics, as they were given, and nothing else."""
    for nr in range(6):
        waits(date(2020, 11, 3 + nr), sex="K", intervention="Kontaktperson")
    give(world), give(world, "council")
    client = as_person("elsa")
    assert client.get(reverse("unexecuted-report", args=["SN", "2021-Q1", "authority"])).status_code == 404
    assert client.get(reverse("unexecuted-report-file", args=["SN", "2021-Q1", "authority", "pdf"])).status_code == 404
    pages = [reverse("unexecuted-reports"), reverse("unexecuted-report", args=["SN", "2021-Q1", "council"])]
    for page in [*pages, "/sok/?q=Boendest%C3%B6d", "/historik/", "/"]:
        answer = client.get(page)
        assert answer.status_code == 200, page
        assert not any(secret in body(answer) for secret in (*SECRETS[:2], "EV 2020")), page


def test_the_auditors_read_what_is_given_to_them_and_whom_it_is_about_nowhere(world, waits, as_person):
    waits(sex="K")
    client, address = as_person("disa"), reverse("unexecuted-report", args=["SN", "2021-Q1", "authority"])
    assert client.get(address).status_code == 404, "not before it is given"
    give(world)
    page = body(client.get(address))
    assert "EV 2020-0001" in page
    assert SECRETS[1] not in page
    assert "2021" in body(client.get(reverse("unexecuted-reports")))
    assert client.post(address).status_code == 403
    assert as_person("adam").get(address).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("unexecuted", 18), ("unexecuted-reports", 8)])
def test_pages_take_as_many_queries_with_three_as_with_one(
    world, waits, as_person, django_assert_num_queries, count, name, queries
):
    for nr in range(count):
        waits(date(2020, 11, 3 + nr))
        give(world, quarter=Period.parse(f"2020-Q{nr + 2}"))
    client = as_person("eva")
    client.get(reverse(name))
    with django_assert_num_queries(queries):
        client.get(reverse(name))


def test_an_administrator_sets_a_paragraph_right_and_given_reports_keep_theirs(world, waits, as_person):
    waits()
    given = give(world)
    ground = UnexecutedGround.objects.get(law="LSS", purpose="authority")
    client, address = as_person("adam"), reverse("unexecuted-ground", args=[ground.pk])
    form = {"paragraph": "28 k § LSS", "valid_from": "2021-01-01", "valid_to": "", "source": "Läst", "version": "1"}
    assert client.post(address, form).status_code == 302
    assert client.post(address, form | {"paragraph": "x"}).status_code == 409
    assert "28 k § LSS" in body(client.get(reverse("unexecuted-reports")))
    assert UnexecutedReport.objects.get(pk=given.pk).content["paragraphs"]["LSS authority"] == "28 f § LSS"


# ── Att göra ─────────────────────────────────────────────────────────────────
def test_what_waits_is_in_att_gora_of_whoever_answers_for_it(world, waits):
    waits(date(2021, 1, 20), reason="")
    waits()
    bo, eva = world.actor("bo"), world.actor("eva")
    until = date(2021, 5, 31)
    [mine] = [t for t in todo.tasks(bo, until=until) if t.kind == "unexecuted_reason"]
    assert (mine.due_on, mine.number) == (date(2021, 4, 20), "EV 2021-0001")
    [theirs] = [t for t in todo.tasks(eva, until=until) if t.kind == "unexecuted_report"]
    assert theirs.due_on == date(2021, 4, 30)
    assert not any(secret in f"{t.title}{t.detail}" for t in (mine, theirs) for secret in SECRETS)
    give(world), give(world, "council")
    assert [t for t in todo.tasks(eva, until=until) if t.kind == "unexecuted_report"] == []


# ── From a file ──────────────────────────────────────────────────────────────
HEAD = "unit,law,intervention,decided_on,break_on,subject,sex,holder,reason,executed_on,lapsed_on,lapsed_reason\n"
ROW = "AFE,LSS,Kontaktperson,2020-11-03,,811218-9876,K,bo,Svårt att hitta,,,\n"


def load(text, who=None, world=None):
    actor = system_actor() if who is None else world.actor(who)
    return run("unexecuted", {None: ("vantar.csv", (HEAD + text).encode())}, actor)


def test_a_file_is_read_again_and_what_has_happened_since_is_a_change(world):
    assert load(ROW).new == 1
    assert load(ROW).unchanged == 1
    assert load(ROW.replace(",,,\n", ",2021-02-01,,\n")).changed == 1
    assert UnexecutedDecision.objects.get().executed_on == date(2021, 2, 1)


def test_no_personal_identity_number_is_kept_anywhere(world):
    load(ROW)
    [batch] = ImportBatch.objects.all()
    kept = [str(r.values) + str(r.before) + str(r.after) + r.key for r in batch.rows.all()]
    assert "811218" not in "".join(kept) + str(batch.sources) + UnexecutedDecision.objects.get().subject
    assert all(file["sealed"] for file in batch.files)


def test_wrong_rows_are_told_and_nothing_is_half_in(world):
    told = load(
        ROW
        + "AFE,XYZ,Kontaktperson,2020-11-03,,1,K,bo,,,,\n"
        + "NIX,LSS,Kontaktperson,2020-11-03,,2,K,bo,,,,\n"
        + "AFE,LSS,Kontaktperson,2020-02-30,,3,K,bo,,,,\n"
        + "AFE,LSS,Kontaktperson,2020-11-03,,4,Q,bo,,,,\n"
        + "AFE,LSS,Kontaktperson,2020-11-03,,5,K,ingen,,,,\n"
        + "AFE,LSS,Kontaktperson,2020-11-03,,6,K,bo,,2020-10-01,,\n"
    )
    assert [(e.row, e.field) for e in told.errors] == [
        (3, "law"), (4, "unit"), (5, "decided_on"), (6, "sex"), (7, "holder"), (8, "executed_on"),
    ]  # fmt: skip
    assert not UnexecutedDecision.objects.exists()


def test_a_manager_reads_in_her_own_units_rows_alone(world):
    assert load(ROW, "anna", world).new == 1
    assert load(ROW.replace("AFE", "1824"), "anna", world).errors[0].field == "unit"


def test_the_export_is_the_import(world):
    load(ROW)
    from ledtrad.core.imports import exports, registry

    out = io.BytesIO()
    exports.write(registry.get("unexecuted"), system_actor(), "xlsx", out)
    again = run("unexecuted", {None: ("vantar.xlsx", out.getvalue())}, system_actor(), dry_run=True)
    assert (again.errors, again.new, again.changed, again.unchanged) == ([], 0, 0, 1)


def test_the_number_after_9999_is_not_taken(world, waits):
    UnexecutedDecision.objects.filter(pk=waits(board=world.unit("BSN")).pk).update(number="EV 2020-9999")
    numbers = [registered(world, decided_on=date(2020, 11, day), subject=f"K-{day}").number for day in (2, 3)]
    assert numbers == ["EV 2020-10000", "EV 2020-10001"]
