"""Reading an audit in, confirming what was read beside the text, writing one by hand, and changing one."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from ledtrad.audits import jobs as audit_jobs
from ledtrad.audits.actions import receiving, registering
from ledtrad.audits.forms import audits as forms
from ledtrad.audits.forms.rows import Rows
from ledtrad.audits.models import Audit
from ledtrad.audits.queries import audits as queries
from ledtrad.audits.queries.boards import as_named, boards
from ledtrad.audits.rules import places
from ledtrad.audits.rules.proposed import Proposed, original_of, propose, twin_of
from ledtrad.audits.rules.told import Said, Told
from ledtrad.audits.views.common import FORM, shared, user_of
from ledtrad.audits.words import AuditKind, AuditState
from ledtrad.core import jobs
from ledtrad.core.actors import Actor
from ledtrad.core.refusals import NotAllowed, Refused, Stale
from ledtrad.core.responses import actor_of, page, refuse, render_form, render_page, respond_saved, seen_version
from ledtrad.organisation.models import Unit, User
from ledtrad.organisation.rules import Confidentiality

AT_ONCE = 300_000
"""Plain text up to so many bytes is read while the person waits; everything else is a job."""


@require_http_methods(FORM)
@page
def read(request: HttpRequest) -> HttpResponse:
    """Drop the file. One that is known leads to the audit that has it."""
    actor = actor_of(request)
    allowed = registering.boards_to_register_in(actor)
    if not allowed:
        raise registering.MayNotRegister
    units = [unit for unit in boards() if unit.pk in allowed]
    form = forms.ReadForm(request.POST or None, request.FILES or None, units=units)
    if form.is_valid():
        file, unit = form.cleaned_data["file"], form.cleaned_data["unit"]
        try:
            return _received(request, file.name or "", file.read(), unit, actor)
        except receiving.AlreadyRead as known:
            if known.audit is not None:
                message = _("Filen är redan inläst. Det här är granskningen som har den.")
                return respond_saved(request, known.audit.get_absolute_url(), message)
            refuse(form, known)
        except NotAllowed:
            raise
        except Refused as refusal:
            form.add_error("file", str(refusal))
    return render_form(request, "audits/read.html", form, **shared())


def _received(request: HttpRequest, name: str, data: bytes, unit: Unit, actor: Actor) -> HttpResponse:
    stored = receiving.keep(name=name, data=data, unit=unit, actor=actor)
    if name.lower().endswith(".txt") and len(data) <= AT_ONCE:
        audit = receiving.receive(stored_as=stored.name, name=name, unit=unit, actor=actor)
        return redirect("audit-confirm", audit.number)
    return redirect("job", jobs.enqueue(audit_jobs.READ, actor, stored_as=stored.name, name=name, unit=unit.pk).pk)


@dataclass
class Sheet:
    """The whole form: the audit, its questions, its recommendations."""

    form: forms.AuditForm
    questions: Rows[forms.QuestionForm]
    recommendations: Rows[forms.RecommendationForm]
    units: list[Unit]
    text: str = ""
    starts: list[int] = field(default_factory=list)

    @property
    def is_valid(self) -> bool:
        return all([self.form.is_valid(), self.questions.is_valid(), self.recommendations.is_valid()])

    def told(self) -> Told:
        return forms.told_by(self.form, self.questions, self.recommendations)

    @property
    def marks(self) -> list[places.Mark]:
        """Where each line of the form stands in the text."""
        found = []
        for name, label, rows in (
            ("rek", _now("Rekommendation %(n)s"), self.recommendations),
            ("fraga", _now("Fråga %(n)s"), self.questions),
        ):
            for n, row in enumerate(rows):
                place = places.place_of(row.words, self.text, row.place_said())
                row.stands = place
                row.page_number = places.page_at(place[0], self.starts) if place else None
                if place:
                    found.append(places.Mark(f"{name}-{n}", label % {"n": n + 1}, *place))
        return found

    def faults(self) -> list[tuple[str, str]]:
        """What must be put right in the lines: the anchor of the field, and the sentence."""
        found = []
        for rows in (self.questions, self.recommendations):
            for n, row in enumerate(rows):
                for name, errors in row.errors.items() if row.is_bound else ():
                    label = f"{row.fields[name].label} {n + 1}" if name in row.fields else ""
                    found += [(f"id_{row.prefix}-{name}", f"{label}: {message}") for message in errors]
        return found


def _sheet(request: HttpRequest, audit: Audit | None, begin: Callable[[list[Unit]], Told]) -> Sheet:
    """The form as it begins, as it was sent, or as it was sent with a line added, moved or taken away."""
    actor, sent = actor_of(request), request.POST if request.method == "POST" else None
    units, do = boards(), request.POST.get("do", "")
    more: dict[str, Any] = {
        "actor": actor, "units": units, "firms": queries.firms(user_of(request)),
        "originals": queries.offered_originals(user_of(request), audit),
    }  # fmt: skip
    told = begin(units) if sent is None else Told(fields={})
    version = audit.version if audit is not None else None
    if sent is None:
        form = forms.AuditForm(initial={**forms.initial_of(told), "version": version}, **more)
    elif do:
        form = forms.AuditForm(initial=_as_sent(request), **more)
    else:
        form = forms.AuditForm(sent, **more)
    asked = [forms.question_begins(q) for q in told.questions]
    said = [forms.recommendation_begins(s) for s in told.recommendations]
    return Sheet(
        form,
        Rows(forms.QuestionForm, "fraga", sent=sent, begin=asked, do=do),
        Rows(forms.RecommendationForm, "rek", sent=sent, begin=said, do=do, units=units),
        units,
        audit.paper.text if audit is not None and audit.paper is not None else "",
        audit.paper.pages if audit is not None and audit.paper is not None else [],
    )


def _as_sent(request: HttpRequest) -> dict[str, Any]:
    sent = request.POST
    return {name: sent.getlist(name) if name == "boards" else sent.get(name) for name in sent}


def _blank(actor: Actor) -> Callable[[list[Unit]], Told]:
    allowed = registering.boards_to_register_in(actor)
    first = allowed[0] if len(allowed) == 1 else None
    return lambda units: Told({"kind": AuditKind.IN_DEPTH, "confidentiality": Confidentiality.OPEN, "unit": first})


@require_http_methods(FORM)
@page
def new(request: HttpRequest) -> HttpResponse:
    """Write an audit in by hand."""
    actor = actor_of(request)
    if not registering.boards_to_register_in(actor):
        raise registering.MayNotRegister
    sheet = _sheet(request, None, _blank(actor))
    made = _save(request, sheet, lambda: registering.register(values=sheet.told(), actor=actor))
    if made is not None:
        return respond_saved(request, made.get_absolute_url(), _saved(made))
    context = {"title": _("Skriv in en granskning"), "button": _("Spara"), "back": reverse("audits")}
    return _show(request, sheet, None, context)


@require_http_methods(FORM)
@page
def confirm(request: HttpRequest, number: str) -> HttpResponse:
    """What was read, beside the text. One button makes it the municipality's own."""
    actor = actor_of(request)
    audit = queries.audit_of(number, user_of(request))
    registering.require(actor, audit.unit_id)
    if audit.state != AuditState.READ:
        return redirect(audit)
    proposed = _proposed(audit)
    sheet = _sheet(request, audit, lambda units: _with_unit(proposed.told, audit, user_of(request)))
    _take_in(request, sheet, proposed.earlier)
    seen = seen_version(request)
    made = _save(request, sheet, lambda: registering.confirm(audit=audit, values=sheet.told(), actor=actor, seen=seen))
    if made is not None:
        return respond_saved(request, made.get_absolute_url(), _saved(made))
    context = {
        "title": _("Bekräfta granskningen"), "button": _("Bekräfta"), "back": reverse("audits"),
        "confirms": True, "unknown": proposed.unknown, "earlier": proposed.earlier,
        "found": len(proposed.told.recommendations), "twin": _twin(audit, proposed.told, user_of(request)),
    }  # fmt: skip
    return _show(request, sheet, audit, context)


