"""Every address of the site, and who is answered what. A reviewed table: an address that is not here fails the suite.

`Say(200)` is for whoever has logged in, `Say(200, "edits")` for those with that right (rights.py), the others get 403.
A visitor is sent to the login (302) unless it says otherwise. None: the method is not allowed (405).
`about` names the kind of thing in the address; then 404 for those who may not see it comes before everything else.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ledtrad.delegation.models import ForbiddenMatter, FormRequirement, Statute, UnexecutedGround
from ledtrad.thread.models import Attachment
from tests.security.city import City, due_of, link_of
from tests.security.city_answers import measure_of, part_of

LOGIN = 302


@dataclass(frozen=True)
class Say:
    """What is answered, to whom, and what the others get."""

    status: int
    who: str = "all"
    denied: int = 403
    anonymous: int = LOGIN


@dataclass(frozen=True)
class Route:
    get: Say | None
    post: Say | None
    args: Callable[[City, Any], list[Any]] = lambda city, thing: []
    about: str = ""
    query: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    api: bool = False


def number(city: City, thing: Any) -> list[Any]:
    return [thing.number]


def quarter(*more: str) -> Callable[[City, Any], list[Any]]:
    return lambda city, thing: [thing.number, "2021-Q1", "authority", *more]


def target(city: City, thing: Any) -> list[Any]:
    return [thing.number, thing.targets.get().pk]


def figure(city: City, thing: Any) -> list[Any]:
    return [thing.number, thing.unit.number, "2020"]


def plan(city: City, thing: Any) -> list[Any]:
    return [thing.unit.number, thing.year]


def section(city: City, thing: Any) -> list[Any]:
    return [thing.number, thing.sections.first().pk]


def in_round(city: City, thing: Any) -> list[Any]:
    return [thing.number, thing.rounds.get().pk]


def batch(city: City, thing: Any) -> list[Any]:
    return [city.extra.batch.number]


def key(city: City, thing: Any) -> list[Any]:
    return [thing.pk]


def order_item(city: City, thing: Any) -> list[Any]:
    return [thing.pk, thing.items.first().pk]


def source(city: City, thing: Any) -> list[Any]:
    return [city.extra.source.pk]


def board(city: City, thing: Any) -> list[Any]:
    return [thing.board.number]


def answer(*more: str) -> Callable[[City, Any], list[Any]]:
    """A board's statement; with "part" or "measure", one of its own."""
    keys: dict[str, Callable[[Any], int]] = {"part": lambda s: part_of(s).pk, "measure": lambda s: measure_of(s).pk}
    return lambda city, thing: [thing.audit.number, thing.board.number, *(keys[name](thing) for name in more)]


def part(*more: str) -> Callable[[City, Any], list[Any]]:
    """The part of the audit's own board in its recommendation; with "file", the file that is evidence there."""

    def args(city: City, thing: Any) -> list[Any]:
        own = part_of(thing.statements.get(board=thing.unit))
        files = [own.evidence.exclude(stored_as="").get().pk] if more else []
        return [own.recommendation.number, own.board.number, *files]

    return args


def to_meeting(*more: str) -> Callable[[City, Any], list[Any]]:
    """The list to a meeting."""
    return lambda city, thing: [thing.board.number, thing.held_on.isoformat(), "ordinary", *more]


def of_meeting(*more: str) -> Callable[[City, Any], list[Any]]:
    """A point of an agenda."""
    return lambda city, thing: [thing.meeting_id, thing.pk, *more]


def matter_file(city: City, thing: Any) -> list[Any]:
    return [thing.pk, thing.attachments.get().pk]


def paper_part(*more: str) -> Callable[[City, Any], list[Any]]:
    return lambda city, thing: ["memorandum", "SN", *more]


def word(city: City, thing: Any) -> list[Any]:
    return [city.extra.word.pk]


def form(right: str, **more: Any) -> dict[str, Say]:
    """A page with a form: seen and sent by the same people; sent empty, it comes back with its errors."""
    return {"get": Say(200, right, **more), "post": Say(422, right, **more)}


def listing(**more: Any) -> Route:
    """A page that everybody who has logged in can open; nothing is sent to it."""
    return Route(get=Say(200), post=Say(200), **more)


def hidden(get: int | None, post: int | None) -> dict[str, Say | None]:
    """Anna's own; to everybody else it does not exist."""
    return {
        "get": None if get is None else Say(get, "anna", denied=404),
        "post": None if post is None else Say(post, "anna", denied=404),
    }


