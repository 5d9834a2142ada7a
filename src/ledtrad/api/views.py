"""The page where a person makes and revokes their tokens."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ledtrad.api import actions
from ledtrad.api.forms import SCOPES, TokenForm
from ledtrad.api.models import ApiToken
from ledtrad.core.confirming import confirm
from ledtrad.core.refusals import Refused
from ledtrad.core.responses import actor_of, page, refuse, render_form, render_page, respond_saved
from ledtrad.organisation.actors import user_of


@page
def tokens(request: HttpRequest) -> HttpResponse:
    """One's own tokens: what they may do, when they were used, when they end."""
    return render_page(request, "api/tokens.html", {"tokens": _shown(request)})


@page
def new(request: HttpRequest) -> HttpResponse:
    """Make a token; the secret is on the answer to this and nowhere else. Asks for the password again first."""
    confirm(request)
    form = TokenForm(request.POST or None)
    if form.is_valid():
        try:
            token, secret = actions.create_token(person=user_of(request), actor=actor_of(request), **form.cleaned_data)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            context = {"token": token, "secret": secret, "address": request.build_absolute_uri("/api/v1/")}
            return render_page(request, "api/token_made.html", context)
    return render_form(request, "api/token_new.html", form)


@require_POST
@page
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End a token at once."""
    token = get_object_or_404(ApiToken.objects.visible_to(user_of(request)), pk=pk)
    actions.revoke_token(token=token, actor=actor_of(request))
    return respond_saved(request, reverse("api-tokens"), _("Nyckeln är återkallad. Den går inte att använda längre."))


def _shown(request: HttpRequest) -> list[ApiToken]:
    """The tokens as the page needs them, the ones in use first. One query."""
    words, today = dict(SCOPES), actor_of(request).today
    rows = list(ApiToken.objects.visible_to(user_of(request)))
    for token in rows:
        token.words = [words[s] for s in token.scopes if s in words]  # type: ignore[attr-defined]
        token.over = token.is_over(today)  # type: ignore[attr-defined]
    return sorted(rows, key=lambda t: (t.revoked_at is not None, t.is_over(today)))
