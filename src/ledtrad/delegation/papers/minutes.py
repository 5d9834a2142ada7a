"""One decision that is minuted separately, on paper: what the notice board refers to."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from ledtrad.core import clock
from ledtrad.core.numbers import MISSING
from ledtrad.core.papers.blocks import Document, note, paragraph, plain
from ledtrad.core.periods import label_day
from ledtrad.delegation.actions.reading import holds_client_data
from ledtrad.delegation.models import DelegatedDecision, SeparateMinutes
from ledtrad.delegation.papers import document, section
from ledtrad.delegation.rules.notice import Notice


def minutes_document(
    decision: DelegatedDecision, minutes: SeparateMinutes | None, notice: Notice | None, statutes: tuple[str, str]
) -> Document:
    """The paper of the decision. With secrecy it says only that there is one. One query."""
    with translation.override(settings.LANGUAGE_CODE):
        secret = holds_client_data(decision)
        paragraph_name = minutes.paragraph if minutes is not None else ""
        told = _("Omfattas av sekretess.") if secret else decision.decision or MISSING
        matter = MISSING if secret else decision.matter or MISSING
        return document(
            decision.board,
            kind_label=_("Delegationsbeslut som protokollförs särskilt (7 kap. 8 § KL)"),
            title=_("Beslut enligt punkt %(item)s") % {"item": decision.item},
            number=paragraph_name,
            scope=_("%(board)s, beslut %(day)s")
            % {"board": decision.board.name, "day": label_day(decision.decided_on)},
            day=clock.today(),
            facts=[
                [_("Beslutat"), label_day(decision.decided_on)],
                [_("Beslutsfattare"), decision.function or MISSING],
                [_("Ärende"), matter],
                [_("Paragraf"), paragraph_name or _("inte införd än")],
                *_days(notice, minutes, statutes),
            ],
            sections=[section(_("Beslut"), [paragraph(plain(told))]), *_appeal(notice)],
            is_draft=minutes is None,
        )


def _days(notice: Notice | None, minutes: SeparateMinutes | None, statutes: tuple[str, str]) -> list[list[str]]:
    if notice is None or minutes is None:
        return []
    facts = [[_("Justerat"), label_day(minutes.adjusted_on)]]
    by = _("senast %(day)s (%(statute)s)") % {"day": label_day(notice.announce_by), "statute": statutes[0]}
    facts.append([_("Anslaget"), label_day(notice.announced_on) if notice.announced_on else by])
    if notice.appeal_until is not None:
        until = _("%(day)s (%(statute)s)") % {"day": label_day(notice.appeal_until), "statute": statutes[1]}
        facts.append([_("Överklagas senast"), until])
    return facts


def _appeal(notice: Notice | None) -> list[dict[str, object]]:
    if notice is None or notice.appeal_until is None:
        return []
    text = _(
        "Den som är medlem av kommunen kan överklaga beslutet hos förvaltningsrätten (laglighetsprövning). "
        "Överklagandet ska ha kommit in senast %(day)s, tre veckor efter att justeringen av protokollet "
        "tillkännagavs på kommunens anslagstavla."
    ) % {"day": label_day(notice.appeal_until)}
    return [section(_("Så överklagar man"), [note(text)])]
