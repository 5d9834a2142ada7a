"""Dates as Swedish papers write them, and the day when an answer is due."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober",
    "november", "december",
)  # fmt: skip
_MONTH = "|".join((*MONTHS, "jan", "feb", "apr", "aug", "sept?", "okt", "nov", "dec"))
_DATE = re.compile(
    rf"(?P<iso>\b(?:19|20)\d{{2}}-\d{{2}}-\d{{2}}\b)|(?P<slash>\b\d{{1,2}}/\d{{1,2}}[ -](?:19|20)\d{{2}}\b)"
    rf"|\b(?P<day>\d{{1,2}})(?::?e)?\s+(?P<month>{_MONTH})\.?,?\s+(?P<year>(?:19|20)\d{{2}})\b"
    rf"|\b(?P<only>{_MONTH})\.?,?\s+(?P<only_year>(?:19|20)\d{{2}})\b",
    re.IGNORECASE,
)
_NUMBERS = {"en": 1, "ett": 1, "två": 2, "tre": 3, "fyra": 4, "fem": 5, "sex": 6, "åtta": 8, "tolv": 12}
_DUE = re.compile(
    r"\b(?:senast|före|innan|till och med|t\.o\.m\.?|tillhanda|inkomma?|önskas|emotses?|avges?|lämnas?)\b",
    re.IGNORECASE,
)
_ANSWER = re.compile(
    r"\b(?:svar\w*|besvara\w*|yttrand\w*|yttra|synpunkter|kommentarer|återkoppl\w*|återkom\w*|åtgärdsplan\w*"
    r"|redogörelse|ställningstagande|skriftligt?|åtgärder)\b",
    re.IGNORECASE,
)
_WITHIN = re.compile(
    r"\binom\s+(?P<count>\d{1,2}|en|ett|två|tre|fyra|fem|sex|åtta|tolv)\s+(?P<unit>månad(?:er)?|veck(?:a|or))",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Dated:
    """A date in a text. `day` is None when only the month is said."""

    year: int
    month: int
    day: int | None
    start: int
    end: int

    @property
    def iso(self) -> str:
        text = f"{self.year:04}-{self.month:02}"
        return text if self.day is None else f"{text}-{self.day:02}"

    @property
    def last(self) -> str:
        """The last day that the words allow."""
        return date(self.year, self.month, self.day or calendar.monthrange(self.year, self.month)[1]).isoformat()


def dates_in(text: str) -> Iterator[Dated]:
    """Every date that exists in the calendar."""
    for hit in _DATE.finditer(text):
        found = _parts(hit)
        if found is not None:
            year, month, day = found
            if 1 <= month <= 12 and (day is None or 1 <= day <= calendar.monthrange(year, month)[1]):
                yield Dated(year, month, day, hit.start(), hit.end())


def due_in(sentence: str, written: str | None) -> str | None:
    """The day by which the sentence wants an answer; `written` is the paper's own date, for "inom sex månader"."""
    if not _ANSWER.search(sentence):
        return None
    due = _DUE.search(sentence)
    found = [one for one in dates_in(sentence) if due and one.start > due.start()]
    if found:
        return found[0].last
    within = _WITHIN.search(sentence)
    if within and written and len(written) == 10:
        count = _NUMBERS.get(within["count"].lower()) or int(within["count"])
        return _later(date.fromisoformat(written), count, within["unit"].lower().startswith("v")).isoformat()
    return None


def _parts(hit: re.Match[str]) -> tuple[int, int, int | None] | None:
    if hit["iso"]:
        year, month, day = hit["iso"].split("-")
        return int(year), int(month), int(day)
    if hit["slash"]:
        day, month, year = re.split(r"[/ -]", hit["slash"])
        return int(year), int(month), int(day)
    if hit["month"]:
        return int(hit["year"]), _month(hit["month"]), int(hit["day"])
    return int(hit["only_year"]), _month(hit["only"]), None


def _month(word: str) -> int:
    return next(number for number, name in enumerate(MONTHS, start=1) if name.startswith(word.lower()[:3]))


def _later(start: date, count: int, weeks: bool) -> date:
    if weeks:
        return date.fromordinal(start.toordinal() + 7 * count)
    year, month = divmod(start.month - 1 + count, 12)
    last = calendar.monthrange(start.year + year, month + 1)[1]
    return date(start.year + year, month + 1, min(start.day, last))
