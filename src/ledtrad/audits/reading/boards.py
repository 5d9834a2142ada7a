"""Boards as papers name them: found in a sentence, told apart from what merely belongs to one, and in one base form."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ledtrad.audits.reading.naming import BOARD, QUARTER, plain, searchable

_JOINING = re.compile(
    r"\s*(?:,|,?\s*(?:och|samt|&|respektive|liksom|som|eller|tillsammans med|i samråd med|både|för|till)\s"
    r"|\(|i\s(?:Region\s)?[A-ZÅÄÖ][\wåäö]+(?:\s(?:kommun|stad))?,?\s(?:(?:och|samt)\s)?)*\s*(?:till\s|för\s|både\s)?",
    re.IGNORECASE,
)
#: "Nämnden för kultur och fritids arbete" tells of what belongs to the board; "plats" and "kris" end so by themselves.
_BELONGS = re.compile(r"(?<![sx])(?<!plat)(?<!kri)(?<!hu)(?<!lju)s$")
_OWNED = re.compile(r"(nämnden|styrelsen|utskottet|nämnd)s\b")
_BARE = {"nämnd", "nämnden"}
_WHOLE = {"nämnder", "nämnderna"}


@dataclass(frozen=True)
class Mention:
    """A board at a place in a text. `name` is its base form; "nämnden" and "nämnderna" name no board by themselves."""

    name: str
    start: int
    end: int

    @property
    def is_bare(self) -> bool:
        return self.name in {"nämnden", "styrelsen", "utskottet"} or self.is_body

    @property
    def is_body(self) -> bool:
        """A company, an association or a foundation that is not named, and whose board it is that acts."""
        return self.name in {"bolaget", "förbundet", "kommunalförbundet", "stiftelsen"}

    @property
    def is_whole(self) -> bool:
        """All boards at once; "samtliga" are also those that are no "nämnd"."""
        return self.name in {"nämnderna", "samtliga"}

    @property
    def is_committee(self) -> bool:
        """A part of a board, which prepares for it."""
        return self.name.endswith("utskottet")

    @property
    def is_named(self) -> bool:
        return not self.is_bare and not self.is_whole and self.name not in {"kommunen", "bolagen"}


def is_company(name: str) -> bool:
    """A company of the municipality's, whose board it is that acts."""
    return re.search(r"(?:^|\s)\w*AB(?:\s|$)", name) is not None


def mentions(text: str, *, also_owners: bool = False) -> list[Mention]:
    """Every board that the text names as one that acts; "nämndens" and "ovan nämnd" are none.

    `also_owners`: those too of whose work, decisions or rules it tells.
    """
    found: list[Mention] = []
    for hit in BOARD.finditer(searchable(_whole(text) if also_owners else text)):
        if hit["placed"]:
            found += _by_place(hit)
            continue
        name = _base(hit)
        if hit["about"] and _BELONGS.search(name):
            name = name[:-1] if also_owners else ""
        if name:
            found.append(Mention(name, hit.start(), hit.end()))
    return found


def _by_place(hit: re.Match[str]) -> Iterable[Mention]:
    """ "Socialnämnderna Centrum och Nordost" are two."""
    kind = plain(re.sub(r"erna$|(?<=nämnd)$", "en", hit["placed"].lower()))
    for number, place in enumerate(re.finditer(QUARTER, hit["places"])):
        start = hit.start() if number == 0 else hit.start("places") + place.start()
        yield Mention(f"{kind} {place[0].lower()}", start, hit.start("places") + place.end())


def left_beside_boards(text: str, *, default: str = "") -> str:
    """The letters that remain when boards and what joins them are taken away; `default` when it names none."""
    named = mentions(text)
    if not named:
        return default
    kept, start = "", 0
    for one in named:
        kept += text[start : one.start] + " "
        start = one.end
    kept += text[start:]
    return re.sub(r"\b(?:och|samt|att|ska|bör|rekommenderas|respektive|till|om)\b|\W", "", kept)


def first_group(text: str, *, within: int = 45) -> list[Mention]:
    """The boards that a sentence begins with: "Kommunstyrelsen och socialnämnden säkerställer …"."""
    found = mentions(text)
    if not found or found[0].start > within:
        return []
    return group_from(text, found)


def group_from(text: str, found: list[Mention]) -> list[Mention]:
    """The first of the mentions and those that are only joined to it by commas and "och"."""
    group = found[:1]
    for one in found[1:]:
        between = text[group[-1].end : one.start]
        if not _JOINING.fullmatch(between) or "(" in between:
            break
        group.append(one)
    return group


def names(found: Iterable[Mention]) -> list[str]:
    """Their names once each, in order."""
    return list(dict.fromkeys(one.name for one in found))


def most_named(text: str) -> Counter[str]:
    """How often each board is named by its own name, also in the genitive."""
    return Counter(one.name for one in mentions(text, also_owners=True) if one.is_named)


def _whole(text: str) -> str:
    """Genitives as the board itself, with the letter's place kept: "socialnämnden  arbete"."""
    return _OWNED.sub(r"\1 ", text)


def _base(hit: re.Match[str]) -> str:
    words = " ".join(hit[0].split())
    if hit["district"]:
        words = re.sub(r"- (?=[A-ZÅÄÖ])", "-", words)
    lower = words[:1].lower() + words[1:] if hit["district"] is None and hit["company"] is None else words
    if hit["all"]:
        return "samtliga" if "gransk" in lower else "nämnderna"
    if hit["named"]:
        return _named(plain(words.casefold()))
    if hit["executive"]:
        return plain(lower if lower.endswith("n") else lower + "n")
    if hit["limited"]:
        return words
    if lower.endswith(("s styrelse", "bolagen")):
        if lower.endswith("styrelse"):
            return "bolaget" if lower.startswith("bolagets") else "styrelsen"
        return "bolagen"
    if hit["about"]:
        return re.sub(r"^(gemensam)?(\s?)nämnd\b", _definite, words.casefold())
    if hit["direction"]:
        return "direktionen" if lower.endswith("direktion") else lower
    if hit["council"]:
        return "kommunfullmäktige" if lower == "fullmäktige" else lower
    return words.casefold() if not words.endswith(" AB") else lower[:1].lower() + lower[1:]


def _definite(hit: re.Match[str]) -> str:
    """ "Nämnd för bildning" and "gemensam nämnd för …" in the definite form."""
    return f"{'gemensamma' if hit[1] else ''}{hit[2]}nämnden"


def _named(lower: str) -> str:
    """The name of what ends in "nämnd"; the auditors' own board is none."""
    if lower in _WHOLE:
        return "nämnderna"
    if lower in _BARE:
        return "nämnden" if lower == "nämnden" else ""
    if lower.endswith(("nämnder", "nämnderna")):
        return "nämnderna" if lower.startswith(("fack", "drift")) else lower
    if lower.startswith("revisionsnämnd"):
        return ""
    return lower + "en" if lower.endswith("nämnd") else lower
