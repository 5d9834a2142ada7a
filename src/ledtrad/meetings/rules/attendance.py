"""Who was there, in which paragraphs, who took part in a decision, and what somebody had noted."""

import re
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from ledtrad.meetings.rules.agenda import HIGHEST
from ledtrad.meetings.words import Duty, PresentAs, RemarkKind

_PARTY = re.compile(r"\s*\([^)]*\)")
_BETWEEN = re.compile(r"\s*(?:[,;\n]|\boch\b|\bsamt\b)\s*")
_GLUE = "\N{NO-BREAK SPACE}"
DECIDING = (PresentAs.MEMBER, PresentAs.SERVING)


class Present(NamedTuple):
    """Somebody at a meeting. `serves_for` is the member whose place a substitute takes; `first` and `last` the
    paragraphs between which the person was there, open when it was from the beginning or to the end."""

    present_as: str
    name: str
    role: str = ""
    serves_for: str = ""
    first: int | None = None
    last: int | None = None
    duty: str = ""

    @property
    def part(self) -> str:
        """In which paragraphs, as it stands in minutes; empty for all of it."""
        if self.first is not None and self.last is not None:
            return f"§{_GLUE}{self.first}" if self.first == self.last else f"§§{_GLUE}{self.first}–{self.last}"
        if self.first is not None:
            return _("från %(paragraph)s") % {"paragraph": f"§{_GLUE}{self.first}"}
        return _("till och med %(paragraph)s") % {"paragraph": f"§{_GLUE}{self.last}"} if self.last is not None else ""

    def covers(self, paragraph: int) -> bool:
        """Whether the person was there at that paragraph."""
        return (self.first is None or self.first <= paragraph) and (self.last is None or paragraph <= self.last)

    def meets(self, other: "Present") -> bool:
        """Whether two rows tell of the same paragraph."""
        begins = max(self.first or 0, other.first or 0)
        ends = min(self.last or HIGHEST, other.last or HIGHEST)
        return begins <= ends


class Remarked(NamedTuple):
    """What was noted at a paragraph: who did not take part for a conflict of interest, who reserved themselves."""

    kind: str
    who: str
    text: str = ""


def plain_name(name: str) -> str:
    """The name alone, to compare by: without party and without regard to case."""
    return " ".join(_PARTY.sub(" ", name).split()).casefold()


def names_of(who: str) -> list[str]:
    """Each of those that are named: with commas, lines or "och" between."""
    return [found for found in (part.strip() for part in _BETWEEN.split(who)) if found]


def recused(remarks: Iterable[Remarked]) -> set[str]:
    """Those who did not take part, by `plain_name`."""
    return {
        plain_name(name) for remark in remarks if remark.kind == RemarkKind.RECUSAL for name in names_of(remark.who)
    }


def deciding(present: Iterable[Present], paragraph: int, remarks: Iterable[Remarked] = ()) -> list[Present]:
    """Members and serving substitutes who took part in the decision of a paragraph."""
    away = recused(remarks)
    return [
        one for one in present
        if one.present_as in DECIDING and one.covers(paragraph) and plain_name(one.name) not in away
    ]  # fmt: skip


def attendance_problems(present: Sequence[Present]) -> list[tuple[int, str, str]]:
    """What does not go together: the row, the field, and a sentence."""
    found: list[tuple[int, str, str]] = []
    for place, one in enumerate(present):
        if one.first is not None and one.last is not None and one.first > one.last:
            found.append((place, "last", _("Sista paragrafen kommer före den första.")))
        if one.present_as == PresentAs.SERVING and not one.serves_for.strip():
            found.append((place, "serves_for", _("Skriv för vem %(name)s tjänstgör.") % {"name": one.name}))
        if one.present_as != PresentAs.SERVING and one.serves_for.strip():
            found.append((place, "serves_for", _("Bara en tjänstgörande ersättare tjänstgör för någon.")))
        if one.duty in (Duty.CHAIR, Duty.ADJUSTER) and one.present_as not in DECIDING:
            found.append((place, "duty", _("Ordförande och justerare är ledamöter eller tjänstgörande ersättare.")))
        found += _clashes(place, one, present[:place])
    found += _replaced(present)
    return sorted(found)


def _clashes(place: int, one: Present, before: Sequence[Present]) -> list[tuple[int, str, str]]:
    twice = any(plain_name(other.name) == plain_name(one.name) and one.meets(other) for other in before)
    return [(place, "name", _("%(name)s står två gånger för samma paragraf.") % {"name": one.name})] if twice else []


def _replaced(present: Sequence[Present]) -> list[tuple[int, str, str]]:
    """Nobody takes the place of a member who is there."""
    sitting = [one for one in present if one.present_as == PresentAs.MEMBER]
    return [
        (place, "serves_for", _("%(member)s är närvarande i samma paragrafer.") % {"member": one.serves_for})
        for place, one in enumerate(present)
        if one.present_as == PresentAs.SERVING
        and any(plain_name(m.name) == plain_name(one.serves_for) and m.meets(one) for m in sitting)
    ]


def remark_problem(remark: Remarked, others: Iterable[Remarked], present: Sequence[Present], paragraph: int) -> str:
    """Why that cannot be noted at the paragraph; empty when it can. As long as nobody is written in as present,
    who took part is not known."""
    if not names_of(remark.who):
        return _("Skriv vem det gäller.")
    if remark.kind == RemarkKind.STATEMENT and not remark.text.strip():
        return _("Skriv vad protokollsanteckningen säger.")
    if remark.kind != RemarkKind.RESERVATION:
        return ""
    away, took = recused(others), {plain_name(one.name) for one in deciding(present, paragraph, others)}
    for name in names_of(remark.who):
        if plain_name(name) in away:
            return _("%(name)s var jävig och deltog inte i beslutet.") % {"name": name}
        if present and plain_name(name) not in took:
            return _("%(name)s deltog inte i beslutet och kan inte reservera sig.") % {"name": name}
    return ""


def lacking(present: Sequence[Present]) -> list[str]:
    """What adjusted minutes must tell of those who were there, and do not yet."""
    if not any(one.present_as in DECIDING for one in present):
        return [_("Skriv in vilka ledamöter och ersättare som tjänstgjorde.")]
    duties: Collection[str] = {one.duty for one in present}
    found = [] if Duty.CHAIR in duties else [_("Skriv in vem som var ordförande.")]
    return found if Duty.ADJUSTER in duties else [*found, _("Skriv in vem som justerar protokollet.")]
