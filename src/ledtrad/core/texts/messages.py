"""What a person is told about a document that cannot be read."""

from django.utils.functional import lazystr
from django.utils.translation import gettext_lazy as _

from ledtrad.core.refusals import Refused, Sentence

SENTENCES: dict[str, Sentence] = {
    "empty": _("Filen är tom."),
    "too_big": _("Filen är för stor: högst %(limit)s MB."),
    "wrong_type": _(
        "Filen ska vara PDF, Word (.docx), OpenDocument (.odt) eller text (.txt, .md), men den heter ”%(name)s”."
    ),
    "not_pdf": _("Filen heter .pdf men är ingen PDF."),
    "not_word": _("Filen heter .docx men är inget Worddokument. Öppna den i Word och spara den som .docx."),
    "not_odt": _("Filen heter .odt men är inget OpenDocument-dokument. Öppna den och spara den på nytt."),
    "not_plain_text": _("Filen heter som en textfil men är ingen. Ge den sin rätta ändelse."),
    "old_or_locked": _(
        "Filen är i det äldre Wordformatet eller skyddad med lösenord. Spara den som .docx utan lösenord."
    ),
    "password": _("Filen är skyddad med lösenord. Spara den utan lösenord."),
    "damaged": _("Filen är skadad och går inte att läsa. Spara den på nytt i programmet som gjorde den."),
    "macros": _("Filen innehåller makron. Spara den som .docx utan makron."),
    "dtd": _("Filen innehåller en dokumenttypsdefinition (DTD), och sådana tas inte emot."),
    "too_big_unpacked": _("Filen blir för stor när den packas upp: högst %(limit)s MB."),
    "compressed_too_hard": _("Filen är så hårt packad att den kan vara gjord för att skada. Spara den på nytt."),
    "too_many_members": _("Filen består av för många delar: högst %(limit)s."),
    "too_many_pages": _("Filen har för många sidor: högst %(limit)s. Dela upp den i flera filer."),
    "too_many_characters": _("Filen har för mycket text. Dela upp den i flera filer."),
    "no_text": _("Filen innehåller ingen text, bara bilder. Tolka bilderna till text (OCR) och läs in den på nytt."),
    "not_text": _("Filen innehåller tecken som inte är text. Spara den på nytt som UTF-8."),
    "unknown_encoding": _("Texten går inte att tyda. Spara filen på nytt som UTF-8."),
    "mixed_encodings": _("Texten är sparad på olika sätt i olika delar av filen. Spara om hela filen som UTF-8."),
    "too_slow": _("Filen tog mer än %(limit)s sekunder att läsa, och läsningen avbröts."),
    "too_much_memory": _("Filen kräver för mycket minne för att läsas."),
    "unreadable": _("Filen går inte att läsa. Spara den på nytt i programmet som gjorde den."),
}


class TextRefused(Refused):
    """The file cannot be read as a text."""

    code = "text_refused"

    def __init__(self, code: str, **details: str | int) -> None:
        known = code if code in SENTENCES else "unreadable"
        super().__init__(lazystr(_Filled(SENTENCES[known], details)), code=f"text_{known}")


class _Filled:
    """The sentence in the reader's language each time it is read."""

    def __init__(self, sentence: Sentence, details: dict[str, str | int]) -> None:
        self.sentence = sentence
        self.details = details

    def __str__(self) -> str:
        return str(self.sentence) % self.details
