"""Judging the recommendations of the audit that is followed up."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from ledtrad.audits.actions import judging as acting
from ledtrad.audits.actions import registering
from ledtrad.audits.forms.judging import PartForm, WhenForm
from ledtrad.audits.models import Audit
from ledtrad.audits.queries import audits as queries
from ledtrad.audits.queries import judging as reading
from ledtrad.audits.queries.judging import Part
from ledtrad.audits.views.common import FORM, shared, user_of
from ledtrad.core.refusals import NotAllowed, Refused, Stale
from ledtrad.core.responses import (
    Difference,
    actor_of,
    conflict,
    page,
    refuse,
    render_form,
    respond_saved,
    seen_version,
)

Rows = list[tuple[Part, PartForm]]


@require_http_methods(FORM)
@page
def judge(request: HttpRequest, number: str) -> HttpResponse:
    """Each of the original's recommendations, with what there is to judge it by."""
    actor, user = actor_of(request), user_of(request)
    audit = queries.audit_of(number, user)
    registering.require(actor, audit.unit_id)
    original = Audit.objects.visible_to(user).filter(pk=audit.follows_id or 0).first()
    if original is None:
        raise Http404
    parts = reading.parts_to_judge(original, user)
    sent = request.POST or None
    rows = [(part, PartForm(sent, prefix=f"r{part.addressed.pk}")) for part in parts]
    form = WhenForm(sent, initial={"judged_on": min(audit.issued_on or actor.today, actor.today)})
    if request.method == "POST" and all([form.is_valid(), *(row.is_valid() for _part, row in rows)]):
        said = [
            acting.Judged(part.addressed, **{k: row.cleaned_data[k] for k in ("judgement", "done", "closes")})
            for part, row in rows
            if row.is_said
        ]
        try:
            made = acting.judge_all(
                audit=audit, said=said, judged_on=form.cleaned_data["judged_on"], actor=actor,
                seen=seen_version(request),
            )  # fmt: skip
        except NotAllowed:
            raise
        except Stale as refusal:
            return conflict(request, refusal, rows=_both(rows), version=reading.latest_of(parts))
        except Refused as refusal:
            refuse(form, refusal)
        else:
            text = ngettext("%(n)s bedömning är sparad.", "%(n)s bedömningar är sparade.", len(made))
            return respond_saved(request, original.get_absolute_url(), text % {"n": len(made)})
    return _show(request, audit, original, rows, form)


def _show(request: HttpRequest, audit: Audit, original: Audit, rows: Rows, form: WhenForm) -> HttpResponse:
    faults = [
        (f"id_{row.prefix}-{name}", f"{part.addressed.recommendation.number}, {part.addressed.board.name}: {message}")
        for part, row in rows
        if row.is_bound
        for name, errors in row.errors.items()
        for message in errors
    ]
    if faults:
        form.add_error(None, _("Någon bedömning behöver rättas."))
    context: dict[str, Any] = {
        "audit": audit, "original": original, "rows": rows, "faults": faults,
        "version": reading.latest_of([part for part, _row in rows]),
        "left": sum(not part.judged and part.addressed.closed_on is None for part, _row in rows),
    }  # fmt: skip
    return render_form(request, "audits/judge.html", form, **shared(**context))


def _both(rows: Rows) -> list[Difference]:
    """What was about to be said, beside the latest that somebody else said."""
    found = []
    for part, row in rows:
        if row.is_said:
            latest = part.judged[0] if part.judged else None
            label = _now("%(recommendation)s, %(board)s") % {
                "recommendation": part.addressed.recommendation.number, "board": part.addressed.board.name,
            }  # fmt: skip
            mine = f"{dict(row.fields['judgement'].choices).get(row.cleaned_data['judgement'], '')}: "  # type: ignore[attr-defined]
            theirs = f"{latest.get_judgement_display()}: {latest.done}" if latest else "–"
            found.append(Difference(label, mine + row.cleaned_data["done"], theirs))
    return found
