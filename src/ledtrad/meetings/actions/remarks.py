"""What was noted at a paragraph beside the decision; written with it."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from ledtrad.core.actors import Actor
from ledtrad.core.refusals import Invalid
from ledtrad.meetings.models import AgendaItem, Remark
from ledtrad.meetings.rules import attendance as rules
from ledtrad.meetings.rules.attendance import Remarked
from ledtrad.organisation.actors import user_behind


class WrongRemark(Invalid):
    """Something cannot be noted as it is told; `place` says which."""

    code = "wrong_remark"

    def __init__(self, place: int, sentence: str) -> None:
        self.place = place
        super().__init__(sentence)


def write(item: AgendaItem, wanted: Sequence[Remarked]) -> None:
    """Let the point have these and no others. `item` is decided, and held. Raises WrongRemark."""
    present = [row.told for row in item.meeting.attendance.all()]
    for place, remark in enumerate(wanted):
        if wrong := rules.remark_problem(remark, wanted, present, item.paragraph or 0):
            raise WrongRemark(place, wrong)
    item.remarks.all().delete()
    Remark.objects.bulk_create(
        Remark(item=item, order=place, kind=remark.kind, who=remark.who.strip(), text=remark.text.strip())
        for place, remark in enumerate(wanted, 1)
    )


def problems(items: Sequence[AgendaItem], present: Sequence[rules.Present], actor: Actor) -> list[str]:
    """What no longer goes together with who was present, each with its paragraph; of a point that the actor may not
    see, only that something does not. `items` with their remarks."""
    found: dict[int, list[str]] = {}
    for item in items:
        told = [remark.told for remark in item.remarks.all()]
        wrong = [rules.remark_problem(remark, told, present, item.paragraph or 0) for remark in told]
        found[item.pk] = [f"§ {item.paragraph}: {sentence}" for sentence in wrong if sentence]
    at_fault = [pk for pk, sentences in found.items() if sentences]
    if not at_fault:
        return []
    seen = AgendaItem.objects.visible_to(user_behind(actor)).filter(pk__in=at_fault)
    shown = [sentence for pk in seen.values_list("pk", flat=True) for sentence in found[pk]]
    hidden = _("Det som är antecknat vid en paragraf som du inte får se stämmer inte med närvaron.")
    return shown + ([hidden] if len(seen) < len(at_fault) else [])
