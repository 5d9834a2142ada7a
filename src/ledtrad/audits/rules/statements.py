"""A board's answer: what it must hold, and the words that the paper begins with. No database, no request."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ledtrad.audits.words import Position
from ledtrad.core.numbers import counted
from ledtrad.core.periods import NBSP, label_day

#: What the sentence begins with that the board's own proposal ends.
_INSTEAD = re.compile(r"^\s*\w*nämnden\s+föreslår\s+i\s*stället\s*[:,]?\s*", re.IGNORECASE)
#: Words that say that a matter concerns children, once the names of boards are out of the way.
_BOARDS = re.compile(r"\b(?:\w+-\s+och\s+)?\w*nämnd\w*", re.IGNORECASE)
_CHILDREN = re.compile(
    r"\b(?:barn|unga\b|ungdom|elev|förskol|skol|familjehem|orosanmäl|placerade|minderårig|tonår)", re.IGNORECASE
)
#: Where the board says something else than the auditors, it says what instead.
WITH_PROPOSAL = frozenset({Position.SHARES_IN_PART, Position.DOES_NOT_SHARE})


@dataclass(frozen=True)
class Promise:
    """A measure that the board promises: what, which function, when."""

    what: str
    who: str
    when: date | None = None
    number: str = ""


@dataclass(frozen=True)
class Answer:
    """One recommendation as the statement answers it; `position` is empty until the board has one."""

    number: str
    wording: str
    position: str = ""
    reasons: str = ""
    counter_proposal: str = ""
    promises: Sequence[Promise] = ()


@dataclass(frozen=True)
class Facts:
    """What the proposed texts are made of."""

    board: str
    audit: str
    issued_on: date | None
    registration_number: str
    dated_on: date
    answers: Sequence[Answer]
    purpose: str = ""
    firm: str = ""
    written_by: str = ""


def asks_proposal(position: str) -> bool:
    """Whether a board that stands there is asked for what it proposes instead."""
    return position in WITH_PROPOSAL


def proposal(text: str) -> str:
    """What the board proposes instead, without the beginning of the sentence, which pages and papers write."""
    return _INSTEAD.sub("", text.strip())


def instead(text: str) -> tuple[str, str]:
    """The sentence in two parts: how it begins, and what the board proposes. One that begins with "att" goes on."""
    own = proposal(text)
    if own.lower().startswith(("att ", "that ")):
        return _("Nämnden föreslår i stället"), own[:1].lower() + own[1:]
    return _("Nämnden föreslår i stället:"), own[:1].upper() + own[1:]


def concerns_children(*texts: str) -> bool:
    """Whether what was examined has to do with children: then their best interest is written by somebody who knows."""
    return bool(_CHILDREN.search(_BOARDS.sub(" ", " ".join(texts))))


def lacking(answer: Answer) -> list[str]:
    """What is left to write: position, reasons, counter_proposal."""
    if not answer.position:
        return ["position"]
    found = [] if answer.reasons.strip() else ["reasons"]
    if asks_proposal(answer.position) and not answer.counter_proposal.strip():
        found.append("counter_proposal")
    return found


def is_complete(answer: Answer) -> bool:
    return not lacking(answer)


def progress(answers: Sequence[Answer]) -> str:
    """The sentence at the top: how many are answered."""
    done = sum(map(is_complete, answers))
    if not answers:
        return _("Granskningen har inga rekommendationer till nämnden.")
    if done == len(answers):
        return ngettext("Rekommendationen har svar.", "Alla %(n)s rekommendationer har svar.", done) % {
            "n": counted(done)
        }
    return ngettext(
        "%(done)s av %(n)s rekommendation har svar.", "%(done)s av %(n)s rekommendationer har svar.", len(answers)
    ) % {"done": done, "n": len(answers)}


def obstacles(answers: Sequence[Answer]) -> list[str]:
    """Sentences that say why the statement is not ready for the board; none when it is."""
    words = {
        "position": _("Rekommendation %(number)s saknar ställningstagande."),
        "reasons": _("Rekommendation %(number)s saknar skäl."),
        "counter_proposal": _("Rekommendation %(number)s saknar nämndens förslag i stället."),
    }
    return [words[what] % {"number": answer.number} for answer in answers for what in lacking(answer)]


def in_text(name: str) -> str:
    """A board's name inside a sentence: socialnämnden. An abbreviation keeps its capitals."""
    return name if len(name) > 1 and name[1].isupper() else name[:1].lower() + name[1:]


