"""What statements and follow-up hand to the packages below: their paper, jobs, things to do, words of the ledger."""

from django.utils.translation import gettext_lazy as _

from ledtrad.audits import answers_todo, package_jobs
from ledtrad.audits.actions import statement_papers
from ledtrad.audits.models import Addressed, Audit, Statement
from ledtrad.audits.papers import statements
from ledtrad.audits.queries.statements import draft_entries, of_matter, of_paper
from ledtrad.core import ledger
from ledtrad.meetings import composing, panels
from ledtrad.meetings.words import PaperKind
from ledtrad.thread import ledger_words


def register() -> None:
    """Called when the app is ready."""
    package_jobs.register()
    answers_todo.register()
    composing.register_blocks(PaperKind.STATEMENT, "summary", statements.summary)
    composing.register_blocks(PaperKind.STATEMENT, "position", statements.position)
    composing.register_ready_check(PaperKind.STATEMENT, statements.unready)
    panels.register("statement", "audits/matter_panel.html", of_matter)
    panels.register_of_papers("statement", "audits/paper_panel.html", of_paper)
    composing.register_adopted(statement_papers.adopted)
    ledger.hide(
        Statement, lambda user: Statement.objects.exclude(pk__in=Statement.objects.visible_to(user).values("pk"))
    )
    ledger.narrow(Statement, ["stand_written"], draft_entries)
    ledger.hide(Audit, lambda user: Audit.objects.exclude(pk__in=Audit.objects.visible_to(user).values("pk")))
    ledger.hide(
        Addressed, lambda user: Addressed.objects.exclude(pk__in=Addressed.objects.visible_to(user).values("pk"))
    )
    ledger_words.register(
        actions={
            "stand_written": _("skrev nämndens svar i"),
            "measure_promised": _("tog med en åtgärd i"),
            "measure_taken_back": _("tog bort en åtgärd ur"),
            "statement_begun": _("började skriva"),
            "statement_adopted": _("antog"),
            "stand_adopted": _("antog nämndens svar i"),
            "evidence_added": _("lade till något som visar vad som gjorts åt"),
            "evidence_packaged": _("gjorde ett bevispaket av"),
        },
        fields={
            "recommendation": _("rekommendation"),
            "activity": _("aktivitet"),
            "position": _("ställning"),
            "reasons": _("skäl"),
            "counter_proposal": _("förslag i stället"),
            "measures": _("åtgärder"),
            "adopted_on": _("beslutat"),
            "adopted_as": _("paragraf"),
            "judged_on": _("bedömt"),
            "done": _("vad som gjorts"),
            "closes": _("avslutar"),
            "dated_on": _("från den"),
            "contents": _("kontrollsumma för innehållet"),
            "files": _("filer"),
        },
    )
