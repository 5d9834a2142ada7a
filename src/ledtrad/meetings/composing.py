"""What packages above put into the papers of a board: live blocks, checks before it goes to the board, and what
happens when it is adopted. They register in `AppConfig.ready()`; papers call whatever is registered.
"""

from collections.abc import Callable

from ledtrad.core.actors import Actor
from ledtrad.core.papers.blocks import Block
from ledtrad.meetings.models import Paper
from ledtrad.meetings.words import PaperKind

Maker = Callable[[Paper], list[Block]]
Told = Callable[[Paper, Actor], None]
Check = Callable[[Paper], list[str]]

_makers: dict[tuple[str, str], list[Maker]] = {}
_told: list[Told] = []
_checks: dict[str, list[Check]] = {}


def register_blocks(kind: PaperKind, slug: str, make: Maker) -> None:
    """Blocks below what is written in the section `slug`: live while the paper is a draft, frozen with it.

    Every maker of a section is called, in the order they came; one that has nothing to say of a paper answers [].
    """
    _makers.setdefault((str(kind), slug), []).append(make)


def register_adopted(told: Told) -> None:
    """Called in the transaction in which a paper is adopted, when all else is written."""
    _told.append(told)


def register_ready_check(kind: PaperKind, check: Check) -> None:
    """Sentences that say what must be done before the paper can be ready for the board."""
    _checks.setdefault(str(kind), []).append(check)


def blocks(paper: Paper, slug: str) -> list[Block]:
    """What stands below the written text of a section."""
    return [block for make in _makers.get((paper.kind, slug), []) for block in make(paper)]


def unready(paper: Paper) -> list[str]:
    """What the packages above say is missing."""
    return [sentence for check in _checks.get(paper.kind, []) for sentence in check(paper)]


def tell_adopted(paper: Paper, actor: Actor) -> None:
    """Tell everybody who wants to know."""
    for told in _told:
        told(paper, actor)
