"""What in the thread each criterion of an audit is."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from ledtrad.audits.actions import criteria as actions
from ledtrad.audits.actions.registering import require
from ledtrad.audits.forms.criteria import CriteriaForm
from ledtrad.audits.queries import audits as queries
from ledtrad.audits.queries import criteria as reading
from ledtrad.audits.views.common import FORM, shared, user_of
from ledtrad.core.refusals import NotAllowed, Refused, Stale
from ledtrad.core.responses import actor_of, page, refuse, render_form, respond_saved


@require_http_methods(FORM)
@page
def tie(request: HttpRequest, number: str) -> HttpResponse:
    """One line for each criterion."""
    actor, user = actor_of(request), user_of(request)
    audit = queries.audit_of(number, user)
    require(actor, audit.unit_id)
    form = CriteriaForm(
        request.POST or None, criteria=reading.criteria_of(audit, user),
        rows=reading.offered(user, actor.today), initial={"version": audit.version},
    )  # fmt: skip
    if form.is_valid():
        try:
            actions.tie(audit=audit, ties=form.ties(), actor=actor, seen=form.cleaned_data["version"])
        except (NotAllowed, Stale):
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return respond_saved(request, f"{audit.get_absolute_url()}#h-krit", _("Kriterierna är sparade."))
    return render_form(request, "audits/criteria.html", form, **shared(audit=audit))
