"""Who audited, and whom the audit is about."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ledtrad.audits.reading.blocks import HEADING, ITEM, TEXT, Block
from ledtrad.audits.reading.boards import Mention, first_group, group_from, is_company, mentions, most_named, names
from ledtrad.audits.reading.headings import Role
from ledtrad.audits.reading.verbs import sentences

_FIRMS: tuple[tuple[str, str], ...] = (
    ("EY", r"\bEY\b|Building a better\s+working world|Ernst\s*(?:&|och|and)\s*Young"),
    ("KPMG", r"kpmg\.se|\bKPMG\b|\bKMPG\b"),
    ("PwC", r"pwc\.se|\bP[wW][cC]\b|Pricewaterhouse\s?Coopers|\bKomrev\b"),
    ("Deloitte", r"deloitte\.se|\bDeloitte\b|\bDELOITTE\b"),
    ("BDO", r"\bBDO\b"),
    ("Grant Thornton", r"\bGrant Thornton\b"),
    ("Azets", r"\bAzets\b"),
    ("Sirona", r"\bSirona\b"),
    ("Helseplan", r"\bHelseplan\b"),
    ("Capire", r"\bCapire\b"),
    ("Mazars", r"\bMazars\b"),
    ("Baker Tilly", r"\bBaker Tilly\b"),
    ("Öhrlings", r"\bÖhrlings\b"),
)
_FIRM_PATTERNS = tuple((name, re.compile(pattern)) for name, pattern in _FIRMS)
#: A firm that is not in the list, where the paper says for whom it worked.
_COMMISSIONED = re.compile(
    r"(?:^|[.]\s)\s*((?!Vi\b|Revis|Stads|Kommun)[A-ZÅÄÖ][\w&]+(?: (?:& |och )?[A-ZÅÄÖ][\w&]+){0,3})"
    r" har,? på uppdrag av\b[^.]{0,80}?[Rr]evisor",
    re.MULTILINE,
)
_OWN = (
    ("Stadsrevisionen", re.compile(r"\b[Ss]tadsrevision(?:en)?\b|\b[Ss]tadsrevisorerna\b")),
    ("revisionskontoret", re.compile(r"\b[Rr]evisionskontoret\b")),
)
_ELECTED = re.compile(
    r"\b([Rr]evisorerna i [A-ZÅÄÖ][\wåäö]+(?:s|-[A-ZÅÄÖ][\wåäö]+)? (?:kommun|stad|region))\b|"
    r"\b((?:[A-ZÅÄÖ][\wåäö]+(?:-[A-ZÅÄÖ][\wåäö]+)?s? (?:kommuns|stads"
    r"|regions) )(?:förtroendevalda )?revisorer(?:na)?)\b"
    r"|\b([Kk]ommunens (?:förtroendevalda )?revisorer(?:na)?)\b|\b([Kk]ommunrevision(?:en)?)\b"
    r"|\b([Dd]e förtroendevalda revisorerna)\b"
    r"|\b([Ll]ekmannarevisor(?:erna|n)?)\b|\b([Rr]evisorerna)\b|\b([Rr]evisionen)\b"
)
AUDITORS = (
    r"(?:\b(?:lekmanna)?revisor(?:er(?:na)?|n)\b|\brevisionen\b|\bkommunrevision(?:en)?\b|\bgranskarna\b|\bgranskningen\b"
    r"|\bstadsrevision(?:en)?\b"
    r"|\brevisionskontoret\b|\brevisionsrapporten\b|\brapporten\b|\bgranskningsrapporten\b|\brevisions\w*\b"
    r"|\bgranskningsresultat\w*"
    r"|\b(?:EY|KPMG|KMPG|PwC|PWC|Deloitte|BDO|Grant Thornton|Azets|Ernst & Young|Sirona|Helseplan|Öhrlings|Komrev)\b)"
)
_EXAMINED = re.compile(
    r"i granskningen ingår\b|granskningen\s+(?:avser|avsåg|omfattar|omfattade|har omfattat|har avsett|avgränsas till"
    r"|har avgränsats till|är avgränsad till|riktar sig till|riktas mot|riktats mot"
    r"|berör|inriktas mot|har inriktats mot)|revisionsobjekt|granskade nämnder|ansvariga? nämnd(?:er)?"
    r"|(?:styrningen?|styrning|uppföljningen?|ledning\w*|arbetet?)\s+(?:hos|inom|i|vid)\b"
    r"|genomfört en granskning\b.{0,120}?\bhos\b|granska(?:t|r)?\s+(?:om\s+|hur\s+|huruvida\s+|att\s+)?|granskning av\b"
    r"|bedöma om\b|följt upp\b|avgränsning|vad har granskats\b|(?:översän|skicka|överlämna|sän)[td]\w* (?:\w+ )?till\b",
    re.IGNORECASE | re.DOTALL,
)
_IS_EXAMINED = re.compile(r"\b(?:har (?:\w+ )?granskats|granskas|omfattas av granskningen|ingår i granskningen)\b")
_LABELLED = re.compile(r"(?:granskade|ansvariga?|berörda) (?:nämnd|styrelse|organ)\w*", re.IGNORECASE)
_STRONG = re.compile(
    r"i granskningen ingår\b|granskningen\s+(?:avser|avsåg|omfattar|omfattade|har omfattat|har avsett|avgränsas till"
    r"|har avgränsats till|är avgränsad till|riktar sig till)|revisionsobjekt"
    r"|\bhos\b",
    re.IGNORECASE,
)
#: "… överlämnar den till kommunstyrelsen och trafiknämnden för yttrande": those that have to answer, and no others.
_FOR_ANSWER = re.compile(
    r"\b(?:överlämna|översän[dt]|sän[dt]|skicka)\w*\b[^.]{0,60}?\btill (?=[\wåäö -]{3,60}(?:nämnd|styrelse))"
)
_ANSWER = re.compile(r"\s*(?:för|med begäran om) (?:yttrande|svar|åtgärd)")
_RECOMMENDED_TO = re.compile(
    r"\brekommendation(?:er(?:na)?|en)?\s+(?:som\s+)?(?:\w+\s+){0,3}?till\s+(?=(?:både |såväl )?[\wåäö&, -]{3,60}"
    r"(?:nämnd|styrelse))",
    re.IGNORECASE,
)
#: The accounts of the whole municipality, which its executive answers for.
_ACCOUNTS = re.compile(r"\b(?:delårs(?:rapport|bokslut)|årsredovisning|(?:års)?bokslut)", re.IGNORECASE)
_DECIDES = re.compile(
    r"\s+(?:beslutar|föreslås besluta)?\s*(?:att\s+)?(?:anta[r]?|överlämna[r]?|lämna[r]?|godkänna?[r]?"
    r"|översända?r?|ställer sig bakom|avge[r]?|besvara[r]?)\b",
)
_OF_COMPANY = re.compile(r"\b(?:lekmannarevis|bolagets styrelse)", re.IGNORECASE)
#: A company's paper that itself turns to the company's board.
_TO_ITS_BOARD = re.compile(r"\b(?:[Tt]ill|rekommenderar) styrelsen\b|\b[Ss]tyrelsen (?:bör|rekommenderas)\b")
_ADMINISTRATION = re.compile(
    r"\b((?:[\wåäö]+- och )?(?!kommun|stadslednings|service|lednings|region|stadsdels|revisions|medborgar|ekonomi"
    r"|personal|huvud|skatte|stadskontor)[\wåäö]{4,}?|tekniska )(?:förvaltningen?|kontoret)s?\b",
    re.IGNORECASE,
)
#: Before the boards themselves: "… och de fyra nämnderna: socialnämnden, …".
_SUCH = re.compile(r"\b(?:(?:de|följande|dessa|samtliga) )?(?:\w+ )?nämnder(?:na)?(?:\s*[:(–]|,? nämligen\b)")
_EXCLUDED = {"kommunfullmäktige", "regionfullmäktige", "kommunen", "arbetsutskottet", "presidieutskottet"}
_KNOWLEDGE = re.compile(r"kännedom|presidium|kopia", re.IGNORECASE)


def auditor_of(text: str) -> str | None:
    """The firm when one is named, else the city's audit office, else the elected auditors as the paper names them."""
    counts = Counter({name: len(pattern.findall(text)) for name, pattern in _FIRM_PATTERNS})
    name, count = counts.most_common(1)[0]
    if count:
        return name
    if named := _COMMISSIONED.search(text):
        return named[1]
    for office, pattern in _OWN:
        if pattern.search(text):
            return office if office == "Stadsrevisionen" or "tadsrevision" not in text else "Stadsrevisionen"
    found = Counter[str]()
    for hit in _ELECTED.finditer(text):
        found[_elected(hit)] += 1
    if not found:
        return None
    best = sorted(found, key=lambda name: (name in {"revisorerna", "revisionen"}, -found[name]))
    return best[0]


