"""To whom a recommendation is aimed: by its own words, by what stands above it, by what the paper is about."""

import re
from collections.abc import Sequence

from ledtrad.audits.reading.blocks import HEADING, Block
from ledtrad.audits.reading.boards import is_company, mentions
from ledtrad.audits.reading.found import Found, left_beside_boards
from ledtrad.audits.reading.headings import NUMBER
from ledtrad.audits.reading.kinds import names_audit
from ledtrad.audits.reading.people import Examined, fitting, resolve


def boards_of(found: Found, sent_to: list[str], examined: Examined, blocks: Sequence[Block]) -> list[str]:
    """What it says itself, else what announced it, else the board that the paper is sent to or is about.

    A "nämnden" that nothing else tells who is, is the board that `blocks` named last before.
    """
    said = found.mentioned or found.fallback
    above = _above(found)
    if not said:
        return above or sent_to or list(examined.names)
    before = [one.name for one in reversed(mentions(found.block.text[: found.start])) if one.is_named]
    announced = [one.name for one in found.fallback if one.is_named]
    near = announced or above or (before if len(fitting(said, examined)) != 1 else [])
    boards = resolve(said, _listed(examined, sent_to), near)
    if boards == ["nämnden"]:
        boards = [_named_before(found, blocks) or "nämnden"]
    boards += [name for name in _together(found, examined) if name not in boards]
    return [name for name in boards if name == boards[0] or not _only_helps(name, found, examined)]


def _listed(examined: Examined, sent_to: list[str]) -> Examined:
    """Those that "nämnderna" are: the examined boards, or those that a letter is sent to when it lists no others."""
    if not examined.names:
        return Examined(tuple(sent_to), False)
    if len(sent_to) > 1 and not (examined.listed and len(examined.names) > 1):
        return Examined(tuple(sent_to), True)
    return examined


def _named_before(found: Found, blocks: Sequence[Block]) -> str:
    """The board last named before it, in the same chapter."""
    here = next((number for number, block in enumerate(blocks) if block is found.block), 0)
    for block in reversed(blocks[:here]):
        named = [one.name for one in mentions(block.text, also_owners=True) if one.is_named and "nämnd" in one.name]
        if named:
            return named[-1]
        if block.kind == HEADING and block.level == 1:
            break
    return ""


def _above(found: Found) -> list[str]:
    """The boards named in the headings above, the nearest first; a company only where the chapter is its own."""
    return [
        one.name
        for heading in reversed(found.block.path)
        if not names_audit(heading)
        for one in mentions(heading)
        if one.is_named
        and not one.name.endswith("fullmäktige")
        and (not is_company(one.name) or not left_beside_boards(NUMBER.sub("", heading, count=1)))
    ]


def _together(found: Found, examined: Examined) -> list[str]:
    """Those of the examined boards that have to do it as well: "Styrelsen bör, tillsammans med nämnden, pröva …"."""
    said = re.search(r"^.{0,60}\btillsammans med\s+", found.text)
    others = mentions(found.text[said.end() :]) if said and found.mentioned else []
    return [one.name for one in others[:1] if one.start == 0 and one.name in examined.names]


def _only_helps(board: str, found: Found, examined: Examined) -> bool:
    """Whether it is named as one to do it together with, and is none of those that the audit examines."""
    helps = rf"\b(?:tillsammans|i samråd|i samverkan) med {re.escape(board)}\b"
    return board not in examined.names and re.search(helps, found.text, re.IGNORECASE) is not None
