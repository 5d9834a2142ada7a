"""The auditors' verdict: the paper's own overall sentence, and their answer to each of the audit's questions."""

import re
from collections.abc import Iterator, Sequence

from ledtrad.audits.reading.blocks import HEADING, ITEM, ROW, TEXT, Block
from ledtrad.audits.reading.headings import Role, role_of
from ledtrad.audits.reading.merging import tokens
from ledtrad.audits.reading.signs import ANSWER_COLUMN, QUESTION_COLUMN
from ledtrad.audits.reading.verbs import sentences

_VERDICT = re.compile(
    r"\b(?:vår|revisorernas|den) (?:sammanfattande|samlade|övergripande|sammantagna|sammanvägda)?\s*(?:revisionella )?"
    r"bedömning(?:en)?(?: \w+){0,4} (?:är|utifrån|visar)\b|\bgörs\b.{0,50}\bbedömning|\bvi bedömer\b|\bsammantaget\b",
    re.IGNORECASE,
)
_WHOLE = r"(?:sammanfattande|samlade|övergripande|sammantagna|sammanvägda)"
#: What is said of the whole audit: "Efter genomförd granskning är vår samlade bedömning att …".
_OVERALL = re.compile(
    rf"\b(?:vår|revisorernas|den|en) {_WHOLE},? (?:revisionella )?(?:bedömning|slutsats)\w*\b(?=.{{0,140}}\batt\b)"
    rf"|\b{_WHOLE} bedömning(?:en)? (?:är|utifrån)\b|^(?:sammanfattningsvis|sammantaget)\b.{{0,40}}\b(?:bedöm|anser)"
    r"|\b(?:vi|revisionskontoret|stadsrevisionen|revisorerna|EY|KPMG|PwC|Deloitte) bedömer (?:sammantaget"
    r"|sammanfattningsvis)\b|\butifrån (?:granskningens|vårt) (?:syfte|uppdrag)\b.{0,60}\bbedöm"
    r"|\bvår (?:bedömning|slutsats) (?:utifrån|mot bakgrund av) (?:granskningens )?syfte"
    r"|\befter genomförd granskning\b.{0,40}\bbedöm",
    re.IGNORECASE | re.DOTALL,
)
_OF_A_PART = re.compile(r"\b(?:denna|den här|respektive|varje) (?:\w*fråga|del|kontrollmål|område)", re.IGNORECASE)
_INTRODUCES = re.compile(
    r"\b(?:på uppdrag av|syftet|syfte (?:är|har varit|var)|ha[rd]e? (?:\w+ )?(?:granskat|genomfört"
    r"|fått i uppdrag|följt upp)"
    r"|ingår i revisionsplan|granskningen (?:omfattar|har omfattat|avser))",
    re.IGNORECASE,
)
_ANSWERS = re.compile(
    r"(?:ja|nej|delvis|uppfyll|ej |inte |till (?:viss|stor|övervägande|liten) del|i (?:huvudsak|allt väsentligt|stort"
    r"|begränsad)|vi (?:bedömer|anser)|vår (?:\w+ )?bedömning|bedömning|svar|kommentar|sammantaget|enligt vår"
    r"|revisionsfrågan|kontrollmålet)",
    re.IGNORECASE,
)
_NOT_THE_PAPERS = (Role.SOURCES, Role.DOCUMENTS, Role.FUNCTIONS, Role.CRITERIA, Role.OWN, Role.DECISION)
_ALIKE = 0.7


def conclusions_of(blocks: Sequence[Block]) -> str:
    """The auditors' verdict in their own words: what is said of the whole audit, else the first that is said."""
    spoken = [block for block in blocks if block.kind in (TEXT, ITEM)]
    for block in sorted(spoken, key=_is_of_a_part):
        if block.role not in _NOT_THE_PAPERS and (said := _overall_in(block)):
            return said
    for roles in ((Role.ASSESSMENT, Role.RECOMMENDATIONS), (Role.OTHER,)):
        for block in spoken:
            if block.role in roles and (said := _first_in(block, _VERDICT)):
                return said
    return ""


def _is_of_a_part(block: Block) -> bool:
    """Whether it stands in a chapter of findings, as the assessment of one question does."""
    chapters = [role_of(heading) for heading in block.path[:-1]]
    return any(role in (Role.OBSERVATIONS, Role.QUESTIONS, Role.METHOD) for role in chapters) or (
        len(block.path) > 1 and Role.OTHER in chapters
    )


def _overall_in(block: Block) -> str:
    """The paragraph with its overall sentence, without what only introduces the audit."""
    for start, end in sentences(block.text):
        sentence = block.text[start:end]
        if _OVERALL.search(sentence) and not _OF_A_PART.search(sentence) and not sentence.endswith((":", "?")):
            return _from(block, start)
    return ""


def _first_in(block: Block, saying: re.Pattern[str]) -> str:
    """The same for any sentence that judges."""
    starts = (start for start, end in sentences(block.text) if saying.search(block.text[start:end]))
    return next((_from(block, start) for start in starts), "")


def _from(block: Block, start: int) -> str:
    return block.text[start:] if _INTRODUCES.search(block.text[:start]) else block.text


def answers_of(blocks: Sequence[Block], questions: Sequence[str]) -> list[str]:
    """The answer to each question, in the order of the questions; empty where the paper gives none."""
    given = [*_in_tables(blocks), *_below_questions(blocks)]
    return [next((answer for asked, answer in given if _is(asked, question)), "") for question in questions]


def _in_tables(blocks: Sequence[Block]) -> Iterator[tuple[str, str]]:
    """A table whose head is "Revisionsfråga | Bedömning", perhaps with a number before or a comment after."""
    asked: int | None = None
    told: list[int] = []
    for number, block in enumerate(blocks):
        if block.kind != ROW:
            continue
        if number == 0 or blocks[number - 1].kind != ROW:
            heads = [cell.text for cell in block.cells]
            asked = next((at for at, head in enumerate(heads) if QUESTION_COLUMN.match(head)), None)
            told = [at for at, head in enumerate(heads) if at != asked and ANSWER_COLUMN.match(head)]
        elif asked is not None and asked < len(block.cells):
            words = [block.cells[at].text for at in told if at < len(block.cells)]
            if answer := " ".join(word for word in words if word):
                yield block.cells[asked].text, answer


def _below_questions(blocks: Sequence[Block]) -> Iterator[tuple[str, str]]:
    """A question that is said again with its answer behind it or in the paragraph below."""
    for number, block in enumerate(blocks):
        if block.kind == ROW or "?" not in block.text:
            continue
        asked, _mark, rest = block.text.partition("?")
        following = blocks[number + 1] if number + 1 < len(blocks) else None
        if not rest.strip() and following is not None and following.kind in (TEXT, HEADING):
            rest = following.text
        if "?" not in rest and _ANSWERS.match(rest.strip()):
            yield asked, rest.strip()


def _is(asked: str, question: str) -> bool:
    first, second = tokens(asked), tokens(question)
    return bool(first and second) and len(first & second) / max(len(first), len(second)) >= _ALIKE
