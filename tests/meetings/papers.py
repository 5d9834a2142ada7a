"""A matter and a paper of the small municipality, for the tests of this package."""

from datetime import date

from ledtrad.meetings.actions import matters, papers
from ledtrad.meetings.models import Meeting
from ledtrad.meetings.words import PaperKind, StepKind

TEXTS = {
    "proposed_decision": "Socialnämnden beslutar att godkänna rapporten.",
    "summary": "Rapporten visar att arbetet går som planerat.",
    "matter": "# Bakgrund\nNämnden gav uppdraget i mars.\n\n- en punkt\n- en till",
    "childs_best_interest": "Barn berörs inte direkt.",
    "economy": "Beslutet medför inga kostnader.",
    "distribution": "Kommunrevisionen",
}


def matter(world, name="eva", board=None, **values):
    """A matter of the social board; Anna's function answers for it."""
    given = {"title": "Uppföljning av etableringen", "responsible": world.functions["anna"], **values}
    return matters.open_matter(board=board or world.unit("SN"), actor=world.actor(name), **given)


def paper(world, name="anna", of=None, kind=PaperKind.MEMORANDUM, texts=TEXTS, **values):
    """A memorandum with everything in it."""
    return papers.begin_paper(
        matter=of or matter(world), kind=kind, title="Uppföljning", actor=world.actor(name), texts=texts, **values
    )


def steps(world):
    """Anna writes, Johan leads her, Dag is director."""
    people = (StepKind.WRITER, "anna"), (StepKind.MANAGER, "johan"), (StepKind.DIRECTOR, "dag")
    return [(kind, world.functions[name]) for kind, name in people]


def submitted(world, **values):
    """Sent out for signing."""
    return papers.submit(paper=paper(world, **values), steps=steps(world), actor=world.actor("anna"), seen=None)


def sign(world, found, *names):
    """Signed by these, in turn."""
    for name in names:
        step = found.steps.filter(signed_at=None).first()
        found = papers.sign(step=step, actor=world.actor(name))
    return found


def ready(world, **values):
    """Signed by all three."""
    return sign(world, submitted(world, **values), "anna", "johan", "dag")


def meeting(world, day=date(2021, 4, 21), board="SN"):
    """A day when the board meets."""
    return Meeting.objects.create(board=world.unit(board), held_on=day)
