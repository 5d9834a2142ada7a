"""A person's own settings."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ledtrad.core.responses import actor_of, page, render_form, respond_saved
from ledtrad.organisation.actors import user_of
from ledtrad.web import actions
from ledtrad.web.forms import ColourSchemeForm, LanguageForm, SettingsForm


@page
def settings_page(request: HttpRequest) -> HttpResponse:
    """Language, look, reminders, calendar, and the ways in to password and two-step login."""
    person = user_of(request)
    now = {name: getattr(person, name) for name in actions.SETTINGS}
    form = SettingsForm(request.POST or None, initial=now)
    if form.is_valid():
        actions.change_settings(person=person, actor=actor_of(request), **form.cleaned_data)
        with translation.override(person.language):
            response = respond_saved(request, reverse("settings"), _("Inställningarna är sparade."))
        return _speak(response, person.language)
    return render_form(request, "web/settings.html", form)


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Swedish or English, from the menu or the login page: remembered by the person and by the browser."""
    form = LanguageForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    language: str = form.cleaned_data["language"]
    if request.user.is_authenticated:
        actions.change_settings(person=user_of(request), actor=actor_of(request), language=language)
    return _speak(redirect(_back(request)), language)


@require_POST
@page
def set_colour_scheme(request: HttpRequest) -> HttpResponse:
    """Light, dark or as the computer, from the menu."""
    form = ColourSchemeForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    actions.change_settings(person=user_of(request), actor=actor_of(request), **form.cleaned_data)
    return redirect(_back(request))


@require_POST
@page
def renew_calendar(request: HttpRequest) -> HttpResponse:
    """A new secret address for the calendar feed; it is on the answer to this and nowhere else."""
    person = user_of(request)
    secret = actions.renew_calendar_address(person=person, actor=actor_of(request))
    form = SettingsForm(initial={name: getattr(person, name) for name in actions.SETTINGS})
    tasks, meetings = (
        request.build_absolute_uri(reverse(name, args=[secret])) for name in ("calendar", "meetings-feed")
    )
    return render_form(request, "web/settings.html", form, calendar_url=tasks, meetings_url=meetings)


@require_POST
@page
def close_calendar(request: HttpRequest) -> HttpResponse:
    """No calendar feed any more."""
    actions.close_calendar_address(person=user_of(request), actor=actor_of(request))
    return respond_saved(request, reverse("settings") + "#kalender", _("Kalenderns adress är borttagen."))


def _back(request: HttpRequest) -> str:
    sent = request.POST.get("next", "")
    return sent if url_has_allowed_host_and_scheme(sent, allowed_hosts=None) else "/"


def _speak(response: HttpResponse, language: str) -> HttpResponse:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE or 365 * 24 * 3600,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Strict",
    )
    return response
