"""What the paper says of the audit itself: purpose, criteria, method, conclusions, sources, and a dialogue's areas."""

import re
from collections.abc import Iterable, Iterator, Sequence

from ledtrad.audits.reading.blocks import HEADING, ITEM, TEXT, Block
from ledtrad.audits.reading.headings import Role, role_of
from ledtrad.audits.reading.interviewed import interviewed_in
from ledtrad.audits.reading.lines import SECTION_NUMBER
from ledtrad.audits.reading.verbs import sentences

_PURPOSE = re.compile(
    r"\b(?:syftet|(?:granskningens|uppföljningens|revisionens|övergripande) syfte)\b.{0,90}?\b(?:är|har varit"
    r"|var)\b|\bsyftar (?:till|i)\b"
    r"|\bmed syfte att\b|\bhar syftat till\b",
    re.IGNORECASE,
)
_METHOD = re.compile(
    r"\b(?:intervju|dokumentstudi|dokumentgranskning|stickprov|enkät|aktgranskning|granskat akter)\w*", re.IGNORECASE
)
_STRENGTH = re.compile(
    r"\b(?:ändamålsenlig\w*|god[at]?\b|väl (?:fungerande|utvecklad\w*)|fungerar (?:bra|väl)"
    r"|tydlig\w* (?:struktur|fokus|bild|ansvar\w*)|stark\w*|utvecklat samarbete|styrka\w*|positiv\w*)",
    re.IGNORECASE,
)
_DEVELOP = re.compile(
    r"\b(?:\w*utvecklingsområde\w*|förbättringsområde\w*|områden? att utveckla|behöver (?:utvecklas|stärkas"
    r"|ses över)|behov finns av|kvarstår|viktigt att|väsentlig\w* för att)\b",
    re.IGNORECASE,
)
#: "Vi har bedömt om verksamheten uppfyller" stands above the criteria, and is none.
_ANNOUNCES = re.compile(
    r"^(?:vi|granskningen|revisionen|bedömningen|följande|som|med|i (?:denna|den här) granskning"
    r"|revisionskriterier\w*)\b.*\b(?:uppfyller|uppfylls|lever upp till|följer|är|utgörs av|består av"
    r"|utgå\w*(?: från| ifrån)?|mot|från|avses|använts|tillämpats|av|i)$",
    re.IGNORECASE,
)
_AREAS_OF_TALK = re.compile(r"\bstyrkor\b.*\butvecklingsområden\b|\butvecklingsområden\b.*\bstyrkor\b", re.IGNORECASE)
_AREAS = re.compile(
    r"\b(?:diskussionsområden|följande områden|områden som diskuterades|dialogens områden|diskuterade områden)\b",
    re.IGNORECASE,
)


def purpose_of(blocks: Sequence[Block]) -> str:
    """The sentence that says why the audit was made."""
    said = [
        text for block in _speaking(blocks) for text in _sentences(block) if _PURPOSE.search(text) and len(text) > 40
    ]
    if said:
        return said[0]
    return next((block.text for block in blocks if block.role == Role.PURPOSE and block.kind == TEXT), "")


def method_of(blocks: Sequence[Block]) -> str:
    """How it was made."""
    said = [
        block.text
        for block in _speaking(blocks)
        if block.role in (Role.METHOD, Role.BACKGROUND, Role.PURPOSE) and _METHOD.search(block.text)
    ]
    return said[0] if said else ""


def criteria_of(blocks: Sequence[Block]) -> list[str]:
    """What the audit measured against: laws, rules and plans, by their names."""
    found: list[str] = []
    for number, block in enumerate(blocks):
        if block.role != Role.CRITERIA or len(block.text) > 130:
            continue
        first = number == 0 or blocks[number - 1].role != Role.CRITERIA
        told = block.kind == TEXT and (len(block.text) > 90 or re.search(r"\bska\b|\bär\b", block.text))
        named = block.kind == ITEM or (not block.text.endswith((":", "?")) and not told)
        if _ANNOUNCES.search(block.text) or (block.kind == HEADING and SECTION_NUMBER.match(block.text)):
            continue
        if named and not (first and block.kind == HEADING and "kriteri" in block.text.lower()):
            found.append(block.text.rstrip(",;"))
    return _once(found)


