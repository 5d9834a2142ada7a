"""What statements and follow-up hand to the packages below: jobs, things to do, words of the ledger."""

from django.utils.translation import gettext_lazy as _

from ledtrad.audits import package_jobs
from ledtrad.audits.models import Addressed, Statement
from ledtrad.core import ledger
from ledtrad.thread import ledger_words


def register() -> None:
    """Called when the app is ready."""
    package_jobs.register()
    for model in (Statement, Addressed):
        ledger.hide(model, lambda user, of=model: of.objects.exclude(pk__in=of.objects.visible_to(user).values("pk")))
    ledger_words.register(
        actions={
            "stand_written": _("skrev nämndens svar i"),
            "measure_promised": _("tog med en åtgärd i"),
            "measure_taken_back": _("tog bort en åtgärd ur"),
            "statement_begun": _("började skriva"),
            "statement_adopted": _("antog"),
            "judged": _("bedömde vad som gjorts åt"),
            "evidence_added": _("lade till något som visar vad som gjorts åt"),
            "evidence_packaged": _("gjorde ett bevispaket av"),
        },
        fields={
            "recommendation": _("rekommendation"),
            "activity": _("aktivitet"),
            "position": _("ställning"),
            "reasons": _("skäl"),
            "counter_proposal": _("förslag i stället"),
            "judgement": _("bedömning"),
            "judged_on": _("bedömt"),
            "done": _("vad som gjorts"),
            "closes": _("avslutar"),
            "dated_on": _("från den"),
            "contents": _("kontrollsumma för innehållet"),
            "files": _("filer"),
        },
    )
