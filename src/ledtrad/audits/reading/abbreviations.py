"""Boards that a paper names once and shortens after: "samhällsbyggnadsnämnden (SBN)", then only "SBN"."""

import re
from collections.abc import Iterator, Sequence

from ledtrad.audits.reading.blocks import Block
from ledtrad.audits.reading.boards import mentions, most_named

_SHORT = re.compile(
    r"\s\((?:nedan |härefter |i det följande )?(?:kalla[dt] )?[”\"]?([A-ZÅÄÖ][A-Za-zÅÄÖåäö]{1,5})[”\"]?\)"
)

#: Letters that stand for a board, where the paper does not say for which.
_INITIALS = r"(?<!\w)[A-ZÅÄÖ](?:[A-ZÅÄÖ]|o(?=[A-ZÅÄÖ])){1,4}(?!\w)"
_SOME = rf"{_INITIALS}(?:(?:,\s?|\s?/\s?|,?\s(?:och|samt|&)\s|\s){_INITIALS})*"
_ONLY_BOARDS = re.compile(
    rf"^{_SOME}:?$|^(?:Till\s)?{_SOME}(?=:\s)|\({_SOME}\)(?=[.,;]?$)"
    rf"|{_SOME}(?=\s(?:bör|behöver|rekommenderas)\b)|(?<=rekommenderar\s){_SOME}(?=\satt\b)"
)
_COMMON = {"KS": "kommunstyrelsen", "RS": "regionstyrelsen"}


def shortened(blocks: Sequence[Block]) -> dict[str, str]:
    """The name of each board that the paper gives a short form, by that form."""
    found: dict[str, str] = {}
    for block in blocks:
        for hit in _SHORT.finditer(block.text):
            if sum(one.isupper() for one in hit[1]) < 2:
                continue
            before = mentions(block.text[: hit.start()], also_owners=True)
            ending = [one for one in before if block.text[one.end : hit.start()] in ("", "s") and one.is_named]
            if ending:
                found.setdefault(hit[1], ending[-1].name)
    return found


def spell_out(blocks: Sequence[Block], names: dict[str, str]) -> None:
    """Write the boards' names where the paper has the short forms; the places stay those of the short form."""
    pattern = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, names))})(?!\w)") if names else None
    for block in _all(blocks) if pattern else ():
        for hit in reversed(list(pattern.finditer(block.text) if pattern else ())):
            if not _gives_short(block.text, hit.start()):
                _write(block, hit.start(), hit.end(), names[hit[1]])


def spell_out_initials(blocks: Sequence[Block]) -> dict[str, str]:
    """The same for short forms that the paper nowhere explains, where only a board can stand: "KS bör", "(KS, BUN)"."""
    known = list(most_named("\n".join(block.text for block in _all(blocks))))
    used: dict[str, str] = {}
    for block in _all(blocks):
        spans: dict[tuple[int, int], str] = {}
        for hit in _ONLY_BOARDS.finditer(block.text):
            meant = {part.span(): _meant(part[0], known) for part in _parts(hit)}
            spans |= meant if all(meant.values()) else {}
        for (start, end), name in sorted(spans.items(), reverse=True):
            used[block.text[start:end]] = name
            _write(block, start, end, name)
    return used


def _parts(hit: re.Match[str]) -> Iterator[re.Match[str]]:
    return re.compile(_INITIALS).finditer(hit.string, hit.start(), hit.end())


def _meant(short: str, known: Sequence[str]) -> str:
    """The only board that the paper names and that the letters can be short for."""
    if short in _COMMON:
        return _COMMON[short]
    wanted = short.casefold()
    initials = [
        name for name in known if "".join(re.findall(r"\b(?!och\b|samt\b)\w|(?<=\w)n(?=ämnden)", name)) == wanted
    ]
    letters = re.compile(r"\w*?".join(wanted.replace("", " ").split()))
    spread = [name for name in known if name.endswith("nämnden") and letters.match(re.sub(r"\W|och", "", name))]
    fits = initials or (spread if wanted.endswith("n") and len(wanted) > 2 else [])
    return fits[0] if len(fits) == 1 else ""


def _all(blocks: Sequence[Block]) -> list[Block]:
    return [*blocks, *(cell for row in blocks for cell in row.cells)]


def _write(block: Block, start: int, end: int, name: str) -> None:
    own = block.places[start:end]
    block.text = block.text[:start] + name + block.text[end:]
    block.places[start:end] = [*own[:1] * (len(name) - len(own) + 1), *own[1:]]


def _gives_short(text: str, start: int) -> bool:
    """Whether the short form stands right after the board that it is short for: "socialnämnden (SN)"."""
    opening = re.search(r"\s\([^()]{0,30}$", text[:start])
    return opening is not None and any(
        text[one.end : opening.start()] in ("", "s") for one in mentions(text[: opening.start()], also_owners=True)
    )


def shortened_again(text: str, quote: str, names: dict[str, str]) -> str:
    """The text with the short forms that the paper itself has at that place."""
    for short, name in names.items():
        if re.search(rf"\b{re.escape(short)}\b", quote):
            text = text.replace(name, short)
    return text