def sources_of(blocks: Sequence[Block]) -> dict[str, list[str]]:
    """The functions interviewed and the documents read."""
    functions: list[str] = []
    documents: list[str] = []
    below: Role | None = None
    for block in blocks:
        if block.kind == HEADING or (block.kind == TEXT and block.text.endswith(":")):
            role = role_of(block.text)
            listing = role in (Role.FUNCTIONS, Role.DOCUMENTS)
            below = role if listing else below if block.kind == TEXT and block.role == Role.SOURCES else None
        elif block.kind == ITEM and below is not None and block.level == 0:
            (functions if below == Role.FUNCTIONS else documents).append(block.text.rstrip(",;."))
    if not functions:
        functions = _interviewed(blocks)
    return {"functions": _once(functions), "documents": _once(documents)}


def strengths_of(blocks: Sequence[Block], *, dialogue: bool) -> list[str]:
    """What works well: the paper's own list of strengths; of a dialogue also what its assessment praises."""
    listed = list(_listed(blocks, Role.STRENGTHS, re.compile(r"\bstyrkor\b", re.IGNORECASE)))
    if not dialogue or listed:
        return _once(listed)
    said = [
        text
        for block in _judging(blocks)
        for text in _sentences(block)
        if _STRENGTH.search(text) and not _DEVELOP.search(text)
    ]
    return _once(said)


def development_of(blocks: Sequence[Block], *, dialogue: bool) -> list[str]:
    """What is to be developed, likewise."""
    listed = list(
        _listed(blocks, Role.DEVELOPMENT, re.compile(r"\b(?:utvecklings|förbättrings)områden\b", re.IGNORECASE))
    )
    if not dialogue or listed:
        return _once(listed)
    return _once(
        text
        for block in _speaking(blocks)
        for text in _sentences(block)
        if _DEVELOP.search(text) and not text.endswith(":") and block.role != Role.PURPOSE
    )


def areas_of(blocks: Sequence[Block]) -> list[str]:
    """What a dialogue was about."""
    for number, block in enumerate(blocks):
        if _AREAS.search(block.text):
            return _once(_items_after(blocks, number))
    return []


def _listed(blocks: Sequence[Block], role: Role, announced: re.Pattern[str]) -> Iterator[str]:
    for number, block in enumerate(blocks):
        if (block.kind == HEADING and role_of(block.text) == role) or (
            block.kind == TEXT
            and block.text.endswith(":")
            and announced.search(block.text)
            and not _AREAS_OF_TALK.search(block.text)
        ):
            yield from _items_after(blocks, number)


def _items_after(blocks: Sequence[Block], number: int) -> Iterator[str]:
    for block in blocks[number + 1 :]:
        if block.kind != ITEM:
            return
        yield block.text.rstrip(",;")


def _judging(blocks: Sequence[Block]) -> Iterator[Block]:
    return (block for block in _speaking(blocks) if block.role == Role.ASSESSMENT)


def _speaking(blocks: Sequence[Block]) -> Iterator[Block]:
    return (block for block in blocks if block.kind in (TEXT, ITEM))


def _sentences(block: Block) -> Iterator[str]:
    return (block.text[start:end] for start, end in sentences(block.text))


def _interviewed(blocks: Sequence[Block]) -> list[str]:
    for block in _speaking(blocks):
        if block.role in (Role.METHOD, Role.BACKGROUND, Role.PURPOSE) and (found := interviewed_in(block.text)):
            return found
    return []


def _once(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(text for text in texts if text))
