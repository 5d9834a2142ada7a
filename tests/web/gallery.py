"""Every part of the shell on a few pages of its own, for the tests of how they look and behave."""

from datetime import timedelta
from decimal import Decimal

from django import forms
from django.db.models import Q
from django.http import HttpResponse
from django.urls import include, path

from ledtrad.core import charts, clock
from ledtrad.core.listing import BulkAction, Column, ListPage, choice, confirm_bulk, flag, search
from ledtrad.core.refusals import Invalid, NotAllowed, Stale
from ledtrad.core.responses import page, refuse, render_form, render_page, respond_saved
from ledtrad.organisation.models import Function, Unit
from ledtrad.organisation.rules import Role


class ReportForm(forms.Form):
    value = forms.CharField(label="Antal i mars", help_text="Räkna alla som fått anställningsavtal i mars.")
    comment = forms.CharField(label="Kommentar", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    day = forms.DateField(label="Datum", widget=forms.DateInput, required=False)
    kind = forms.ChoiceField(label="Slag", choices=[("a", "Ett"), ("b", "Två")], widget=forms.RadioSelect)
    areas = forms.MultipleChoiceField(
        label="Områden", choices=[("x", "Skola"), ("y", "Arbete")], widget=forms.CheckboxSelectMultiple, required=False
    )
    sure = forms.BooleanField(label="Jag har kontrollerat mina svar", required=False)
    file = forms.FileField(label="Bilaga", required=False)

    def clean_value(self):
        value = self.cleaned_data["value"]
        if not value.isdecimal():
            raise forms.ValidationError("Skriv med siffror")
        return value


def parts(request):
    today = clock.today()
    own = charts.Series("Provby", [Decimal(v) for v in (42, 41, 39, 37, 30)])
    other = charts.Series("Ekdala", [Decimal(v) for v in (38, 39, 40, 41, 38)])
    years = ["2016", "2017", "2018", "2019", "2020"]
    context = {
        "statuses": ["met", "partly", "missed", None],
        "dates": [today + timedelta(days=d) for d in (-12, -1, 0, 1, 3, 400)],
        "chart": charts.trend("share", "Andel", years, own, others=[other], target=45, unit="%"),
    }
    return render_page(request, "gallery/parts.html", context)


@page
def form_page(request):
    form = ReportForm(request.POST or None)
    if form.is_valid():
        if form.cleaned_data["value"] == "13":
            refuse(form, Invalid("Tretton tas inte emot.", field="value"))
        else:
            return respond_saved(request, "/form/", "Siffran är sparad.")
    return render_form(request, "gallery/form.html", form)


def listing(request):
    return ListPage(
        request,
        Function.objects.select_related("unit").order_by("number"),
        name="functions",
        columns=[
            Column("title", "Funktion", sort="title", link=lambda f: f"/list/#{f.pk}", sub="unit.name"),
            Column("status", "Status", template="web/cells/status.html", accessor=lambda f: "partly"),
            Column("value", "Utfall", accessor=lambda f: Decimal("1284.5"), num=True, decimals=1, sort="pk"),
            Column("target", "Mål", accessor=lambda f: 2000, num=True),
            Column("role", "Roll", accessor="get_role_display", sort="role"),
            Column("number", "Nummer", shown=False),
        ],
        filters=[
            search("q", "Sök", "title", "number"),
            choice("role", "Roll", Role.choices),
            flag("single", "Bara chefer", Q(role__endswith="manager")),
        ],
        bulk=[BulkAction("/bulk/", "Flytta")],
        per_page=5,
    )


@page
def list_page(request):
    return listing(request).respond("gallery/list.html", {"title": "Alla funktioner"})


@page
def bulk_page(request):
    chosen = listing(request).chosen()
    if "confirmed" in request.POST:
        return respond_saved(request, "/list/", f"{chosen.count()} flyttade.")
    return confirm_bulk(request, list(chosen), title="Flytta funktionerna?", button="Flytta", back="/list/")


@page
def stale(request):
    unit = Unit.objects.order_by("pk").first()
    unit.version = 7
    if request.method == "POST":
        raise Stale(unit)
    return HttpResponse("")


@page
def not_allowed(request):
    raise NotAllowed("Bara enhetschefen får göra det.")


@page
def refused(request):
    raise Invalid("Perioden är inte slut än.")


def broken(request):
    raise RuntimeError("a secret detail")


handler400 = "ledtrad.web.views.bad_request"
handler403 = "ledtrad.web.views.forbidden"
handler404 = "ledtrad.web.views.not_found"
handler500 = "ledtrad.web.views.server_error"

urlpatterns = [
    path("parts/", parts),
    path("form/", form_page),
    path("list/", list_page),
    path("bulk/", bulk_page),
    path("stale/", stale),
    path("not-allowed/", not_allowed),
    path("refused/", refused),
    path("broken/", broken),
    path("", include("ledtrad.urls")),
]