@require_http_methods(FORM)
@page
def edit(request: HttpRequest, number: str) -> HttpResponse:
    """Change a registered audit."""
    actor = actor_of(request)
    audit = queries.audit_of(number, user_of(request))
    registering.require(actor, audit.unit_id)
    if audit.state != AuditState.CONFIRMED:
        return redirect("audit-confirm", audit.number)
    sheet = _sheet(request, audit, lambda units: queries.told_of(audit))
    seen = seen_version(request)
    saved = _save(request, sheet, lambda: registering.change(audit=audit, values=sheet.told(), actor=actor, seen=seen))
    if saved is not None:
        return respond_saved(request, saved.get_absolute_url(), _("Ändringen är sparad."))
    context = {"title": _now("Ändra %(audit)s") % {"audit": audit.number}, "button": _("Spara"), "back": audit}
    return _show(request, sheet, audit, context)


@require_http_methods(FORM)
@page
def discard(request: HttpRequest, number: str) -> HttpResponse:
    """Throw away what was read, after a question."""
    actor = actor_of(request)
    audit = queries.audit_of(number, user_of(request))
    registering.require(actor, audit.unit_id)
    if request.method == "POST":
        registering.discard(audit=audit, actor=actor, seen=seen_version(request))
        return respond_saved(request, reverse("audits"), _("Det som lästes är borttaget. Filen går att läsa in igen."))
    return render_page(request, "audits/discard.html", shared(audit=audit))