def _elected(hit: re.Match[str]) -> str:
    words = " ".join(hit[0].split())
    if words.lower().startswith("lekmannarevisor"):
        return "lekmannarevisorn" if words.lower() == "lekmannarevisorn" else "lekmannarevisorerna"
    return words if hit[2] else words[:1].lower() + words[1:]


@dataclass(frozen=True)
class Examined:
    """The boards that the audit is about; `listed` when the paper says which, and does not only speak of them."""

    names: tuple[str, ...]
    listed: bool
    companies: tuple[str, ...] = ()
    """Those that the paper names anywhere; "styrelsen" when it is about one and turns to its board."""


def examined_boards(blocks: Sequence[Block], title: str, text: str) -> Examined:
    """By what the paper says of itself; the board most often named when it does not say.

    `text` is the whole paper, also the heads and feet of its pages, where its sender may be named and nowhere else.
    """
    found = _examined_in_blocks(blocks, title)
    counts = most_named("\n".join(block.text for block in blocks))
    known = found.names
    if not known and not any(_OF_COMPANY.search(block.text) for block in blocks):
        letterhead = [name for name, _count in most_named(text).most_common() if name not in _EXCLUDED]
        known = tuple(name for name in letterhead[:1] if not is_company(name))
    companies = tuple(name for name in counts if is_company(name))
    if len(companies) < 2 and any(_TO_ITS_BOARD.search(block.text) for block in blocks):
        companies = ("styrelsen",)
    return Examined(known, found.listed, companies)


