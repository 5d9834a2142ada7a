"""What was noted at a paragraph beside the decision; written with it."""

from collections.abc import Sequence

from ledtrad.core.refusals import Invalid
from ledtrad.meetings.models import AgendaItem, Remark
from ledtrad.meetings.rules import attendance as rules
from ledtrad.meetings.rules.attendance import Remarked


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


def problems(items: Sequence[AgendaItem], present: Sequence[rules.Present]) -> list[str]:
    """What no longer goes together with who was present, each with its paragraph. `items` with their remarks."""
    found = []
    for item in items:
        told = [remark.told for remark in item.remarks.all()]
        wrong = [rules.remark_problem(remark, told, present, item.paragraph or 0) for remark in told]
        found += [f"§ {item.paragraph}: {sentence}" for sentence in wrong if sentence]
    return found
