"""Saving and removing views of lists."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from ledtrad.core.listing import actions
from ledtrad.core.listing.models import SavedView
from ledtrad.core.refusals import Invalid
from ledtrad.core.responses import actor_of, page, refused, respond_saved


class SavedViewForm(forms.Form):
    """What to call a view and who sees it."""

    page = forms.CharField(max_length=60)
    query = forms.CharField(required=False, max_length=4000)
    name = forms.CharField(label=gettext_lazy("Namn på vyn"), max_length=80)
    shared = forms.BooleanField(label=gettext_lazy("Alla kan välja vyn"), required=False)
    default = forms.BooleanField(label=gettext_lazy("Visa den här vyn först för mig"), required=False)


@require_POST
@page
def save(request: HttpRequest) -> HttpResponse:
    """Save the list as it is shown."""
    form = SavedViewForm(request.POST)
    if not form.is_valid():
        return refused(request, Invalid(_("Vyn behöver ett namn på högst 80 tecken.")))
    view = actions.save_view(actor=actor_of(request), **form.cleaned_data)
    message = _("Vyn ”%(name)s” är sparad.") % {"name": view.name}
    return respond_saved(request, f"{_back(request)}?view={view.pk}", message)


@require_POST
@page
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a view of one's own."""
    view = get_object_or_404(SavedView.objects.visible_to(request.user), pk=pk)
    name = view.name
    actions.remove_view(actor=actor_of(request), view=view)
    return respond_saved(request, f"{_back(request)}?view=", _("Vyn ”%(name)s” är borttagen.") % {"name": name})


def _back(request: HttpRequest) -> str:
    """The list's own address, without a query; the start page for anything that is not ours."""
    sent = request.POST.get("next", "").partition("?")[0]
    return sent if url_has_allowed_host_and_scheme(sent, allowed_hosts=None) else "/"