def _examined_in_blocks(blocks: Sequence[Block], title: str) -> Examined:
    if told := _recommended_to(blocks):
        return Examined(told, True)
    for strong in (True, False):
        for block in blocks:
            if block.kind not in (TEXT, ITEM) and not _LABELLED.match(block.text):
                continue
            for start, end in sentences(block.text):
                found = _examined_in(block.text[start:end], strong=strong)
                if found:
                    return Examined(tuple(found), strong or len(found) > 1)
        titled = names(one for one in mentions(title, also_owners=True) if one.is_named and one.name not in _EXCLUDED)
        if titled:
            return Examined(tuple(titled), len(titled) > 1)
    if any(_OF_COMPANY.search(block.text) for block in blocks):
        return Examined((), False)  # its own "styrelsen", and not the municipality's that owns it
    if _ACCOUNTS.search(title):
        text = "\n".join(block.text for block in blocks[:12])
        return Examined(("regionstyrelsen" if re.search(r"\b[Rr]egion", text) else "kommunstyrelsen",), False)
    if answering := _answering(blocks):
        return Examined((answering,), False)
    counts = most_named("\n".join(block.text for block in blocks))
    for name in [*counts]:
        if name in _EXCLUDED or name.endswith("utskottet") or is_company(name):
            del counts[name]
    named = counts or _by_administration(blocks)
    return Examined((named.most_common(1)[0][0],) if named else (), False)


def _recommended_to(blocks: Sequence[Block]) -> tuple[str, ...]:
    """ "Rapporten innehåller rekommendationer till kommunstyrelsen och socialnämnden", where it says so once."""
    said: set[tuple[str, ...]] = set()
    for block in blocks:
        found = _RECOMMENDED_TO.search(block.text) if block.kind in (TEXT, ITEM) else None
        rest = block.text[found.end() :] if found else ""
        boards = mentions(rest)
        if not boards or boards[0].start > 8 or rest.endswith(":"):
            continue
        group = group_from(rest, boards)
        if all(one.is_named and one.name not in _EXCLUDED for one in group):
            said.add(tuple(names(group)))
    return said.pop() if len(said) == 1 else ()


def _answering(blocks: Sequence[Block]) -> str:
    """The board whose answer the paper is, by the decision that is proposed: "Kulturnämnden antar yttrandet." """
    for block in blocks:
        found = _DECIDES.search(block.text) if block.role == Role.DECISION else None
        boards = mentions(block.text[: found.start()]) if found else []
        if boards and boards[-1].is_named and boards[-1].name not in _EXCLUDED and not boards[-1].is_committee:
            return boards[-1].name
    return ""


def _by_administration(blocks: Sequence[Block]) -> Counter[str]:
    """The board of the administration, in a paper that says "nämnden" and names only who works for it."""
    found = Counter[str]()
    for block in blocks:
        for hit in _ADMINISTRATION.finditer(block.text):
            found["tekniska nämnden" if hit[1].lower() == "tekniska " else f"{hit[1].lower()}nämnden"] += 1
    return found


