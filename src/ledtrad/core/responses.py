"""How every view answers: pages and their fragments, forms, receipts, conflicts, refusals.

The habit in a view is fetch → form → one action → one of these. Templates are named here and live in `web`.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.db import models
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import formats
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from ledtrad.core.actors import Actor
from ledtrad.core.refusals import Invalid, NotAllowed, Refused, Sentence, Stale

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

VERSION_FIELD = "version"
"""The hidden form field that says which version the person saw."""

ANNOUNCE = "ledtrad:announce"
"""The event that the page's script shows and reads out."""


@dataclass(frozen=True)
class Difference:
    """One field of which two versions exist, as text for people."""

    label: str
    mine: str
    theirs: str

    @property
    def differs(self) -> bool:
        return self.mine != self.theirs


def actor_of(request: HttpRequest) -> Actor:
    """Who acts: what every action is given."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def seen_version(request: HttpRequest) -> int | None:
    """Which version the person saw when the form was opened."""
    sent = request.POST.get(VERSION_FIELD, "")
    return int(sent) if sent.isdecimal() else None


def wants_fragment(request: HttpRequest) -> bool:
    """Whether a script on the page asks for a part of it; a page taken back from history wants all of it."""
    htmx = getattr(request, "htmx", None)
    if htmx is None or not htmx:
        return False
    return not htmx.boosted and not htmx.history_restore_request


def render_page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    partial: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, or only its `{% partialdef … %}` named `partial` when a script asks for a fragment."""
    fragment = f"{template}#{partial}" if partial and wants_fragment(request) else template
    response = render(request, fragment, dict(context or {}), status=status)
    if partial:
        patch_vary_headers(response, ["HX-Request"])
    return response


def render_form(
    request: HttpRequest, template: str, form: BaseForm, *, partial: str | None = None, **context: Any
) -> HttpResponse:
    """The page with the form. With errors: status 422, "Fel:" first in the title, focus on what is wrong."""
    wrong = form.is_bound and bool(form.errors)
    context = {"form": form, "has_errors": wrong, **context}
    return render_page(request, template, context, partial=partial, status=422 if wrong else 200)


def respond_saved(
    request: HttpRequest,
    url: str,
    message: Sentence,
    *,
    template: str | None = None,
    partial: str | None = None,
    context: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """After a write: on to `url` (or to whatever has that address), where `message` is shown once.

    A script that asks gets the fragment `partial` of `template` instead, with the message read out; or,
    without one, is sent on to `url`.
    """
    if not wants_fragment(request):
        messages.success(request, str(message))
        return redirect(url)
    if template is None:
        messages.success(request, str(message))
        return HttpResponse(status=204, headers={"HX-Redirect": redirect(url).headers["Location"]})
    response = render_page(request, template, context, partial=partial)
    response.headers["HX-Trigger"] = json.dumps({ANNOUNCE: str(message)})
    return response


def refuse(form: BaseForm, refusal: Refused) -> None:
    """Put a refusal where it belongs: at the field that it names, or over the form."""
    name = refusal.field if isinstance(refusal, Invalid) else None
    form.add_error(name if name in form.fields else None, str(refusal))


def conflict(
    request: HttpRequest,
    refusal: Stale,
    *,
    rows: Sequence[Difference] | None = None,
    title: Sentence | None = None,
    version: object = None,
    theirs_url: str | None = None,
) -> HttpResponse:
    """409, with both versions side by side and two buttons: keep mine, take the other.

    Keeping one's own sends the same form again with the version that is stored now; taking the other goes
    to `theirs_url` (by default the same page, fetched anew). Without `rows`, they are made of what was sent
    and of the fields with the same names on the current object.
    """
    current = refusal.current
    stored = version if version is not None else getattr(current, VERSION_FIELD, None)
    context = {
        "title": title or _("Någon annan hann före"),
        "message": str(refusal),
        "rows": rows if rows is not None else differences(request.POST, current),
        "kept": _kept(request.POST),
        "version_field": VERSION_FIELD,
        "version": stored,
        "theirs_url": theirs_url or request.get_full_path(),
    }
    return render(request, "web/conflict.html", context, status=409)


def differences(sent: QueryDict, current: Any) -> list[Difference]:
    """What was sent beside what is stored, for each field that both have; what differs comes first."""
    rows = []
    for name in sent:
        if name in {"csrfmiddlewaretoken", VERSION_FIELD} or not isinstance(current, models.Model):
            continue
        try:
            field = current._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        # What is named through a key may be hidden from this person, if its kind can be hidden at all.
        if field.is_relation and hasattr(getattr(field.related_model, "objects", None), "visible_to"):
            continue
        if isinstance(field, models.Field):
            rows.append(_difference(field, sent.getlist(name), current))
    return sorted(rows, key=lambda row: not row.differs)


def _difference(field: "models.Field[Any, Any]", sent: list[str], current: models.Model) -> Difference:
    names = {str(key): str(text) for key, text in (field.flatchoices or [])}
    mine = ", ".join(names.get(value, value) for value in sent)
    theirs = field.value_from_object(current)
    if isinstance(field, models.ManyToManyField):
        mine, theirs = _named(field, sent), ", ".join(sorted(map(str, theirs)))
    elif isinstance(field, models.ForeignKey):
        mine, theirs = _named(field, sent), getattr(current, field.name)
    text = "" if theirs is None else names.get(str(theirs), _text(theirs))
    label = str(field.verbose_name)
    return Difference(label[:1].upper() + label[1:], mine=_lines(mine), theirs=_lines(text))


def _named(field: "models.Field[Any, Any]", sent: list[str]) -> str:
    """The names of what was chosen."""
    try:
        chosen = field.related_model._default_manager.filter(pk__in=list(filter(None, sent)))  # type: ignore[union-attr]
        return ", ".join(sorted(map(str, chosen)))
    except ValueError:
        return ", ".join(sent)


def _lines(text: str) -> str:
    """Text as it is compared: a browser sends two characters where a line ends."""
    return text.replace("\r\n", "\n").strip()


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return _("Ja") if value else _("Nej")
    if hasattr(value, "strftime"):
        return str(formats.date_format(value, "Y-m-d"))
    return str(value)


def _kept(sent: QueryDict) -> list[tuple[str, str]]:
    hidden = {"csrfmiddlewaretoken", VERSION_FIELD}
    return [(name, value) for name in sent if name not in hidden for value in sent.getlist(name)]


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """A page that only says why not, for a refusal that belongs to no form. A script gets it read out."""
    if wants_fragment(request):
        response = HttpResponse(status=204)
        response.headers["HX-Trigger"] = json.dumps({ANNOUNCE: str(refusal)})
        return response
    return render(request, "web/refused.html", {"message": str(refusal)}, status=refusal.status)


def page(view: View[P]) -> View[P]:
    """Every view of the site: asks for login, and answers what an action raises.

    NotAllowed → 403, Stale → the conflict page, any other refusal → a page with its sentence. A view catches
    a refusal itself when it belongs at a form (`refuse`).
    """

    @login_required
    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except NotAllowed as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        except Stale as refusal:
            return conflict(request, refusal)
        except Refused as refusal:
            return refused(request, refusal)

    return answer
