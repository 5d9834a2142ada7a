"""How wide a text is, and where to break it, without a browser: needed to place labels that never collide.

Widths are Inter's, in hundredths of the font size, figures of equal width. Where Inter is missing the
system's font is at most a few percent wider, which `SLACK` allows for.
"""

import re
from collections.abc import Iterator

SLACK = 1.03

_REGULAR = {
    24: "ijl", 26: "’", 27: " ,.:;I\xa0", 29: "!·", 30: "'", 32: "\\`", 33: "ft|", 36: "/", 39: "()[]r{}",
    44: "”", 46: "_°", 47: '"^', 50: "–", 51: "?", 53: "s", 55: "kxz≤≥", 56: "avyåä", 57: "JLc§", 58: "eé",
    59: "Fhnuü", 60: "EoöÉ", 61: "bdgpq", 63: "#Z", 64: "$&PRS", 65: "0123456789*+-<=>BT~−±", 67: "K",
    68: "XY", 70: "AVÅÄ", 72: "D", 73: "C", 74: "HU", 75: "GN", 76: "OQÖ", 82: "w", 83: "↑↓", 86: "…",
    88: "m", 90: "M", 97: "@", 98: "%", 100: "→", 101: "W", 0: "\xad",
}  # fmt: skip
_BOLD = {
    26: "ijl", 27: " ,.:;\xa0", 28: "I", 29: "’", 32: "!·", 33: "'\\", 35: "`ft", 36: "|", 38: "/",
    39: "()[]{}", 41: "r", 46: "°", 47: "_", 48: "^", 50: "–”", 52: '"', 54: "?", 55: "s≤≥", 57: "Lakxzåä§",
    58: "Jc", 59: "Fevyé", 61: "EhnouöüÉ", 62: "bdpq", 63: "g", 64: "#", 65: "0123456789$*+-<=>PRSZ~−±",
    66: "&BT", 70: "K", 71: "Y", 72: "DX", 74: "ACUVÅÄ", 75: "GH", 76: "N", 77: "OQÖ", 84: "w", 88: "↑↓",
    90: "m", 92: "M", 96: "…", 100: "%@→", 104: "W", 0: "\xad",
}  # fmt: skip
_WIDTHS = tuple({letter: width for width, group in table.items() for letter in group} for table in (_REGULAR, _BOLD))
_UNKNOWN = 70