def _examined_in(sentence: str, *, strong: bool) -> list[str]:
    if not strong and (told := _IS_EXAMINED.search(sentence)):
        group = first_group(sentence[: told.start()], within=3)
        if group and all(one.is_named and one.name not in _EXCLUDED for one in group):
            return names(group)
    said = (_STRONG if strong else _EXAMINED).search(sentence)
    if not said or (strong and "gransk" not in sentence.lower() and "revisionsobjekt" not in sentence.lower()):
        return []
    rest = _SUCH.sub(lambda hit: " " * len(hit[0]), sentence[said.end() :])
    found = [one for one in mentions(rest, also_owners=True) if one.is_named and one.name not in _EXCLUDED]
    if not found or found[0].start > 90:
        return []
    return names(group_from(rest, found))


def addressees(blocks: Sequence[Block]) -> list[str]:
    """The boards that a letter is sent to: lines of their own at its beginning, before those for whom it is a copy."""
    found: list[str] = []
    for block in blocks:
        if said := _FOR_ANSWER.search(block.text):
            rest = block.text[said.end() :]
            asked = [one for one in mentions(rest) if one.is_named and one.name not in _EXCLUDED]
            group = group_from(rest, asked) if asked and asked[0].start < 4 else []
            if group and _ANSWER.match(rest[group[-1].end :]):
                return names(group)
    for block in blocks[:16]:
        text = block.text
        if _KNOWLEDGE.search(text) and len(text) < 120:
            before = mentions(_KNOWLEDGE.split(text)[0])
            found += [one.name for one in before if one.is_named and one.name not in _EXCLUDED]
            if not before and not re.match(r"till\b", text, re.IGNORECASE):
                break
            continue
        if len(text) > 140 or (block.kind == HEADING and block.role not in (Role.OTHER, Role.DECISION)):
            continue
        plain = re.sub(r"^(?:till|adressat|mottagare)\b[: ]*", "", text, flags=re.IGNORECASE)
        listed = mentions(plain)
        left = plain
        for one in listed:
            left = left.replace(plain[one.start : one.end], "")
        if listed and not re.sub(r"[\W_]|och|samt|till", "", left):
            found += [one.name for one in listed if not one.is_whole and one.name not in _EXCLUDED]
    return list(dict.fromkeys(found))


def _of_kind(plural: str, known: Sequence[str]) -> list[str]:
    """ "Stadsdelsnämnderna" are those of the examined boards that are such."""
    kind = plural.removesuffix("erna")
    return [name for name in known if kind in name]


def fitting(found: Sequence[Mention], examined: Examined) -> list[str]:
    """The examined boards that "nämnden" or "styrelsen" may be."""
    stems = [_stem(one) for one in found if one.is_bare]
    return [name for name in examined.names if not stems or any(stem in name for stem in stems)]


def _stem(bare: Mention) -> str:
    return bare.name.removesuffix("n").removesuffix("e").removesuffix("et")


def _board_of(body: str, examined: Examined, near: Sequence[str]) -> str:
    """The company that "bolaget" is, when the paper says which; the board of an association or a foundation."""
    if body != "bolaget":
        return "styrelsen" if body == "stiftelsen" else "direktionen"
    if examined.companies == ("styrelsen",):
        return "styrelsen"
    for known in (near, examined.names):
        if companies := [name for name in known if is_company(name)]:
            return companies[0]
    return examined.companies[0] if len(examined.companies) == 1 else body


def resolve(found: Sequence[Mention], examined: Examined, near: Sequence[str] = ()) -> list[str]:
    """The boards' own names. "Nämnden" is the only board examined, "nämnderna" those that the paper lists, if any.

    `near` are boards named close by, the closest first: above the section, or before in the paragraph.
    """
    known = examined.names
    result: list[str] = []
    for one in found:
        if one.is_whole:
            more = examined.listed and len(known) > 1 and not set(known) <= {other.name for other in found}
            result += known if more else [one.name]
        elif one.is_body:
            result.append(_board_of(one.name, examined, near))
        elif one.is_bare:
            wanted = _stem(one)
            fits = fitting([one], examined)
            close = [name for name in near if wanted in name or (one.name == "styrelsen" and is_company(name))]
            result.append(fits[0] if len(fits) == 1 and not close else (close or [one.name])[0])
        elif one.name.endswith("nämnderna") and (several := _of_kind(one.name, known)):
            result += several
        elif one.name == "kommunen" and known:
            result += known
        else:
            result.append(one.name)
    return list(dict.fromkeys(result))
