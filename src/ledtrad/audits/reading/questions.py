"""The questions that the audit was to answer."""

import re
from collections.abc import Iterator, Sequence

from ledtrad.audits.reading.blocks import HEADING, ITEM, TEXT, Block
from ledtrad.audits.reading.headings import Role
from ledtrad.audits.reading.merging import tokens
from ledtrad.audits.reading.verbs import sentences

_ANNOUNCED = re.compile(
    r"revisionsfråg|frågeställning|kontrollfråg|kontrollmål|delfråg|granskningsfråg|följande frågor"
    r"|frågor (?:ska |har )?besvara",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"^(?:(?:[Ii] vilken (?:utsträckning|omfattning|mån)|[Pp]å vilket sätt)|Har|Är|Finns|Sker|Hur|Vilka?|Vad"
    r"|Genomförs|Följs|Säkerställer|Tillser|Bedrivs|Fungerar|Får|Kan|Görs|Ges|Vidtas|Används"
    r"|Uppfyller|Arbetar|Redovisas|Rapporteras|Utövar|Beaktas|Dokumenteras|Vem|När|Varför|Om)\b"
)


def questions_of(blocks: Sequence[Block]) -> list[str]:
    """Each once, in order; what stands as a part of a question is no question of its own."""
    asked: list[str] = []
    for text in _asked(blocks):
        plain = text.strip(" -–•")
        if not any(_alike(plain, other) for other in asked):
            asked.append(plain)
    return asked


def _asked(blocks: Sequence[Block]) -> Iterator[str]:
    announced = mentioned = False
    top = 0
    for number, block in enumerate(blocks):
        if block.kind == HEADING:
            announced = mentioned = block.role in (Role.QUESTIONS, Role.PURPOSE) or bool(_ANNOUNCED.search(block.text))
            objective = bool(re.search("kontrollmål", block.text, re.IGNORECASE))
        elif block.kind == TEXT:
            said = _ANNOUNCED.search(block.text) is not None
            yield from _in_text(block.text, open=said or mentioned)
            if not block.text.endswith("?") or said:
                announced = said and (block.text.endswith((":", "?", "att", "följande", ".")))
            objective = bool(re.search("kontrollmål", block.text, re.IGNORECASE)) or (
                said is False and block.role == Role.QUESTIONS and "kontrollmål" in " ".join(block.path).lower()
            )
        elif block.kind == ITEM and (announced or block.text.endswith("?")):
            first = blocks[number - 1].kind != ITEM
            top = block.level if first else min(top, block.level)
            if block.level > top or block.role in (Role.SOURCES, Role.OWN):
                continue
            if block.text.endswith("?") or "?" in block.text:
                asks = block.role == Role.QUESTIONS or (block.role == Role.PURPOSE and _ASKS.match(block.text))
                if announced or asks:
                    yield block.text[: block.text.rindex("?") + 1]
            elif announced and (objective or _ASKS.match(block.text)):
                yield block.text


def _in_text(text: str, *, open: bool) -> Iterator[str]:
    """A question in a paragraph that speaks of the audit's questions."""
    if not open or "?" not in text:
        return
    for start, end in sentences(text):
        sentence = text[start:end]
        if not sentence.endswith("?"):
            continue
        after = re.split(r":\s+(?=[A-ZÅÄÖ])", sentence)
        yield after[-1]


def _alike(one: str, other: str) -> bool:
    first, second = tokens(one), tokens(other)
    if not first or not second:
        return one == other
    return len(first & second) / max(len(first), len(second)) >= 0.8
