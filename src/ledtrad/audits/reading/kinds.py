"""What sort of paper it is: who wrote it, and what kind of audit it is or answers."""

import re
from collections.abc import Sequence
from enum import StrEnum

from ledtrad.audits.reading.blocks import HEADING, Block
from ledtrad.audits.reading.headings import Role


class Genre(StrEnum):
    """Who speaks in the paper."""

    AUDIT = "audit"
    """The auditors themselves: a report or their letter."""
    ANSWER = "answer"
    """A board or its administration, about an audit."""
    OTHER = "other"
    """Anything else: it holds no recommendations of an audit, unless it quotes the auditors."""


_AUDIT_WORDS = re.compile(
    r"revisorer(?:nas?)?\b|revisionens?\b|\brevisionsrapport|granskningsrapport|\bstadsrevision|kommunrevision"
    r"|revisionsfråg|revisionskontoret"
    r"|revisionsskrivelse|lekmannarevis|revisorskollegi|revisorsgrupp"
    r"|revisionsdialog|revisionell|verksamhetsrevisor|kommunal (?:yrkes)?revisor"
    r"|granskningens (?:syfte|resultat)|\bvår granskning\b|\bvi har (?:\w+ )?granskat\b|\bgenomförd granskning\b"
    r"|granskningsresultat",
    re.IGNORECASE,
)
_FIRM = re.compile(r"\b(?:KPMG|EY|P[wW][cC]|Deloitte|Azets|BDO|Grant Thornton|Ernst & Young|Sirona|Helseplan|Capire)\b")
_ANSWER_TITLE = re.compile(
    r"^(?:tjänsteskrivelse|tjänsteutlåtande|yttrande\b|remissvar|svar\b(?!.*fråg).*(?:revision|granskning)"
    r"|.*\b(?:remissvar|yttrande över|svar på (?:revision|granskning|kommunrevision)(?!\w*fråg))"
    r"|åtgärdsplan\b.*(?:revision|granskning)|förslag till beslut$|förslag till yttrande|beslutsförslag$"
    r"|protokoll(?:sutdrag)?\b.*|sammanträdesprotokoll.*)",
    re.IGNORECASE,
)
#: The same in a paper whose lines were lost, where the title runs into the text.
_ANSWERS = re.compile(
    r"\b(?:[Tt]jänsteskrivelse|[Tt]jänsteutlåtande|[Yy]ttrande över"
    r"|[Ss]var på (?:revision|granskning|kommunrevision)(?!\w*fråg))"
)
_OTHER_WRITER = re.compile(
    r"^(?:protokoll|sammanträdesprotokoll|inspektionen för vård|beslut$|remissvar|kvalitetsrapport"
    r"|verksamhetsplan|verksamhetsberättelse|internkontrollplan"
    r"|skolinspektionen|länsstyrelsen|arbetsmiljöverket|justitieombudsmannen|konkurrensverket"
    r"|\w*utskottets betänkande|budget\b|årsredovisning|delårsrapport|revisionsplan|reglemente|motion\b"
    r"|medborgarförslag|detaljplan)",
    re.IGNORECASE,
)
_TO_EXAMINATION = re.compile(r"(?:yttrande över|svar på) (?:\w+ )?granskning\b", re.IGNORECASE)
_BOARDS_ANSWER = re.compile(
    r".{0,60}(?:nämndens|styrelsens|förvaltningens|kontorets) (?:yttrande|svar)\b.*(?:revis|gransk)", re.IGNORECASE
)
_OWN_PLAN = re.compile(
    r"^(?:internkontrollplan|verksamhetsplan|verksamhetsberättelse|kvalitetsrapport|kvalitetsberättelse"
    r"|(?:(?:års)?rapport (?:från|av) )?dataskyddsombud\w*"
    r"|(?:länsstyrelsen|inspektionen för vård|ivo\b|skolinspektionen|arbetsmiljöverket|integritetsskydds\w+|boverket"
    r"|transportstyrelsen|socialstyrelsen)(?!.*revis)"
    r"|patientsäkerhetsberättelse|tertialrapport|månadsrapport|budget\b|reglemente|motion\b"
    r"|medborgarförslag|detaljplan|(?:revisions|gransknings)plan(?:en)?(?! för ))",
    re.IGNORECASE,
)
#: An administration that tells what it has done with the auditors' recommendations.
_OWN_WORK = re.compile(
    r"^\w*(?:förvaltningen|kontoret) har (?:på \w+ uppdrag )?(?:sammanställt|tagit fram|upprättat|fått i uppdrag)",
    re.IGNORECASE,
)
_OWN_CONTROL = re.compile(
    r"^(?:uppföljning av |rapport om )(?:intern ?kontrollplan|intern kontroll \d)"
    r"|^intern ?kontroll\w*\s*[-–—:,]?\s*(?:uppföljning|rapport)",
    re.IGNORECASE,
)
_HEAD = re.compile(r"\b\w*(?:revision|revisor)\w*|\bgransknings?rapport|^(?:\w+ )?granskning av\b", re.IGNORECASE)
_OTHERS_SAY = re.compile(
    r"\bpå uppdrag av [^.]{0,60}revisor|\bav [^.]{0,60}revisor\w*[^.]{0,30}\b(?:fått|haft|givits)\b"
    r"|\brevisor\w* i [^.]{3,40} (?:har|fått)|på (?:vårt|revisorernas) uppdrag|har vi granskat"
    r"|vi har (?:\w+ )?granskat|revisorer(?:na)? (?:har|gett)|revisionsfråg"
    r"|rekommenderar vi [^.:]{0,60}(?:nämnd|styrelse|kommun)"
    r"|\bför kommunens revisorer|revisorsgrupp|revisionskontoret|granskarna|revisionsdialog"
    r"|certifierad kommunal revisor|lekmannarevisorer, har|vi, av (?:\w+)?fullmäktige utsedda|revisionsberättelse för",
    re.IGNORECASE,
)