def stand_sentence(board: str, position: str) -> str:
    """Where the board stands, as a sentence of the paper."""
    sentences = {
        Position.SHARES: _("%(board)s delar revisorernas bedömning."),
        Position.SHARES_IN_PART: _("%(board)s delar revisorernas bedömning i vissa delar."),
        Position.DOES_NOT_SHARE: _("%(board)s delar inte revisorernas bedömning."),
    }
    if position not in sentences:
        return _("%(board)s har inte tagit ställning.") % {"board": board}
    return sentences[Position(position)] % {"board": board}


def stands_together(board: str, positions: Sequence[str]) -> str:
    """One sentence about all the stands: for the summary."""
    told = [p for p in positions if p]
    if not told or len(told) < len(positions):
        return ""
    if len(set(told)) == 1:
        return _of_one_mind(board, Position(told[0]), len(told))
    parts = [
        _part(position, told.count(position))
        for position in (Position.SHARES, Position.SHARES_IN_PART, Position.DOES_NOT_SHARE)
        if position in told
    ]
    return _("Av de %(n)s rekommendationerna delar %(board)s %(parts)s.") % {
        "n": counted(len(told)),
        "board": in_text(board),
        "parts": _listed(parts),
    }


def _of_one_mind(board: str, position: Position, count: int) -> str:
    if count == 1:
        sentences = {
            Position.SHARES: _("%(board)s delar rekommendationen."),
            Position.SHARES_IN_PART: _("%(board)s delar rekommendationen i vissa delar."),
            Position.DOES_NOT_SHARE: _("%(board)s delar inte rekommendationen."),
        }
    else:
        sentences = {
            Position.SHARES: _("%(board)s delar alla %(n)s rekommendationer."),
            Position.SHARES_IN_PART: _("%(board)s delar alla %(n)s rekommendationer i vissa delar."),
            Position.DOES_NOT_SHARE: _("%(board)s delar ingen av de %(n)s rekommendationerna."),
        }
    return sentences[position] % {"board": board, "n": counted(count)}


def _part(position: str, count: int) -> str:
    words = {
        Position.SHARES: _("%(n)s helt"),
        Position.SHARES_IN_PART: _("%(n)s i vissa delar"),
        Position.DOES_NOT_SHARE: _("%(n)s inte alls"),
    }
    return words[Position(position)] % {"n": counted(count)}


def _listed(parts: Sequence[str]) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return _("%(first)s och %(last)s") % {"first": ", ".join(parts[:-1]), "last": parts[-1]}


def plain_day(day: date | None) -> str:
    return label_day(day).replace(NBSP, " ") if day else ""


# ── The texts that the paper begins with ──────────────────────────────────────
def proposed_texts(facts: Facts) -> dict[str, str]:
    """The sections' first words, by slug. Whoever writes the statement goes on from them."""
    return {
        "proposed_decision": _decision(facts),
        "summary": _summary(facts),
        "basis": _basis(facts),
        "matter": _matter(facts),
        "position": _position(facts),
        "preparation": _preparation(facts),
        "childs_best_interest": _childs_best_interest(facts),
        "economy": _economy(facts),
        "distribution": _("Kommunrevisionen"),
    }  # fmt: skip


def title(audit: str) -> str:
    """What the paper is called."""
    return _("Yttrande över granskningen ”%(audit)s”") % {"audit": audit}


def _decision(facts: Facts) -> str:
    return _(
        "%(board)s beslutar att överlämna detta yttrande till kommunens revisorer som svar på granskningen ”%(audit)s”."
    ) % {"board": facts.board, "audit": facts.audit}


