"""To whom a recommendation is aimed: by its own words, by what stands above it, by what the paper is about."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ledtrad.audits.reading.blocks import HEADING, Block
from ledtrad.audits.reading.boards import is_company, left_beside_boards, mentions, most_named
from ledtrad.audits.reading.found import Found
from ledtrad.audits.reading.headings import NUMBER
from ledtrad.audits.reading.kinds import names_audit
from ledtrad.audits.reading.numbered import boards_by_number, number_of
from ledtrad.audits.reading.people import Examined, fitting, resolve

#: All boards of the municipality, and not only those that the paper is about.
_EVERY = re.compile(
    r"\b(?:alla|övriga|samtliga|kommunens|stadens|regionens) (?:kommunens |stadens )?nämnder", re.IGNORECASE
)
_OF_MUNICIPALITY = re.compile(r"\bkommun(?:en|ens|s)?\b|\b[Kk]ommun(?:revision|ens revisor)", re.IGNORECASE)
_OF_OTHER_BODY = re.compile(
    r"(?<!KPMG )(?<!Deloitte )(?<!Coopers )(?<!Young )(?<!Azets )\bAB\b|\bbolaget|\blekmannarevis|förbundet\b"
    r"|\bstiftelse|\bregionen?\b|\blandsting",
    re.IGNORECASE,
)
_EXECUTIVES = {"kommunstyrelsen", "regionstyrelsen", "landstingsstyrelsen"}
#: A chapter of a paper that follows up several audits: "Granskning av skolskjuts (2021)".
_ONE_AUDIT = re.compile(r"(?:\d[\d.]*\s+)?(?:\w+ )?granskning(?:en)? av\b|.*\((?:år )?(?:19|20)\d\d\)$", re.IGNORECASE)


def aim(found: Sequence[Found], blocks: Sequence[Block], sent_to: list[str], examined: Examined) -> list[list[str]]:
    """The boards that each recommendation is aimed at."""
    named, chapters = named_before(blocks), boards_of_chapters(blocks)
    aimed = [boards_of(one, sent_to, examined, named, chapters.get(id(one.block), [])) for one in found]
    for place, one in enumerate(found):
        said = {board.name for board in one.mentioned or one.fallback}
        if said == {"nämnderna"} and _executive_apart(found):
            aimed[place] = [name for name in aimed[place] if name not in _EXECUTIVES] or aimed[place]
    given = boards_by_number(blocks)
    for place, one in enumerate(found if given else ()):
        if one.listed and not one.mentioned and not any(board.is_named for board in one.fallback):
            aimed[place] = given.get(number_of(one, found), aimed[place])
    aimed = [_each(number, found, aimed, sent_to) for number in range(len(found))]
    if ["styrelsen"] in aimed and _is_of_municipality(blocks):
        return [["kommunstyrelsen"] if boards == ["styrelsen"] else boards for boards in aimed]
    return aimed


def _is_of_municipality(blocks: Sequence[Block]) -> bool:
    """Whether the paper tells of a municipality alone, so that its "styrelsen" is the municipality's."""
    text = "\n".join(block.text for block in blocks)
    return _OF_MUNICIPALITY.search(text) is not None and _OF_OTHER_BODY.search(text) is None


def _executive_apart(found: Sequence[Found]) -> bool:
    """Whether something is recommended to the executive by its name, so that it is none of "nämnderna"."""
    return any(board.name in _EXECUTIVES for one in found for board in one.mentioned or one.fallback)


def _each(number: int, found: Sequence[Found], aimed: Sequence[list[str]], sent_to: Sequence[str]) -> list[str]:
    """Who "nämnderna" are where the paper does not list them: those of the same list, of the paper, or its only two."""
    boards = aimed[number]
    if boards == ["bolagen"]:
        return list(dict.fromkeys(name for other in aimed for name in other if is_company(name))) or boards
    group = [other for one, other in zip(found, aimed, strict=True) if one.group == found[number].group]
    if "samtliga" in boards:
        kept = [name for name in boards if name != "samtliga"]
        told = [[name for other in some for name in other if name != "samtliga"] for some in (group, aimed)]
        return list(dict.fromkeys(kept + next((each for each in told if each), ["nämnderna"])))
    if "nämnderna" not in boards or _EVERY.search(found[number].text):
        return boards
    asked = [name for name in sent_to if _is_one_board(name)]
    if len(asked) > 1:
        return [*(name for name in boards if name != "nämnderna" and name not in asked), *asked]
    if boards != ["nämnderna"]:
        return boards
    for others in (group, aimed):
        each = list(dict.fromkeys(name for other in others for name in other if _is_one_board(name)))
        if len(each) > 1:
            return each
    return boards


def _is_one_board(name: str) -> bool:
    return "nämnden" in name and name != "nämnden"


def boards_of_chapters(blocks: Sequence[Block]) -> dict[int, list[str]]:
    """The board of each block's chapter, by the block's identity, where each chapter is about an audit of its own."""
    heads = [block for block in blocks if block.kind == HEADING and _ONE_AUDIT.match(block.text)]
    if len({block.text for block in heads}) < 2:
        return {}
    found: dict[int, list[str]] = {}
    for head in heads:
        inside = [block for block in blocks if head.text in block.path]
        counts = most_named("\n".join(block.text for block in inside))
        best = [name for name, _count in counts.most_common() if "nämnd" in name or name == "kommunstyrelsen"][:1]
        for block in inside:
            for part in (block, *block.cells):
                found[id(part)] = best
    return found


def boards_of(
    found: Found, sent_to: list[str], examined: Examined, named: Mapping[int, str], chapter: list[str]
) -> list[str]:
    """What it says itself, else what announced it, else the board that the paper is sent to or is about.

    `named` has the board named last before each block, for a "nämnden" that nothing else tells who is; `chapter` is the
    board that the chapter is about, where each is about an audit of its own.
    """
    if chapter:
        examined = replace(examined, names=tuple(chapter), listed=False)
    said = found.mentioned or found.fallback
    above = _above(found)
    if not said:
        return above or chapter or sent_to or list(examined.names)
    before = [one.name for one in reversed(mentions(found.block.text[: found.start])) if one.is_named]
    announced = [one.name for one in found.fallback if one.is_named]
    near = announced or above or (before if len(fitting(said, examined)) != 1 else [])
    boards = resolve(said, examined if examined.names else replace(examined, names=tuple(sent_to), listed=False), near)
    if boards == ["nämnden"] and id(found.block) in named:
        boards = [named[id(found.block)]]
    boards += [name for name in _together(found, examined) if name not in boards]
    return [name for name in boards if name == boards[0] or not _only_helps(name, found, examined)]


def named_before(blocks: Sequence[Block]) -> dict[int, str]:
    """The board last named before each block, by the block's identity; a heading of another chapter forgets it."""
    found: dict[int, str] = {}
    last = ""
    for block in blocks:
        if block.kind == HEADING and block.level == 1:
            last = ""
        if last:
            found[id(block)] = last
        for one in mentions(block.text, also_owners=True):
            if one.is_named and "nämnd" in one.name:
                last = one.name
    return found


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
