"""CSV as people save it: whatever encoding and separator, found out from the file itself. Runs in the
child.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from ledtrad.core.tables.escaping import unescape
from ledtrad.core.tables.limits import Limits, Stop

_BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_SEPARATORS = ";\t,"  # in the order preferred when two fit equally well: a comma is often a decimal mark
_SAMPLE_CHARACTERS = 64 * 1024
_SAMPLE_RECORDS = 100
NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_UTF_8_LETTERS = re.compile(rb"[\xc2-\xf4][\x80-\xbf]")
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)


@dataclass(frozen=True)
class TextTable:
    """The decoded file and how to take it apart."""

    text: str
    separator: str


def open_text(data: bytes, limits: Limits) -> TextTable:
    """Decode `data` and find its separator. Raises Stop for what is not a text table."""
    text = decode(data)
    if found := NOT_TEXT.search(text):
        raise Stop("not_text", row=text.count("\n", 0, found.start()) + 1)
    csv.field_size_limit(limits.cell_characters)
    if stated := _SEPARATOR_LINE.match(text):  # Excel's own hint; Excel does not show it as a row
        return TextTable(text[stated.end() :], stated[1])
    return TextTable(text, _find_separator(text))


def records(table: TextTable, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    """Every record with its number as a spreadsheet shows it. Blank records count but are given too."""
    reader = csv.reader(io.StringIO(table.text, newline=""), delimiter=table.separator, strict=True)
    number = 0
    while True:
        number += 1
        try:
            record = next(reader, None)
        except csv.Error as error:
            raise _csv_stop(error, number, limits) from None
        if record is None:
            return
        yield number, [clean(unescape(cell)) for cell in record]


def clean(text: str) -> str:
    """One spelling of the same text: composed letters, one kind of line break."""
    if text.isascii() and "\r" not in text:
        return text
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def number_text(value: float) -> str:
    """As many digits as a spreadsheet shows (15), never an exponent: 0.1 + 0.2 is 0.3."""
    number = Decimal(format(value, ".15g"))
    return "0" if not number else f"{number:f}"


def decode(data: bytes) -> str:
    """The text of a file in whatever encoding it was saved. Raises Stop for what is no text."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _decode_as(encoding, data[len(mark) :])
    if b"\x00" in data:
        raise Stop("not_text", row=data.count(b"\n", 0, data.index(b"\x00")) + 1)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        _refuse_mixture(data, error.start)
        return _decode_as("cp1252", data)


def _refuse_mixture(data: bytes, start: int) -> None:
    """A file put together of several has lines in UTF-8 and lines that are not: no one reading is right for both."""
    if _UTF_8_LETTERS.search(data[:start]) or any(
        _UTF_8_LETTERS.search(line) and _is_utf_8(line) for line in data[start:].splitlines()[1:]
    ):
        raise Stop("mixed_encodings", row=data.count(b"\n", 0, start) + 1)


def _is_utf_8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _decode_as(encoding: str, data: bytes) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Stop("unknown_encoding", row=data.count(b"\n", 0, error.start) + 1) from None


def _find_separator(text: str) -> str:
    """The separator under which the first rows agree best with the header row."""
    sample = text[:_SAMPLE_CHARACTERS]
    fits = [(*_fit(sample, separator), -place) for place, separator in enumerate(_SEPARATORS)]
    return _SEPARATORS[-max(fits)[-1]]


def _fit(sample: str, separator: str) -> tuple[float, int]:
    """Share of rows as wide as the header, and how wide that is; nothing for a header of one column."""
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=separator)
    widths: list[int] = []
    try:
        for record in reader:
            if any(record):
                widths.append(len(record))
            if len(widths) > _SAMPLE_RECORDS:
                break
    except csv.Error:
        pass  # said with its row number when the whole file is read
    if not widths or widths[0] < 2:
        return 0.0, 0
    body = widths[1:-1] if len(sample) == _SAMPLE_CHARACTERS else widths[1:]
    agreeing = sum(width == widths[0] for width in body)
    return (agreeing / len(body) if body else 1.0), widths[0]


def _csv_stop(error: csv.Error, row: int, limits: Limits) -> Stop:
    if "field limit" in str(error):
        return Stop("cell_too_long", row=row, limit=limits.cell_characters)
    return Stop("broken_quotes", row=row)