#: Whom a consultant worked for, when it was not the auditors.
_FOR_OTHERS = re.compile(
    r"(?:på uppdrag av|i uppdrag av|för) (?:den )?(?:\w+ ){0,2}?(?:\w*(?:direktör|chef)en|\w*förvaltningen"
    r"|(?!revisions)\w*kontoret)\b|^\w*(?:direktör|chef)en (?:i \w+ )?har gett [^.]{3,60} i uppdrag",
    re.IGNORECASE,
)


def _is_for_others(blocks: Sequence[Block]) -> bool:
    """Whether a consultant says at the beginning that a manager or an administration commissioned the paper."""
    head = [block for block in blocks[:14] if block.text]
    told = any(_FOR_OTHERS.search(first) for block in head for first in block.text.split(". ")[:2])
    return told and not any(re.search(r"på uppdrag av [^.]{0,60}revis", block.text, re.IGNORECASE) for block in blocks)


def is_about_audit(blocks: Sequence[Block]) -> bool:
    """Whether the paper speaks of an audit at all, by its words or by naming a firm that made it."""
    return any(_AUDIT_WORDS.search(block.text) for block in blocks) or _is_by_firm(blocks) or _is_examination(blocks)


def _is_examination(blocks: Sequence[Block]) -> bool:
    """ "Granskning av IT-säkerhet" above a section of recommendations, or an answer to what was recommended."""
    answers = any(_TO_EXAMINATION.match(block.text) for block in blocks[:8])
    if answers and any(re.search(r"\brekommendation", block.text, re.IGNORECASE) for block in blocks):
        return True
    examines = any(re.match(r"(?:\w+ )?granskning av\b", block.text, re.IGNORECASE) for block in blocks[:5])
    return examines and any(
        (block.kind == HEADING and block.role == Role.RECOMMENDATIONS) or re.search(r"\brekommenderade?s\b", block.text)
        for block in blocks
    )


