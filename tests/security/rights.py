"""Who may what, word for word. Written by hand from the access policy; the program is held against this.

A row names a person of tests/world.py and the units where they may. Nothing here is computed from the program.
"""

UNITS = ("SN-V", "AFE", "1824", "SKOLA")
MARKS = ("open", "internal", "confidential")

#: One person for every role, one who holds nothing, and a visitor.
PEOPLE = {
    "elsa": "elected_member",
    "eva": "board_secretary",
    "dag": "director",
    "johan": "division_manager",
    "anna": "unit_manager",
    "kim": "controller",
    "karin": "quality_developer",
    "bo": "case_worker",
    "disa": "auditor",
    "adam": "administrator",
    "nils": "",
    "anonymous": "",
}

#: How the units lie to the person's own: Anna leads AFE, Johan the division SN-V above it, the others the board.
BOARD = {"SN", "SN-V", "AFE", "1824"}
EVERYWHERE = {*BOARD, "SKOLA", "BSN"}

INTERNAL = {
    "elsa": BOARD,
    "eva": BOARD,
    "dag": BOARD,
    "johan": {"SN", "SN-V", "AFE", "1824"},  # the board above the division too
    "anna": {"SN", "SN-V", "AFE"},  # above one's own, not beside it
    "kim": BOARD,
    "karin": BOARD,
    "bo": {"SN", "SN-V", "AFE"},
    "disa": EVERYWHERE,
    "adam": EVERYWHERE,
    "nils": set(),
}
CONFIDENTIAL = {
    "elsa": set(),
    "eva": BOARD,
    "dag": BOARD,
    "johan": {"SN-V", "AFE", "1824"},
    "anna": {"AFE"},
    "kim": set(),
    "karin": BOARD,
    "bo": set(),
    "disa": set(),
    "adam": set(),
    "nils": set(),
}
EDITS = {
    "elsa": set(),
    "eva": BOARD,
    "dag": BOARD,
    "johan": {"SN-V", "AFE", "1824"},
    "anna": {"AFE"},
    "kim": BOARD,
    "karin": BOARD,
    "bo": set(),
    "disa": set(),
    "adam": set(),
    "nils": set(),
}
MANAGES = {
    "elsa": set(),
    "eva": set(),
    "dag": BOARD,
    "johan": {"SN-V", "AFE", "1824"},
    "anna": {"AFE"},
    "kim": set(),
    "karin": set(),
    "bo": set(),
    "disa": set(),
    "adam": set(),
    "nils": set(),
}
CONTRIBUTES = {
    "elsa": set(),
    "eva": BOARD,
    "dag": BOARD,
    "johan": BOARD,
    "anna": {"SN", "SN-V", "AFE"},
    "kim": BOARD,
    "karin": BOARD,
    "bo": {"SN", "SN-V", "AFE"},
    "disa": set(),
    "adam": set(),
    "nils": set(),
}
PLANS = {
    "elsa": set(),
    "eva": BOARD,
    "dag": BOARD,
    "johan": set(),
    "anna": set(),
    "kim": BOARD,
    "karin": set(),
    "bo": set(),
    "disa": set(),
    "adam": set(),
    "nils": set(),
}

#: Whose decisions one follows; what is confidential among them only with that right too.
FOLLOWS = {
    "elsa": set(),
    "eva": BOARD,
    "dag": BOARD,
    "johan": {"SN-V", "AFE", "1824"},
    "anna": {"AFE"},
    "kim": BOARD,
    "karin": BOARD,
    "bo": set(),
    "disa": EVERYWHERE,
    "adam": set(),
    "nils": set(),
}
#: Who may correct a decision that somebody else made: who manages its unit, and who lays the board's lists.
CORRECTS = {name: MANAGES[name] | PLANS[name] for name in MANAGES}

#: Who opens and changes matters of a board: whoever edits anywhere below it. What stands in a unit is as in a board.
OPENS = {
    name: units | ({"SN"} if units or PLANS[name] else set()) | ({"SN-V"} if units & {"AFE", "1824"} else set())
    for name, units in EDITS.items()
}
#: Who sees and writes drafts of the board's papers: those who work for the board as a whole.
DRAFTS = {name: {"SN"} if name in ("eva", "dag", "kim", "karin") else set() for name in EDITS}

#: Rights in a unit, by the word that routes.py uses.
IN_UNIT = {
    "writes": EDITS,
    "edits": EDITS,
    "manages": MANAGES,
    "contributes": CONTRIBUTES,
    "plans": PLANS,
    "corrects": CORRECTS,
    "opens": OPENS,
}

#: Rights that hang on no unit.
ANYWHERE = {
    "all": set(INTERNAL),
    "nobody": set(),
    "editors": {"eva", "dag", "johan", "anna", "kim", "karin"},
    "planners": {"eva", "dag", "kim"},
    "controls": {"eva", "dag", "kim", "karin"},  # asks for a control of a board
    "board-editors": {"eva", "dag", "kim", "karin"},
    "reporters": {"dag", "johan", "anna"},
    "administrators": {"adam"},
    "deciders": {"eva", "dag", "johan", "anna", "kim", "karin", "bo"},
    "registers": {"eva", "dag", "johan", "anna", "karin", "bo"},
    "followers": {"eva", "dag", "johan", "anna", "kim", "karin", "disa", "adam"},
    "keepers": {"eva", "dag", "kim", "adam"},
    "head": {"dag"},
    "reviewers": {"eva", "dag", "johan", "anna"},  # who leads or plans, and reads what is confidential
    "substituting": {"eva", "dag", "johan", "anna", "kim"},
    "over-anna": {"eva", "dag", "johan", "anna", "kim"},
    "anna": {"anna"},
    "asked": {"anna", "eva", "dag", "kim"},  # Anna has the task; the others lay the board's lists
}


def sees(person: str, unit: str, mark: str) -> bool:
    """Whether the person may know that the thing exists."""
    if person == "anonymous":
        return False
    return mark == "open" or unit in {"internal": INTERNAL, "confidential": CONFIDENTIAL}[mark][person]


def sees_decision(person: str, unit: str, mark: str) -> bool:
    """Whether the person may know of a decision that somebody else made: whatever its mark, one follows it or not."""
    if person == "anonymous" or unit not in FOLLOWS[person]:
        return False
    return mark != "confidential" or unit in CONFIDENTIAL[person]


def sees_thing(kind: str, person: str, unit: str, mark: str) -> bool:
    """The rule for that kind of thing."""
    if kind in ("run", "meeting", "choice"):  # of a board: for those who follow its decisions as a whole
        return person != "anonymous" and unit in FOLLOWS[person]
    if kind == "paper":
        return person != "anonymous" and unit in DRAFTS[person] and sees(person, unit, mark)
    if kind == "unread":  # read from its paper and not confirmed: for those who edit there
        return sees(person, unit, mark) and unit in EDITS[person]
    if kind in ("statement", "stand"):  # not adopted: for those who work for the board, and those who read everywhere
        return sees(person, unit, mark) and unit in INTERNAL.get(person, ()) and person != "elsa"
    decisions = ("decision", "finding", "minuted", "waits", "quarter")
    return (sees_decision if kind in decisions else sees)(person, unit, mark)


def may(person: str, right: str, unit: str = "") -> bool:
    """Whether the person may do it: in this unit, or at all."""
    if right in IN_UNIT:
        return unit in IN_UNIT[right][person]
    return person in ANYWHERE[right]
