"""What a person is told about a file that cannot be used: what, where, and what was expected instead."""

from django.utils.functional import lazystr
from django.utils.translation import gettext, gettext_lazy

from ledtrad.core.refusals import Refused, Sentence

_ = gettext_lazy

FILE: dict[str, Sentence] = {
    "empty": _("Filen är tom. Den ska ha en rad med rubriker och sedan minst en rad."),
    "too_big": _("Filen är för stor: högst %(limit)s MB. Dela upp den i flera filer."),
    "wrong_type": _("Filen ska vara en Excelfil (.xlsx) eller en textfil (.csv), men den heter ”%(name)s”."),
    "not_xlsx": _("Filen heter .xlsx men är ingen Excelfil. Öppna den i Excel och spara den som .xlsx."),
    "not_csv": _("Filen heter .csv men är ingen textfil. Spara den som CSV, eller läs in den som .xlsx."),
    "old_or_locked": _(
        "Filen är i det äldre Excelformatet eller skyddad med lösenord. Spara den som .xlsx utan lösenord."
    ),
    "password": _("Filen är skyddad med lösenord. Spara den utan lösenord."),
    "damaged": _("Excelfilen är skadad och går inte att läsa. Öppna den i Excel och spara den på nytt."),
    "not_a_workbook": _("Filen är ingen Excelbok. Öppna den i Excel och spara den som .xlsx."),
    "no_sheet": _("Excelfilen har inget synligt blad med celler."),
    "not_text": _("Filen innehåller tecken som inte är text. Spara den på nytt som CSV UTF-8."),
    "unknown_encoding": _("Texten går inte att tyda. Spara filen på nytt som CSV UTF-8."),
    "mixed_encodings": _(
        "Texten är sparad på ett annat sätt här än i resten av filen. Spara om hela filen som CSV UTF-8."
    ),
    "broken_quotes": _(
        'Ett citattecken (") saknar sitt par. Ta bort det, eller skriv två i rad om det hör till texten.'
    ),
    "cell_too_long": _("En cell har för mycket text: högst %(limit)s tecken."),
    "too_many_rows": _("För många rader: högst %(limit)s. Dela upp filen i flera."),
    "too_many_columns": _("För många kolumner: högst %(limit)s."),
    "too_many_cells": _("För många celler: högst %(limit)s. Dela upp filen, och ta bort tomma rader och kolumner."),
    "too_many_characters": _("Filen har för mycket text. Dela upp den i flera."),
    "too_many_sheets": _("För många blad: högst %(limit)s."),
    "too_many_members": _("Excelfilen består av för många delar: högst %(limit)s."),
    "too_many_problems": _("Fler än %(limit)s celler går inte att använda. Rätta filen och försök igen."),
    "too_big_unpacked": _("Excelfilen blir för stor när den packas upp: högst %(limit)s MB."),
    "compressed_too_hard": _(
        "Excelfilen är så hårt packad att den kan vara gjord för att skada. Öppna den i Excel och spara den på nytt."
    ),
    "macros": _("Filen innehåller makron. Spara den som .xlsx utan makron."),
    "links_out": _(
        "Filen hämtar uppgifter från andra filer eller adresser. Bryt länkarna i Excel och spara den på nytt."
    ),
    "embedded": _("Filen innehåller inbäddade objekt. Ta bort dem och spara filen på nytt."),
    "dde": _("Filen anropar ett annat program (DDE). Ta bort anropet och spara filen på nytt."),
    "dtd": _("Filen innehåller en dokumenttypsdefinition (DTD), och sådana tas inte emot. Spara den på nytt i Excel."),
    "too_slow": _("Filen tog mer än %(limit)s sekunder att läsa. Dela upp den i flera filer."),
    "too_much_memory": _("Filen kräver för mycket minne för att läsas. Dela upp den i flera filer."),
    "unreadable": _("Filen går inte att läsa. Öppna den i Excel och spara den på nytt."),
}
"""Why a whole file is refused."""

CELL: dict[str, Sentence] = {
    "formula": _("Cellen innehåller en formel. Klistra in den som värde."),
    "error_value": _("Cellen visar felet %(value)s. Skriv ett värde i stället."),
    "no_header": _("”%(value)s” står i en kolumn utan rubrik. Flytta värdet, eller ge kolumnen en rubrik."),
    "not_text": _("Cellen innehåller tecken som inte är text. Skriv om den."),
}
"""Why a cell cannot be used, though the rest of the file can."""


class TableRefused(Refused):
    """The file cannot be read as a table. `sheet`, `row` and `column` (from 1) say where, when it is one
    place.
    """

    code = "table_refused"

    def __init__(
        self,
        code: str,
        *,
        sheet: str = "",
        row: int | None = None,
        column: int | None = None,
        **details: str | int,
    ) -> None:
        self.sheet = sheet
        self.row = row
        self.column = column
        known = code if code in FILE or code in CELL else "unreadable"
        super().__init__(lazystr(_Sentence(known, sheet, row, column, details)), code=f"table_{known}")


class _Sentence:
    """The place and the reason, put together in the reader's language each time it is read."""

    def __init__(
        self, code: str, sheet: str, row: int | None, column: int | None, details: dict[str, str | int]
    ) -> None:
        self.reason = FILE.get(code) or CELL[code]
        self.place = (sheet, row, column)
        self.details = details

    def __str__(self) -> str:
        where = place(*self.place)
        reason = str(self.reason) % self.details
        return f"{where}: {reason}" if where else reason


def cell_message(code: str, details: dict[str, str | int]) -> str:
    """The sentence about one cell, in the active language."""
    return str(CELL[code]) % details


def place(sheet: str, row: int | None, column: int | None) -> str:
    """Where something is, the way Excel says it: Blad ”Mål”, rad 12, kolumn C."""
    said = []
    if sheet:
        said.append(gettext("Blad ”%(sheet)s”") % {"sheet": sheet})
    if row is not None:
        said.append(gettext("rad %(row)s") % {"row": row} if said else gettext("Rad %(row)s") % {"row": row})
    if column is not None:
        said.append(gettext("kolumn %(column)s") % {"column": column_letter(column)})
    return ", ".join(said)


def column_letter(number: int) -> str:
    """1 → A, 27 → AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