def _summary(facts: Facts) -> str:
    """How it began. What the board says stands below, as it is when the paper is signed off."""
    return _("Kommunens revisorer har lämnat granskningen ”%(audit)s”, med %(recommendations)s till %(board)s.") % {
        "audit": facts.audit,
        "recommendations": _recommendations(len(facts.answers)),
        "board": in_text(facts.board),
    }


def in_short(board: str, answers: Sequence[Answer]) -> str:
    """Where the board stands, and how many measures it promises: the live part of the summary."""
    together = stands_together(board, [a.position for a in answers])
    promised = len({p.number or p.what for a in answers for p in a.promises})
    if not promised:
        return together
    promises = ngettext(
        "Yttrandet tar upp %(n)s åtgärd, med ansvarig funktion och tid.",
        "Yttrandet tar upp %(n)s åtgärder, med ansvariga funktioner och tider.",
        promised,
    ) % {"n": counted(promised)}
    return f"{together} {promises}".strip()


def _basis(facts: Facts) -> str:
    report = _("Revisionsrapporten ”%(audit)s”") % {"audit": facts.audit}
    if facts.issued_on:
        report = _("%(report)s, %(day)s") % {"report": report, "day": facts.issued_on.isoformat()}
    own = _("Förvaltningens förslag till yttrande, %(day)s") % {"day": facts.dated_on.isoformat()}
    return f"- {own}\n- {report}"


def _matter(facts: Facts) -> str:
    """What was examined, and what it led to. The recommendations themselves stand with the answers."""
    if facts.firm:
        who = _("%(firm)s har på uppdrag av kommunens revisorer gjort granskningen ”%(audit)s”.")
    else:
        who = _("Kommunens revisorer har gjort granskningen ”%(audit)s”.")
    paragraphs = [who % {"firm": facts.firm, "audit": facts.audit}]
    if facts.issued_on:
        paragraphs[0] += " " + _("Rapporten är daterad den %(day)s.") % {"day": plain_day(facts.issued_on)}
    if facts.purpose:
        paragraphs.append(facts.purpose)
    led_to = ngettext(
        "Granskningen ledde till %(recommendations)s till %(board)s. Den återges nedan, med nämndens svar.",
        "Granskningen ledde till %(recommendations)s till %(board)s. De återges nedan, var och en med nämndens svar.",
        len(facts.answers),
    )
    paragraphs.append(led_to % {"recommendations": _recommendations(len(facts.answers)), "board": in_text(facts.board)})
    return "\n\n".join(paragraphs)


def _position(facts: Facts) -> str:
    answers = ngettext(
        "%(board)s svarar så här på revisorernas rekommendation.",
        "%(board)s svarar så här på revisorernas rekommendationer.",
        len(facts.answers),
    )
    return answers % {"board": facts.board}


def _preparation(facts: Facts) -> str:
    if not facts.written_by:
        return _("Förslaget till yttrande har tagits fram inom förvaltningen.")
    # A title is told as it is: in a sentence it would want a form of its own ("nämndsekreteraren").
    return _("Förslaget till yttrande har tagits fram inom förvaltningen. Handläggare: %(who)s.") % {
        "who": facts.written_by
    }


def _childs_best_interest(facts: Facts) -> str:
    """Left to be written where the report is about children: no ready words would be true of it."""
    if concerns_children(facts.audit, facts.purpose, *(answer.wording for answer in facts.answers)):
        return ""
    return _("Yttrandet gäller hur verksamheten styrs och följs upp. Beslutet rör inte något enskilt barn. Om en "
             "åtgärd får följder för barn prövas barnets bästa när den åtgärden beslutas.")  # fmt: skip


def _economy(facts: Facts) -> str:
    if any(a.promises for a in facts.answers):
        return _("Yttrandet i sig kostar inget. Åtgärderna ska rymmas i nämndens budget. En åtgärd som kräver mer "
                 "pengar tas upp i ett eget ärende.")  # fmt: skip
    return _("Yttrandet medför inga kostnader.")


def _recommendations(count: int) -> str:
    return ngettext("%(n)s rekommendation", "%(n)s rekommendationer", count) % {"n": counted(count)}