def public(get: int | None, post: int | None) -> dict[str, Say | None]:
    """The same for everybody, visitors too."""
    return {
        "get": None if get is None else Say(get, anonymous=get),
        "post": None if post is None else Say(post, anonymous=post),
    }


def rest(get: Say | None, post: Say | None, **more: Any) -> Route:
    return Route(get=get, post=post, api=True, **more)


def report_back(nr: int) -> Callable[[City, Any], list[Any]]:
    """The first report-back of an assignment is a draft, the second is handed in."""
    return lambda city, thing: [thing.number, nr]


ROUTES: dict[str, Route] = {
    # ── The thread ───────────────────────────────────────────────────────────
    "thread": listing(),
    "gaps": listing(),
    "search": listing(query="q=mål"),
    "areas": listing(),
    "area": listing(args=lambda city, thing: ["arbetsmarknad"]),
    "area-pair": Route(
        **form("all"), about="goal", args=lambda city, thing: ["arbetsmarknad"], query="first={number}&second={other}"
    ),
    # ── Assignments ──────────────────────────────────────────────────────────
    "assignments": listing(),
    "assignments-open-boards": Route(get=Say(200), post=None),
    "assignments-open": Route(get=Say(200), post=None, args=lambda city, thing: ["SN"]),
    "assignments-open-file": Route(get=Say(200), post=None, args=lambda city, thing: ["SN", "xlsx"]),
    "assignment-withdraw": Route(**form("plans"), about="assignment", args=number),
    "assignment-date-new": Route(**form("edits"), about="assignment", args=number),
    "report-back-date": Route(**form("edits"), about="assignment", args=report_back(1)),
    # Nobody has the function: it is read, and reported by nobody.
    "report-back": Route(get=Say(200), post=Say(403), about="assignment", args=report_back(1)),
    "report-back-paper": Route(**form("opens"), about="assignment", args=report_back(2)),
    "report-back-answer": Route(**form("plans"), about="assignment", args=report_back(2)),
    "node-new": Route(**form("editors"), args=lambda city, thing: ["goal"]),
    "node": Route(get=Say(200), post=Say(200), about="goal", args=number),
    "node-edit": Route(**form("edits"), about="goal", args=number),
    "node-assess": Route(**form("manages"), about="goal", args=number),
    "node-comment": Route(get=None, post=Say(422), about="goal", args=number),
    "node-attach": Route(**form("contributes"), about="goal", args=number),
    "node-download": Route(
        get=Say(200),
        post=Say(200),
        about="goal",
        args=lambda city, thing: [thing.number, Attachment.objects.get(node=thing.pk).pk],
    ),
    "node-due": Route(**form("edits"), about="goal", args=number),
    "node-due-done": Route(
        get=None,
        post=Say(302, "edits"),
        about="goal",
        args=lambda city, thing: [thing.number, due_of(thing).pk],
    ),
    "node-links": Route(**form("edits"), about="goal", args=number),
    "node-unlink": Route(
        get=None, post=Say(302, "edits"), about="goal", args=lambda city, thing: [thing.number, link_of(thing).pk]
    ),
    "node-share": Route(get=None, post=Say(302, "edits"), about="goal", args=number, data={"unit": "{unit}"}),
    "node-history": Route(get=Say(200), post=Say(200), about="goal", args=number),
    # ── Documents, goals, activities ─────────────────────────────────────────
    "documents": listing(),
    "document-passage": Route(**form("edits"), about="document", args=number),
    "goals": listing(),
    "plans": listing(),
    "plan-new": Route(**form("planners")),
    "plan": Route(get=Say(200), post=Say(200), about="plan", args=plan),
    "plan-adopt": Route(**form("plans"), about="plan", args=plan),
    "plan-move": Route(get=None, post=Say(302, "plans"), about="adopted", args=plan),
    "plan-edition": Route(get=Say(200), post=Say(200), about="adopted", args=lambda c, thing: [*plan(c, thing), 1]),
    "activities": listing(),
    # ── Action plans ─────────────────────────────────────────────────────────
    "action-plans": Route(get=Say(200), post=None),
    **{
        name: Route(get=Say(200), post=None, about="action_plan", args=number)
        for name in (
            "action-plan",
            "action-plan-board",
            "action-plan-timeline",
            "action-plan-groups",
            "action-plan-effects",
            "action-plan-rounds",
        )
    },
    "action-plan-file": Route(get=Say(200), post=None, about="action_plan", args=lambda c, t: [t.number, "pdf"]),
    "action-plan-put-in": Route(**form("edits"), about="action_plan", args=number),
    "action-plan-group-new": Route(**form("edits"), about="action_plan", args=number),
    "action-plan-group": Route(**form("edits"), about="action_plan", args=lambda c, t: [t.number, t.groups.get().pk]),
    "action-plan-round-new": Route(**form("edits"), about="action_plan", args=number),
    "action-plan-round": Route(get=Say(200), post=None, about="action_plan", args=in_round),
    "action-plan-round-close": Route(
        get=None, post=Say(302, "edits"), about="action_plan", args=in_round, data={"sure": "1"}
    ),
    "round-answer": Route(**form("edits"), about="in_plan", args=lambda c, t: [*in_round(c, t.plan), t.number]),
    "action-plan-move": Route(**form("edits"), about="in_plan", args=number),
    "action-plan-place": Route(get=Say(200, "edits"), post=Say(302, "edits"), about="in_plan", args=number),
    "measure": Route(**form("edits"), about="in_plan", args=number),
    "measure-report": Route(**form("edits"), about="in_plan", args=number),
    # ── Indicators ───────────────────────────────────────────────────────────
    "indicators": listing(),
    "indicator": Route(get=Say(200), post=Say(200), about="indicator", args=number),
    "indicator-targets": Route(get=Say(200), post=Say(200), about="indicator", args=number),
    "target-new": Route(**form("edits"), about="indicator", args=number),
    "target-edit": Route(**form("edits"), about="indicator", args=target),
    "target-remove": Route(get=Say(200, "edits"), post=Say(302, "edits"), about="indicator", args=target),
    "report-value": Route(**form("manages"), about="indicator", args=figure),
    "report-defer": Route(**form("manages"), about="indicator", args=figure),
    # ── Imports, jobs, views ─────────────────────────────────────────────────
    "imports": Route(get=Say(200), post=None),
    "import-new": Route(**form("reporters"), args=lambda city, thing: ["observations"]),
    "import-template": Route(get=Say(200, "reporters"), post=None, args=lambda city, thing: ["observations", "csv"]),
    "import-batch": Route(**hidden(200, None), args=batch),
    "import-columns": Route(**hidden(200, 422), args=batch),
    "import-preview": Route(**hidden(None, 302), args=batch),
    "import-apply": Route(**hidden(None, 302), args=batch),
    "import-undo": Route(**hidden(200, 302), args=batch),
    "import-errors": Route(**hidden(200, None), args=lambda city, thing: [city.extra.batch.number, "csv"]),
    "import-file": Route(**hidden(200, None), args=lambda city, thing: [city.extra.batch.number, 0]),
    "job": Route(**hidden(200, None), args=lambda city, thing: [city.extra.job.pk]),
    "save-view": Route(get=None, post=Say(422)),
    "remove-view": Route(**hidden(None, 302), args=lambda city, thing: [city.extra.view.pk]),
    "health": Route(**public(200, None)),
    # ── Organisation and history ─────────────────────────────────────────────
    "organisation": listing(),
    "unit-new": Route(**form("administrators")),
    "unit-edit": Route(**form("administrators"), args=lambda city, thing: ["AFE"]),
    "function-new": Route(**form("administrators")),
    "function": listing(args=lambda city, thing: ["f-anna"]),
    "function-edit": Route(**form("administrators"), args=lambda city, thing: ["f-anna"]),
    "function-appoint": Route(**form("administrators"), args=lambda city, thing: ["f-anna"]),
    "holding-end": Route(**form("administrators"), args=lambda city, thing: ["f-anna", city.extra.holding.pk]),
    "people": Route(get=Say(200, "administrators"), post=Say(200, "administrators")),
    "person-new": Route(**form("administrators")),
    "person": Route(**form("administrators"), args=lambda city, thing: ["anna"]),
    "person-password": Route(**form("administrators"), args=lambda city, thing: ["anna"]),
    "ledger": listing(),
    "ledger-reads": Route(get=Say(200, "reviewers"), post=None),
    # ── The shell ────────────────────────────────────────────────────────────
    "todo": listing(),
    "unit": listing(args=lambda city, thing: ["SKOLA"]),
    "settings": Route(**form("all")),
    "set-language": Route(**public(None, 400)),
    "set-colour-scheme": Route(get=None, post=Say(400)),
    "renew-calendar": Route(get=None, post=Say(200)),
    "close-calendar": Route(get=None, post=Say(302)),
    "calendar": Route(**public(200, None), args=lambda city, thing: ["k" * 43]),
    "help": Route(**public(200, None)),
    "accessibility": Route(**public(200, None)),
    "demo-login": Route(**public(None, 404)),
    # ── Tokens and the API ───────────────────────────────────────────────────
    "api-tokens": listing(),
    "api-token-new": Route(**form("all")),
    "api-token-revoke": Route(**hidden(None, 302), args=lambda city, thing: [city.extra.token.pk]),
    "api-unknown": Route(**public(404, 404)),
    "api-v1:openapi-json": Route(**public(200, 200)),
    "api-v1:api-root": Route(**public(404, 404)),
    "api-v1:thread": rest(Say(200), None),
    "api-v1:list_gaps": rest(Say(200), None),
    "api-v1:goals": rest(Say(200), None),
    "api-v1:indicators": rest(Say(200), None),
    "api-v1:node": rest(Say(200), None, about="goal", args=number),
    "api-v1:assess": rest(
        None,
        Say(201, "manages"),
        about="goal",
        args=number,
        data={"period": "2020", "status": "met", "comment": "Bra."},
        headers={"If-Match": '"1"'},
    ),
    "api-v1:observations": rest(Say(200), None, about="indicator", args=number),
    "api-v1:report": rest(None, Say(422)),
    # ── Reports ──────────────────────────────────────────────────────────────
    "reports": Route(get=Say(200), post=None),
    "report-new": Route(**form("planners")),
    "report": Route(get=Say(200), post=None, about="report", args=number),
    "report-title": Route(**form("writes"), about="report", args=number),
    "report-section-new": Route(**form("writes"), about="report", args=number),
    "report-section": Route(**form("writes"), about="report", args=section),
    "report-arrange": Route(get=None, post=Say(302, "writes"), about="report", args=section, data={"do": "down"}),
    "report-comments": Route(get=None, post=Say(302, "writes"), about="report", args=number),
    "report-redraft": Route(get=None, post=Say(302, "writes"), about="report", args=number),
    "report-submit": Route(get=Say(200, "plans"), post=Say(302, "plans"), about="report", args=number),
    "report-sign": Route(get=None, post=Say(422), about="report", args=number),  # nobody is asked while it is a draft
    "report-send-back": Route(**form("all"), about="report", args=number),
    "report-publish": Route(get=None, post=Say(302, "plans"), about="report", args=number),
    "report-correct": Route(**form("plans"), about="report", args=number),
    "report-discard": Route(get=Say(200, "plans"), post=Say(302, "plans"), about="report", args=number),
    "report-draw": Route(get=None, post=Say(302), about="report", args=number, data={"format": "pdf"}),
    "report-drawn": Route(
        get=Say(404), post=None, about="report", args=lambda city, thing: [thing.number, city.extra.job.pk]
    ),
    "report-file": Route(get=Say(404), post=None, about="report", args=lambda city, thing: [thing.number, "pdf"]),
    "plan-pdf": Route(get=Say(200), post=None, about="plan", args=plan),
    # ── Audits ───────────────────────────────────────────────────────────────
    "audits": Route(get=Say(200), post=None),
    "audit-read": Route(**form("board-editors")),
    "audit-new": Route(**form("board-editors")),
    "audit": Route(get=Say(200), post=None, about="audit", args=number),
    "audit-text": Route(get=Say(200), post=None, about="audit", args=number),
    "audit-file": Route(get=Say(200), post=None, about="audit", args=number),
    "audit-edit": Route(**form("edits"), about="audit", args=number),
    "audit-confirm": Route(**form("edits"), about="unread", args=number),
    "audit-discard": Route(get=Say(200, "edits"), post=Say(302, "edits"), about="unread", args=number),
    "audit-criteria": Route(get=Say(200, "edits"), post=Say(302, "edits"), about="audit", args=number),
    "audit-judge": Route(**form("edits"), about="following", args=number),
    "recommendations": Route(get=Say(200), post=None),
    "statement": Route(get=Say(200), post=None, about="statement", args=answer()),
    "statement-begin": Route(get=Say(200, "edits"), post=Say(302, "edits"), about="statement", args=answer()),
    "stand": Route(get=Say(200, "edits"), post=Say(302, "edits"), about="statement", args=answer("part")),
    "stand-measure": Route(**form("edits"), about="statement", args=answer("part")),
    "stands": Route(get=None, post=Say(302, "edits"), about="statement", args=answer()),
    "addressed": Route(get=Say(200), post=None, about="audit", args=part()),
    "addressed-judge": Route(**form("edits"), about="audit", args=part()),
    "evidence-new": Route(**form("edits"), about="audit", args=part()),
    "evidence-file": Route(get=Say(200), post=None, about="audit", args=part("file")),
    "what-happened": Route(get=Say(200), post=None, about="audit", args=number),
    "what-happened-pdf": Route(get=Say(200), post=None, about="audit", args=number),
    "evidence-package-order": Route(get=None, post=Say(302), about="audit", args=number),
    "evidence-package": Route(
        get=Say(404), post=None, about="audit", args=lambda city, thing: [thing.number, city.extra.job.pk]
    ),
    "api-v1:audits": rest(Say(200), None),
    "api-v1:audit": rest(Say(200), None, about="audit", args=number),
    "api-v1:parts": rest(Say(200), None),
    # ── The control of delegated decisions, lists to the board, follow-up ────
    "delegation": Route(get=Say(200), post=None),
    "delegation-board": Route(get=Say(200), post=None, about="run", args=board),
    "findings-remind": Route(get=None, post=Say(302, "plans"), about="run", args=board),
    "control-runs": Route(get=Say(200), post=None),
    "control-new": Route(**form("controls")),
    "delegation-run": Route(get=Say(200), post=None, about="run", args=key),
    "control-basis": Route(get=Say(200), post=None, about="run", args=key),
    "control-compare": Route(get=None, post=Say(200), about="run", args=key),
    "control-paper": Route(get=Say(200), post=None, about="run", args=lambda city, thing: [thing.pk, "pdf"]),
    "findings": Route(get=Say(200), post=None, about="run", args=key),
    "findings-handle": Route(get=None, post=Say(200, "plans"), about="run", args=key),
    "findings-hand-over": Route(get=None, post=Say(200, "plans"), about="run", args=key),
    "finding": Route(get=Say(200), post=None, about="finding", args=key),
    "finding-handle": Route(**form("plans"), about="finding", args=key),
    "finding-reopen": Route(**form("plans"), about="finding", args=key),
    "finding-hand-over": Route(**form("plans"), about="finding", args=key),
    "finding-task": Route(**form("asked", denied=404), args=lambda city, thing: [city.extra.task.pk]),
    "finding-task-answer": Route(**form("asked", denied=404), args=lambda city, thing: [city.extra.task.pk]),
    "decision-lists": Route(get=Say(200), post=None),
    "decision-list-laid": Route(get=Say(200), post=None, about="laid", args=key),
    "decision-list-file": Route(
        get=Say(404), post=None, about="laid", args=lambda city, thing: [thing.pk, "oppen", "pdf"]
    ),
    "decision-list-remake": Route(
        get=Say(422, "plans"), post=Say(422, "plans"), about="laid", args=key
    ),  # laid before Ledtråd: it has no papers
    "decision-list-undo": Route(get=None, post=Say(302, "plans"), about="choice", args=key),
    "decision-list-next": Route(get=Say(302), post=None, about="run", args=board),
    "decision-list": Route(get=Say(200), post=None, about="meeting", args=to_meeting()),
    "decision-list-choose": Route(
        **form("plans"),
        about="choice",
        args=lambda city, thing: ["SN", "2021-04-21", "ordinary", thing.decision_id],
    ),
    "decision-list-ask": Route(**form("plans"), about="meeting", args=to_meeting()),
    "decision-list-lay": Route(**form("plans"), about="meeting", args=to_meeting()),
    "decision-list-preview": Route(get=Say(200), post=None, about="meeting", args=to_meeting("oppen", "pdf")),
    "separate-minutes": Route(get=Say(200), post=None),
    "separate-minutes-one": Route(get=Say(200), post=Say(422, "plans"), about="minuted", args=key),
    "separate-minutes-paper": Route(
        get=Say(200), post=None, about="minuted", args=lambda city, thing: [thing.pk, "pdf"]
    ),
    "decision-follow": Route(get=Say(200), post=None),
    "decision-follow-rows": Route(get=Say(200), post=None),
    # ── Granted and not carried out ──────────────────────────────────────────
    "unexecuted": Route(get=Say(200), post=None),
    "unexecuted-new": Route(**form("registers")),
    "unexecuted-one": Route(get=Say(200), post=None, about="waits", args=number),
    "unexecuted-change": Route(**form("edits"), about="waits", args=lambda city, thing: [thing.number, "skal"]),
    "unexecuted-reports": Route(get=Say(200), post=None),
    "unexecuted-ground": Route(
        **form("administrators"), args=lambda city, thing: [UnexecutedGround.objects.first().pk]
    ),
    "unexecuted-report": Route(get=Say(200), post=Say(422, "plans"), about="quarter", args=quarter()),
    "unexecuted-report-file": Route(get=Say(200), post=None, about="quarter", args=quarter("csv")),
    # ── Delegated decisions and where they come from ─────────────────────────
    "decisions": Route(get=Say(200), post=None),
    "decision-new": Route(**form("deciders")),
    "decision": Route(get=Say(200), post=None, about="decision", args=key),
    "decision-correct": Route(**form("corrects"), about="decision", args=key),
    "decision-receipt": Route(get=Say(200), post=None, about="decision", args=key),
    "sources": Route(get=Say(200, "followers"), post=None),
    "source-new": Route(**form("keepers")),
    "source": Route(get=Say(200, "followers"), post=Say(422, "keepers"), args=source),
    "source-edit": Route(**form("keepers"), args=source),
    "source-columns": Route(get=Say(404, "keepers"), post=Say(404, "keepers"), args=source),
    "requirements": Route(get=Say(200), post=Say(422, "administrators")),
    "requirements-board": Route(get=Say(200), post=Say(422, "keepers"), args=lambda city, thing: ["SN"]),
    "requirement-remove": Route(
        get=None,
        post=Say(302, "administrators"),
        args=lambda city, thing: ["-", FormRequirement.objects.filter(board=None).first().pk],
    ),
    # ── Orders, what is given beside them, and meetings ──────────────────────
    "orders": Route(get=Say(200), post=None),
    "order-new": Route(**form("planners")),
    "orders-side-by-side": Route(get=Say(200), post=None),
    "order": Route(get=Say(200), post=None, about="order", args=key),
    "order-compare": Route(get=Say(200), post=None, about="order", args=key),
    "order-paper": Route(get=Say(200), post=None, about="order", args=lambda city, thing: [thing.pk, "pdf"]),
    "order-xlsx": Route(get=Say(200), post=None, about="order", args=key),
    "order-edit": Route(**form("plans"), about="draft", args=key),
    "order-adopt": Route(**form("plans"), about="draft", args=key),
    "order-end": Route(**form("plans"), about="order", args=key),
    "order-discard": Route(get=Say(200, "plans"), post=Say(302, "plans"), about="draft", args=key),
    "item-new": Route(**form("plans"), about="draft", args=key),
    "item": Route(get=Say(302, "plans"), post=None, about="draft", args=order_item),
    "item-edit": Route(**form("plans"), about="draft", args=order_item),
    "item-remove": Route(get=Say(200, "plans"), post=Say(302, "plans"), about="draft", args=order_item),
    "item-move": Route(get=None, post=Say(302, "plans"), about="draft", args=order_item),
    "mandates": Route(get=Say(200), post=None, args=lambda city, thing: ["SN"]),
    "subdelegation-new": Route(**form("head"), args=lambda city, thing: ["SN"]),
    "subdelegation-withdraw": Route(**form("head"), args=lambda city, thing: ["SN", city.extra.onward.pk]),
    "substitution-new": Route(**form("substituting"), args=lambda city, thing: ["SN"]),
    "substitution-end": Route(**form("over-anna"), args=lambda city, thing: ["SN", city.extra.standing.pk]),
    "who-decides": Route(get=Say(200), post=None, query="q=HEMLIG"),
    "delegation-law": Route(get=Say(200), post=None),
    "law-statute-new": Route(**form("administrators")),
    "law-statute": Route(**form("administrators"), args=lambda city, thing: [Statute.objects.first().pk]),
    "law-matter-new": Route(**form("administrators")),
    "law-matter": Route(**form("administrators"), args=lambda city, thing: [ForbiddenMatter.objects.first().pk]),
    "meetings": Route(get=Say(200), post=None),
    "meetings-calendar": Route(get=Say(200), post=None),
    "meeting-new": Route(**form("planners")),
    "meetings-feed": Route(**public(200, None), args=lambda city, thing: ["k" * 43]),
    "meeting": Route(get=Say(200), post=None, args=lambda city, thing: [city.extra.meeting.pk]),
    "meeting-edit": Route(**form("planners"), args=lambda city, thing: [city.extra.meeting.pk]),
    "agenda-new": Route(**form("planners"), args=lambda city, thing: [city.extra.meeting.pk]),
    "agenda-standing": Route(get=None, post=Say(302, "planners"), args=lambda city, thing: [city.extra.meeting.pk]),
    "agenda-point": Route(**form("plans"), about="point", args=of_meeting()),
    "agenda-move": Route(get=None, post=Say(302, "plans"), about="point", args=of_meeting()),
    "agenda-remove": Route(get=Say(200, "plans"), post=Say(302, "plans"), about="point", args=of_meeting()),
    "agenda-decide": Route(**form("plans"), about="point", args=of_meeting()),
    "agenda-undo": Route(get=None, post=Say(302, "plans"), about="decided-point", args=of_meeting()),
    "agenda-extract": Route(get=Say(200), post=None, about="decided-point", args=of_meeting("pdf")),
    "meeting-notice": Route(
        get=Say(200, "planners"), post=Say(302, "planners"), args=lambda city, thing: [city.extra.meeting.pk]
    ),
    "meeting-notice-file": Route(
        get=Say(200, "planners"), post=None, args=lambda city, thing: [city.extra.meeting.pk, 0, "pdf"]
    ),
    "meeting-attendance": Route(**form("planners"), args=lambda city, thing: [city.extra.held.pk]),
    "agenda-adjust": Route(**form("plans"), about="decided-point", args=of_meeting()),
    "agenda-announce": Route(**form("plans"), about="adjusted-point", args=of_meeting()),
    "agenda-announcement": Route(get=Say(200), post=None, about="adjusted-point", args=of_meeting("pdf")),
    "meeting-announce": Route(**form("planners"), args=lambda city, thing: [city.extra.adjusted.pk]),
    "meeting-announcement": Route(get=Say(200), post=None, args=lambda city, thing: [city.extra.adjusted.pk, "pdf"]),
    "meeting-adjust": Route(**form("planners"), args=lambda city, thing: [city.extra.held.pk]),
    "meeting-sent": Route(get=None, post=Say(302, "planners"), args=lambda city, thing: [city.extra.adjusted.pk]),
    "meeting-minutes": Route(get=Say(200), post=None, args=lambda city, thing: [city.extra.held.pk, "pdf"]),
    "meeting-remove": Route(
        get=Say(200, "planners"), post=Say(302, "planners"), args=lambda city, thing: [city.extra.unused.pk]
    ),
    "api-v1:send": rest(None, Say(422)),
    "api-v1:assignments": rest(Say(200), None),
    "api-v1:assignment": rest(Say(200), None, about="assignment", args=number),
    "api-v1:report_back": rest(
        None, Say(403), about="assignment", args=report_back(1), headers={"If-Match": '"1"'}, data={"taken": "x"}
    ),
    # ── Matters, papers, and how they look ───────────────────────────────────
    "matters": Route(get=Say(200), post=None),
    "matter-new": Route(**form("editors")),
    "matter-series": Route(get=Say(200), post=None),
    "matter-series-edit": Route(get=Say(200, "keepers"), post=Say(200, "keepers"), args=lambda city, thing: ["SN"]),
    "matter": Route(get=Say(200), post=None, about="matter", args=key),
    "matter-edit": Route(**form("opens"), about="matter", args=key),
    "matter-close": Route(get=Say(200, "opens"), post=Say(302, "opens"), about="free-matter", args=key),
    "matter-attach": Route(**form("opens"), about="matter", args=key),
    "matter-attachment": Route(get=Say(200), post=None, about="matter", args=matter_file),
    "matter-detach": Route(get=Say(200, "opens"), post=Say(302, "opens"), about="matter", args=matter_file),
    "paper-new": Route(**form("opens"), about="matter", args=lambda city, thing: [thing.pk, "memorandum"]),
    "paper": Route(get=Say(200), post=None, about="paper", args=key),
    "paper-write": Route(get=None, post=Say(302), about="paper", args=key),
    "paper-edit": Route(**form("all"), about="paper", args=key),
    "paper-discard": Route(get=Say(200), post=Say(302), about="paper", args=key),
    "paper-submit": Route(**form("all"), about="paper", args=key),
    "paper-sign": Route(get=None, post=Say(404), about="paper", args=key),  # nobody is asked while it is a draft
    "paper-send-back": Route(**form("all"), about="paper", args=key),
    "paper-adopt": Route(**form("plans"), about="paper", args=key),
    "paper-file": Route(get=Say(200), post=None, about="paper", args=lambda city, thing: [thing.pk, "pdf"]),
    "paper-from-word": Route(**form("all"), about="paper", args=key),
    "paper-templates": Route(get=Say(200), post=None),
    "paper-template": Route(get=Say(200), post=None, args=paper_part()),
    "paper-template-drop": Route(get=None, post=Say(302, "keepers"), args=paper_part()),
    "paper-part-new": Route(**form("keepers"), args=paper_part()),
    "paper-part": Route(**form("keepers"), args=paper_part("summary")),
    "paper-part-move": Route(get=None, post=Say(302, "keepers"), args=paper_part("summary"), data={"do": "down"}),
    "paper-part-remove": Route(get=None, post=Say(302, "keepers"), args=paper_part("summary")),
    "word-templates": Route(**form("keepers")),
    "word-template-ours": Route(get=Say(200, "keepers"), post=None),
    "word-template": Route(get=Say(200, "keepers"), post=None, args=word),
    "word-template-sample": Route(get=Say(200, "keepers"), post=None, args=word),
    "word-template-use": Route(get=None, post=Say(302, "keepers"), args=word),
    "api-v1:matters": rest(Say(200), Say(422)),
    "api-v1:open_matter": rest(Say(200), Say(422)),  # the same address
    "api-v1:matter": rest(Say(200), None, about="matter", args=key),
    "api-v1:meetings": rest(Say(200), None),
    "api-v1:meeting": rest(Say(200), None, args=lambda city, thing: [city.extra.held.pk]),
    "api-v1:put_on_agenda": rest(None, Say(422), args=lambda city, thing: [city.extra.meeting.pk]),
    "api-v1:paper_file": rest(Say(404), None, about="paper", args=lambda city, thing: [thing.pk, "pdf"]),
    # ── Accounts: allauth's own. The people here have no password, so none is asked for again. ────────────
    "account_login": Route(get=Say(302, anonymous=200), post=Say(302, anonymous=200)),
    "account_logout": Route(get=Say(200), post=Say(302)),
    "account_inactive": Route(**public(200, None)),
    "account_signup": Route(get=Say(302, anonymous=200), post=Say(302, anonymous=200)),
    "account_reauthenticate": Route(get=Say(403), post=Say(403)),
    "account_email": Route(get=Say(200), post=Say(302)),
    "account_email_verification_sent": Route(**public(200, None)),
    "account_change_password": Route(get=Say(302), post=Say(302)),
    "account_set_password": Route(get=Say(200), post=Say(200)),
    "account_reset_password": Route(**public(200, 200)),
    "account_confirm_login_code": Route(**public(302, 302)),
    "account_confirm_email": Route(**public(200, 404), args=lambda city, thing: ["x"]),
    "account_reset_password_from_key_done": Route(**public(200, None)),
    "account_reset_password_from_key": Route(**public(200, 200), args=lambda city, thing: ["1", "x-y"]),
    "account_reset_password_done": Route(**public(200, None)),
    "mfa_index": Route(get=Say(200), post=None),
    "mfa_authenticate": Route(**public(302, 302)),
    "mfa_reauthenticate": Route(get=Say(403), post=Say(403)),
    "mfa_activate_totp": Route(get=Say(200), post=Say(200)),
    "mfa_deactivate_totp": Route(get=Say(404), post=Say(404)),
    "mfa_view_recovery_codes": Route(get=Say(404), post=None),
    "mfa_generate_recovery_codes": Route(get=Say(200), post=Say(200)),
    "mfa_download_recovery_codes": Route(get=Say(404), post=Say(404)),
    "mfa_list_webauthn": Route(get=Say(200), post=None),
    "mfa_add_webauthn": Route(get=Say(200), post=Say(200)),
    "mfa_reauthenticate_webauthn": Route(get=Say(403), post=Say(403)),
    "mfa_remove_webauthn": Route(get=Say(404), post=Say(404), args=lambda city, thing: [1]),
    "mfa_edit_webauthn": Route(get=Say(404), post=Say(404), args=lambda city, thing: [1]),
    "mfa_login_webauthn": Route(**public(302, 302)),
    "socialaccount_login_cancelled": Route(**public(200, None)),
    "socialaccount_login_error": Route(**public(401, None)),
    "socialaccount_signup": Route(**public(302, 302)),
    "socialaccount_connections": Route(get=Say(200), post=Say(200)),
    "social/login/cancelled/": Route(**public(301, 301)),
    "social/login/error/": Route(**public(301, 301)),
    "social/signup/": Route(**public(301, 301)),
    "social/connections/": Route(**public(301, 301)),
    "openid_connect_login": Route(**public(404, 404), args=lambda city, thing: ["okänd"]),
    "openid_connect_callback": Route(**public(404, 404), args=lambda city, thing: ["okänd"]),
}