def _is_by_firm(blocks: Sequence[Block]) -> bool:
    head = "\n".join(block.text for block in blocks[:8])
    return re.search(r"\bgranskning\b", head, re.IGNORECASE) is not None and _FIRM.search(head) is not None


def genre_of(blocks: Sequence[Block]) -> Genre:
    """Who wrote the paper, by its first lines and by the words it uses."""
    text = "\n".join(block.text for block in blocks)
    if not is_about_audit(blocks):
        return Genre.OTHER
    for block in blocks:
        if block.kind == HEADING and re.fullmatch(
            r"förslag till beslut|beslutsförslag|beslutet (?:ska )?skickas till|ärendebeskrivning"
            r"|\w*(?:förvaltning|kontor)\w*s (?:förslag till )?(?:yttrande|ställningstagande)",
            block.text,
            re.IGNORECASE,
        ):
            return Genre.ANSWER
    if re.search(r"\bFörslag till beslut\b", text[:1500]):
        return Genre.ANSWER
    if len(blocks[0].text) > 130 and _ANSWERS.search(blocks[0].text[:250]):
        return Genre.ANSWER
    if any(len(block.text) < 150 and _BOARDS_ANSWER.match(block.text) for block in blocks[:4]):
        return Genre.ANSWER
    for block in blocks[:14]:
        if len(block.text) < 130 and not block.text.endswith(".") and _ANSWER_TITLE.match(block.text):
            return Genre.ANSWER
    if any(_OWN_WORK.match(block.text) for block in blocks[:6]):
        return Genre.ANSWER
    if any(len(block.text) < 90 and _OWN_PLAN.match(block.text) for block in blocks[:2]) or any(
        len(block.text) < 90 and _OWN_CONTROL.match(block.text) for block in blocks[:5]
    ):
        return Genre.OTHER
    if any(len(block.text) < 90 and _OTHER_WRITER.match(block.text) for block in blocks[:5]) and not _OTHERS_SAY.search(
        text
    ):
        return Genre.OTHER
    titles = [block.text for block in blocks[:5] if len(block.text) < 130 and not block.text.endswith(".")]
    if _is_for_others(blocks) and not any(map(_HEAD.search, titles)):
        return Genre.OTHER
    heads = any(_HEAD.search(block.text[:200]) for block in blocks[:8] if len(block.text) < 200 or block is blocks[0])
    return Genre.AUDIT if heads or _OTHERS_SAY.search(text) else Genre.OTHER


def names_audit(title: str) -> bool:
    """Whether the title says that the paper is about an audit, which others may name only in passing."""
    return re.search(r"gransk|revision|revisor", title, re.IGNORECASE) is not None


def kind_of(genre: Genre, title: str, blocks: Sequence[Block]) -> str:
    """in_depth, basic, follow_up, dialogue; other when the paper is about no audit."""
    if genre == Genre.OTHER:
        return "other"
    short = (block.text for block in blocks[:8] if len(block.text) < 160)
    lines = (text for text in short if genre == Genre.AUDIT or not text.endswith("."))
    head = " | ".join([title, *lines]).lower()
    if "revisionsdialog" in head or "resultat av dialog" in head or re.search(r"\bdialog(?:en)? med\b", title.lower()):
        return "dialogue"
    if re.search(
        r"uppföljande granskning|uppföljning av (?:[\w –-]{0,40})?(?:gransk|revision)|uppföljningsgranskning"
        r"|uppföljning .*tidigare",
        head,
    ):
        return "follow_up"
    if re.search(
        r"grundläggande granskning|basgranskning|årsrapport|revisionsberättelse|granskningsrapport för .*\bab\b"
        r"|delårs(?:rapport|bokslut)|årsbokslut|årsredovisning|granskning av bokslut|översiktlig granskning",
        head,
    ):
        return "basic"
    return "in_depth"
