"""The organisation chart, and how an administrator changes it."""

from typing import Any

from django.contrib.auth.forms import SetPasswordForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ledtrad.core.confirming import confirm
from ledtrad.core.listing import Column, ListPage, choice, search
from ledtrad.core.refusals import Invalid
from ledtrad.core.responses import actor_of, page, refuse, render_form, render_page, respond_saved
from ledtrad.organisation import actions, forms, queries
from ledtrad.organisation.actors import access
from ledtrad.organisation.models import Function, Holding, Unit, User


@page
def index(request: HttpRequest) -> HttpResponse:
    """Units, their functions, and who holds them; vacancies show."""
    rooms = queries.chart()
    posts = [post for room in rooms for post in room.posts]
    context = {
        "rooms": rooms,
        "functions": len(posts),
        "vacant": sum(post.is_vacant for post in posts),
        "may_administer": access(actor_of(request)).administers,
    }
    return render_page(request, "organisation/index.html", context)


@page
def unit(request: HttpRequest, number: str | None = None) -> HttpResponse:
    """Add or change a unit."""
    actions.require_administrator(actor_of(request))
    found = get_object_or_404(Unit, number=number) if number is not None else None
    form = forms.UnitForm(request.POST or None, instance=found)
    if form.is_valid():
        try:
            saved = actions.save_unit(form.instance, actor=actor_of(request))
        except Invalid as refusal:
            refuse(form, refusal)
        else:
            return respond_saved(request, reverse("organisation"), _("%(unit)s är sparad.") % {"unit": saved})
    heading = _("Ändra %(unit)s") % {"unit": found} if found else _("Ny enhet")
    return render_form(request, "organisation/form.html", form, heading=heading, back=reverse("organisation"))


@page
def function(request: HttpRequest, number: str) -> HttpResponse:
    """One function: who has held it, holds it and will."""
    found = get_object_or_404(Function.objects.select_related("unit"), number=number)
    context = {
        "function": found,
        "holdings": queries.holdings_of(found),
        "may_administer": access(actor_of(request)).administers,
        "today": actor_of(request).today,
    }
    return render_page(request, "organisation/function.html", context)


@page
def edit_function(request: HttpRequest, number: str | None = None) -> HttpResponse:
    """Add or change a function."""
    actions.require_administrator(actor_of(request))
    confirm(request)
    found = get_object_or_404(Function, number=number) if number is not None else None
    form = forms.FunctionForm(request.POST or None, instance=found, initial=request.GET.dict())
    if form.is_valid():
        saved = actions.save_function(form.instance, actor=actor_of(request))
        return respond_saved(request, reverse("function", args=[saved.number]), _("Funktionen är sparad."))
    heading = _("Ändra %(function)s") % {"function": found} if found else _("Ny funktion")
    return render_form(request, "organisation/form.html", form, heading=heading, back=reverse("organisation"))


@page
def appoint(request: HttpRequest, number: str) -> HttpResponse:
    """Let a person hold a function."""
    actions.require_administrator(actor_of(request))
    confirm(request)
    found = get_object_or_404(Function.objects.select_related("unit"), number=number)
    form = forms.AppointForm(request.POST or None, initial={"valid_from": actor_of(request).today})
    where = reverse("function", args=[number])
    if form.is_valid():
        try:
            actions.appoint(function=found, actor=actor_of(request), **form.cleaned_data)
        except Invalid as refusal:
            refuse(form, refusal)
        else:
            return respond_saved(request, where, _("Innehavet är sparat."))
    heading = _("Vem ska ha funktionen %(function)s?") % {"function": found}
    return render_form(request, "organisation/form.html", form, heading=heading, back=where)


@page
def end_holding(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Say when a person stops holding a function."""
    actions.require_administrator(actor_of(request))
    confirm(request)
    holding = get_object_or_404(Holding.objects.select_related("function", "person"), function__number=number, pk=pk)
    form = forms.EndForm(request.POST or None, initial={"valid_to": actor_of(request).today})
    where = reverse("function", args=[number])
    if form.is_valid():
        try:
            actions.end_holding(holding=holding, valid_to=form.cleaned_data["valid_to"], actor=actor_of(request))
        except Invalid as refusal:
            refuse(form, refusal)
        else:
            return respond_saved(request, where, _("Innehavet är avslutat."))
    heading = _("När slutar %(person)s?") % {"person": holding.person}
    return render_form(request, "organisation/form.html", form, heading=heading, back=where)


@page
def people(request: HttpRequest) -> HttpResponse:
    """Everybody with an account."""
    actions.require_administrator(actor_of(request))
    listing = ListPage(
        request,
        queries.people(),
        name="people",
        columns=[
            Column("name", gettext_lazy("Namn"), sort="name", link=_person_url, sub="username"),
            Column("function_title", gettext_lazy("Funktion"), sort="function_title", sub="function_unit"),
            Column("email", gettext_lazy("E-post"), sort="email"),
            Column("is_active", gettext_lazy("Får logga in"), sort="is_active"),
            Column("last_login", gettext_lazy("Senast inloggad"), sort="last_login"),
        ],
        filters=[
            search("q", gettext_lazy("Sök"), "name", "username", "email"),
            choice(
                "active",
                gettext_lazy("Får logga in"),
                [("1", gettext_lazy("Ja")), ("0", gettext_lazy("Nej"))],
                "is_active",
            ),
        ],
    )
    return listing.respond("organisation/people.html", {"title": _("Personer")})


def _person_url(person: User) -> str:
    return reverse("person", args=[person.username])


@page
def person(request: HttpRequest, username: str | None = None) -> HttpResponse:
    """Add or change a person."""
    actions.require_administrator(actor_of(request))
    confirm(request)
    found = get_object_or_404(User, username=username) if username is not None else None
    before = {} if found is None else {n: getattr(found, n) for n in forms.PersonForm.Meta.fields}
    form = forms.PersonForm(request.POST or None, instance=found)
    if form.is_valid():
        changes = {n: [str(before.get(n, "")), str(form.cleaned_data[n])] for n in form.changed_data}
        saved = actions.save_person(form.instance, actor=actor_of(request), changes=changes)
        return respond_saved(request, reverse("people"), _("%(person)s är sparad.") % {"person": saved})
    heading = _("Ändra %(person)s") % {"person": found} if found else _("Ny person")
    context: dict[str, Any] = {"holdings": queries.functions_by_person(found) if found else {}, "person": found}
    return render_form(request, "organisation/person.html", form, heading=heading, back=reverse("people"), **context)


@page
def set_password(request: HttpRequest, username: str) -> HttpResponse:
    """Give a person a first password, to be changed by themselves."""
    actions.require_administrator(actor_of(request))
    confirm(request)
    found = get_object_or_404(User, username=username)
    form = SetPasswordForm(found, request.POST or None)
    if form.is_valid():
        actions.set_password(person=found, password=form.cleaned_data["new_password1"], actor=actor_of(request))
        return respond_saved(request, reverse("people"), _("Lösenordet är satt."))
    heading = _("Nytt lösenord för %(person)s") % {"person": found}
    return render_form(request, "organisation/form.html", form, heading=heading, back=reverse("people"))