def _save(request: HttpRequest, sheet: Sheet, act: Callable[[], Audit]) -> Audit | None:
    """What the action made of the form, if it was sent to be saved and all of it is right."""
    if request.method != "POST" or request.POST.get("do") or not sheet.is_valid:
        return None
    try:
        return act()
    except (NotAllowed, Stale):
        raise
    except Refused as refusal:
        refuse(sheet.form, refusal)
    return None


def _proposed(audit: Audit) -> Proposed:
    paper = audit.paper
    named = as_named(boards())
    return propose(paper.proposal, paper.text, named) if paper is not None else propose({}, "", named)


def _with_unit(told: Told, audit: Audit, user: User) -> Told:
    fields = {**told.fields, "unit": audit.unit, "confidentiality": audit.confidentiality}
    if fields["kind"] == AuditKind.FOLLOW_UP and audit.paper is not None:
        known = queries.known(user, audit)
        fields["follows"] = original_of(audit.paper.text, fields["title"] or "", fields["issued_on"], known)
    fields["title"] = fields.get("title") or audit.title
    return Told(fields, told.boards, told.questions, told.recommendations, told.lines)


def _twin(audit: Audit, told: Told, user: User) -> Audit | None:
    """The registered audit that this one seems to be once more, for the page to warn of."""
    fields = told.fields
    found = twin_of(fields["title"], fields["issued_on"], queries.known(user, audit))
    return Audit.objects.visible_to(user).filter(pk=found).first() if found is not None else None


def _take_in(request: HttpRequest, sheet: Sheet, earlier: tuple[Said, ...]) -> None:
    """ "Ta med": one of the earlier audits' recommendations that the paper quotes was one of this one's after all."""
    name, _dash, place = request.POST.get("do", "").partition("-")
    if name == "tidigare" and place.isdecimal() and int(place) < len(earlier):
        sheet.recommendations.add(forms.recommendation_begins(earlier[int(place)]))


def _saved(audit: Audit) -> str:
    if audit.recommendations.exists():
        text = _now("%(audit)s är registrerad. De som ska skriva nämndernas svar ser det i Att göra.")
    else:
        text = _now("%(audit)s är registrerad.")
    return text % {"audit": audit.number}


def _show(request: HttpRequest, sheet: Sheet, audit: Audit | None, context: dict[str, Any]) -> HttpResponse:
    marks = sheet.marks
    faults = sheet.faults()
    if faults:
        sheet.form.add_error(None, _("Något i frågorna eller rekommendationerna behöver rättas."))
    shown = places.pages(sheet.text, sheet.starts, marks) if sheet.text else []
    whole = shared(
        audit=audit, sheet=sheet, faults=faults, pages=shown, numbered=len(shown) > 1,
        version=audit.version if audit is not None else "", **context,
    )  # fmt: skip
    return render_form(request, "audits/form.html", sheet.form, **whole)
