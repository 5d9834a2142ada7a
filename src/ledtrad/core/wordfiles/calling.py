"""The side of the door that people come to: the child is started here, and its refusals become sentences."""

import base64
import json
import logging
import subprocess
import sys
import threading
from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple

from django.utils.functional import lazystr
from django.utils.translation import gettext_lazy as _

from ledtrad.core.refusals import Refused, Sentence
from ledtrad.core.wordfiles.checking import LIMITS

logger = logging.getLogger(__name__)

_SOURCE_ROOT = Path(__file__).resolve().parents[3]
_AT_ONCE = threading.BoundedSemaphore(2)

SENTENCES: dict[str, Sentence] = {
    "not_word": _("Filen är inget Worddokument. Öppna den i Word och spara den som .docx."),
    "too_big": _("Filen är för stor: högst %(limit)s MB."),
    "old_or_locked": _(
        "Filen är i det äldre Wordformatet eller skyddad med lösenord. Spara den som .docx utan lösenord."
    ),
    "password": _("Filen är skyddad med lösenord. Spara den utan lösenord."),
    "damaged": _("Wordfilen är skadad och går inte att läsa. Öppna den i Word och spara den på nytt."),
    "too_many_members": _("Wordfilen består av för många delar: högst %(limit)s."),
    "too_big_unpacked": _("Wordfilen blir för stor när den packas upp: högst %(limit)s MB."),
    "compressed_too_hard": _(
        "Wordfilen är så hårt packad att den kan vara gjord för att skada. Öppna den i Word och spara den på nytt."
    ),
    "macros": _("Filen innehåller makron. Spara den som .docx utan makron."),
    "links_out": _(
        "Filen hämtar något utifrån när den öppnas, till exempel en länkad bild eller adresser till ett utskick. Bryt "
        "länken i Word (Arkiv, Redigera länkar till filer) eller infoga det som länken hämtar, och spara filen på nytt."
    ),
    "embedded": _("Filen innehåller inbäddade objekt. Ta bort dem och spara filen på nytt."),
    "dde": _("Filen har ett fält som anropar ett program eller hämtar en fil. Ta bort fältet och spara på nytt."),
    "dtd": _("Filen innehåller en dokumenttypsdefinition (DTD), och sådana tas inte emot. Spara den på nytt i Word."),
    "unknown_field": _("Mallen har ett fält som inte finns: ”%(name)s”. Fälten som finns står på sidan."),
    "not_a_field": _(
        "Mallen har något inom klamrar som inte är ett fält: ”%(name)s”. Skriv till exempel {{ rubrik }}."
    ),
    "no_body": _("Mallen ska ha fältet {{ %(name)s }} på precis ett ställe i texten. Där kommer handlingens avsnitt."),
    "body_not_alone": _("Fältet {{ %(name)s }} ska stå ensamt i ett stycke."),
    "no_headings": _("Filen har inga rubriker på nivå 1, så det går inte att se vilka avsnitt som är vilka."),
    "too_much_text": _("Filen har för mycket text: högst %(limit)s tecken."),
    "too_slow": _("Filen tog mer än %(limit)s sekunder att läsa."),
    "too_much_memory": _("Filen kräver för mycket minne för att läsas."),
}


class WordRefused(Refused):
    """A Word file that cannot be used; the message says what is wrong and what to do."""

    code = "word_refused"

    def __init__(self, code: str, **details: str | int) -> None:
        known = code if code in SENTENCES else "damaged"
        super().__init__(lazystr(_Filled(SENTENCES[known], details)), code=f"word_{known}")


class _Filled:
    """The sentence with its details, in the reader's language each time it is read."""

    def __init__(self, sentence: Sentence, details: dict[str, str | int]) -> None:
        self.sentence, self.details = sentence, details

    def __str__(self) -> str:
        return str(self.sentence) % self.details


class Section(NamedTuple):
    """A heading of the first level and what stands under it, in the markup that people write."""

    heading: str
    text: str


def check_template(data: bytes) -> bytes:
    """The bytes of a Word file that can be a template, set loose from the one it was made with. Raises WordRefused."""
    return base64.b64decode(_ask("check", {"data": _packed(data)}))


def fill_template(data: bytes, document: dict[str, Any]) -> bytes:
    """A dressed letter in that template. Raises WordRefused."""
    return base64.b64decode(_ask("fill", {"data": _packed(data), "document": document}))


def read_sections(data: bytes) -> list[Section]:
    """What somebody wrote in Word. Raises WordRefused."""
    return [Section(*pair) for pair in _ask("sections", {"data": _packed(data)})]


def _packed(data: bytes) -> str:
    if len(data) > LIMITS.file_bytes:
        raise WordRefused("too_big", limit=LIMITS.file_bytes // (1024 * 1024))
    return base64.b64encode(data).decode()


def _ask(what: str, sent: dict[str, Any]) -> Any:
    command = [sys.executable, "-P", "-s", "-X", "utf8", "-m", "ledtrad.core.wordfiles.child", what]
    # Nothing of our environment: no secret and no database address where a stranger's file is opened.
    environment = {"PYTHONPATH": str(_SOURCE_ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    with _AT_ONCE:
        try:
            done = subprocess.run(  # noqa: S603 - our own interpreter and module, no shell
                [*command, json.dumps(asdict(LIMITS))],
                input=json.dumps(sent).encode(), capture_output=True, env=environment, cwd="/",
                timeout=LIMITS.seconds, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise WordRefused("too_slow", limit=LIMITS.seconds) from None
    try:
        kind, *answer = json.loads(done.stdout)
    except ValueError:
        logger.warning("The Word reader ended with status %s: %s", done.returncode, done.stderr[-500:])
        raise WordRefused("too_much_memory") from None
    if kind == "refused":
        code, details = answer
        raise WordRefused(code, **details)
    return answer[0]