_COMPOUND_PARTS = re.compile(
    "anställning|ansvar|arbet|assistans|avdelning|avtal|barn|behov|beredskap|berättelse|beslut|bidrag|bistånd|"
    "boende|bolag|bostad|brukar|budget|chef|delegation|dokument|ekonomi|enhet|ersättning|familj|folkhälso|forum|"
    "fritid|fråg|frånvaro|förebygg|företag|förmedling|förskol|försörjning|förvaltning|föräldra|givar|granskning|"
    "grupp|gymnasie|handling|hälso|individ|inflytande|information|inriktning|insats|integrer|integration|invånar|"
    "klimat|kommun|kompetens|kontroll|kostnad|kvalitet|kultur|ledning|levnad|lokal|löshet|marknad|medarbetar|"
    "medborgar|miljö|mål|möte|nivå|nämnd|näringsliv|närvaro|område|omsorg|omställning|ordning|organisation|"
    "orientering|pedagog|personal|plan|plats|politik|process|program|projekt|påverkan|rapport|redovisning|revision|"
    "riktlinje|rätt|samarbet|samhäll|samordning|samverkan|sektor|service|sjuk|skol|skydd|social|språk|stats|"
    "strategi|struktur|studie|styrelse|styrning|ställning|stöd|system|säker|tjänst|trafik|trygghet|underlag|"
    "undersökning|undervisning|uppdrag|uppföljning|upphandling|utbildning|utredning|utveckling|vatten|verksamhet|"
    "vård|vägledning|värde|äldre|åtgärd|ökning|överenskommelse"
)
_VOWELS = "aeiouyåäöé"
_TOGETHER = frozenset(
    first + second
    for first, seconds in {
        "s": "ktpjlmnv",
        "t": "rj",
        "k": "rljv",
        "p": "rl",
        "b": "rl",
        "d": "rj",
        "g": "rln",
        "f": "rlj",
        "n": "g",
        "c": "kh",
    }.items()
    for second in seconds
)
_SHORTEST_PART = 3
_JOINTS = "-–/\xad"


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Pixels that `text` takes at `size`, rounded up a little."""
    widths = _WIDTHS[bold]
    return sum(widths.get(letter, _UNKNOWN) for letter in text) * size / 100 * SLACK


def shortened(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """The whole text if it fits in `room`, else its beginning and …"""
    if text_width(text, size, bold=bold) <= room:
        return text
    while text and text_width(text + "…", size, bold=bold) > room:
        text = text[:-1]
    return text.rstrip(" ,.-–\xa0") + "…"


def wrapped(text: str, room: float, size: float, *, bold: bool = False, most: int = 4) -> list[str]:
    """At most `most` lines no wider than `room`. Words too long for a line are hyphenated."""
    lines: list[str] = []
    current = ""
    words = list(reversed(text.split(" ")))
    while words:
        word = words.pop()
        if not word.replace("\xad", ""):
            continue
        together = f"{current} {word}" if current else word
        if text_width(together, size, bold=bold) <= room:
            current = together
            continue
        too_long = text_width(word, size, bold=bold) > room
        head, tail = _broken(current, word, room, size, bold=bold) if too_long else ("", "")
        if head:
            words.append(tail)
            lines.append(f"{current} {head}" if current else head)
            current = ""
        elif current:
            lines.append(current)
            words.append(word)
            current = ""
        else:
            current = shortened(word, room, size, bold=bold)
    lines = [line.replace("\xad", "") for line in (*lines, current) if line]
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], _ending(lines[most - 1], room, size, bold=bold)]


def break_points(word: str) -> list[int]:
    """Where a Swedish word may be broken, best kind only: given joints, compound parts or syllables."""
    given = [at for at, letter in enumerate(word, 1) if letter in _JOINTS and 1 < at < len(word)]
    if given:
        return given
    low = word.lower()
    inside = range(_SHORTEST_PART, len(low) - _SHORTEST_PART + 1)
    compound = sorted({match.start() for match in _COMPOUND_PARTS.finditer(low)} & set(inside))
    return compound or [at for at in inside if _between_syllables(low, at)]


def _between_syllables(word: str, at: int) -> bool:
    if word[at] in _VOWELS or word[at : at + 2] in _TOGETHER or word[at - 1 : at + 1] in _TOGETHER:
        return False
    has_vowels = any(letter in _VOWELS for letter in word[:at])
    return has_vowels and at + 1 < len(word) and word[at + 1] in _VOWELS


def _broken(current: str, word: str, room: float, size: float, *, bold: bool) -> tuple[str, str]:
    """The longest first part of `word` that fits after `current`, and the rest; two empty texts if none."""
    for at in reversed(list(_all_points(word))):
        head = word[:at].replace("\xad", "")
        head = head if head[-1] in _JOINTS else head + "-"
        if text_width(f"{current} {head}" if current else head, size, bold=bold) <= room:
            return head, word[at:]
    return "", ""


def _all_points(word: str) -> Iterator[int]:
    """The break points, and those inside the parts between given joints ("HR-direktörsgruppen")."""
    points = break_points(word)
    if not any(word[at - 1] in _JOINTS for at in points):
        yield from points
        return
    start = 0
    for end in (*points, len(word)):
        yield from (start + at for at in break_points(word[start:end].rstrip(_JOINTS)))
        if end < len(word):
            yield end
        start = end


def _ending(line: str, room: float, size: float, *, bold: bool) -> str:
    return shortened(line.rstrip("-–,. ") + "…", room, size, bold=bold).replace("……", "…")
