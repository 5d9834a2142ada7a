"""Boards that a paper names once and shortens after: "samhällsbyggnadsnämnden (SBN)", then only "SBN"."""

import re
from collections.abc import Sequence

from ledtrad.audits.reading.blocks import Block
from ledtrad.audits.reading.boards import mentions

_SHORT = re.compile(
    r"\s\((?:nedan |härefter |i det följande )?(?:kalla[dt] )?[”\"]?([A-ZÅÄÖ][A-Za-zÅÄÖåäö]{1,5})[”\"]?\)"
)


def shortened(blocks: Sequence[Block]) -> dict[str, str]:
    """The name of each board that the paper gives a short form, by that form."""
    found: dict[str, str] = {}
    for block in blocks:
        for hit in _SHORT.finditer(block.text):
            if sum(one.isupper() for one in hit[1]) < 2:
                continue
            ending = [one for one in mentions(block.text[: hit.start()]) if one.end == hit.start() and one.is_named]
            if ending:
                found.setdefault(hit[1], ending[-1].name)
    return found


def spell_out(blocks: Sequence[Block], names: dict[str, str]) -> None:
    """Write the boards' names where the paper has the short forms; the places stay those of the short form."""
    if not names:
        return
    pattern = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, names))})(?!\w)")
    for block in [*blocks, *(cell for row in blocks for cell in row.cells)]:
        for hit in reversed(list(pattern.finditer(block.text))):
            start, end = hit.span()
            if _gives_short(block.text, start):
                continue
            name = names[hit[1]]
            own = block.places[start:end]
            block.text = block.text[:start] + name + block.text[end:]
            block.places[start:end] = [*own[:1] * (len(name) - len(own) + 1), *own[1:]]


def _gives_short(text: str, start: int) -> bool:
    """Whether the short form stands right after the board that it is short for: "socialnämnden (SN)"."""
    opening = re.search(r"\s\([^()]{0,30}$", text[:start])
    return opening is not None and any(one.end == opening.start() for one in mentions(text[: opening.start()]))


def shortened_again(text: str, quote: str, names: dict[str, str]) -> str:
    """The text with the short forms that the paper itself has at that place."""
    for short, name in names.items():
        if re.search(rf"\b{re.escape(short)}\b", quote):
            text = text.replace(name, short)
    return text
