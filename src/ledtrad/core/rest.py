"""What the REST addresses of all packages share: what a token allows, pages of rows, versions, texts.

A package puts its addresses on a `Router` in its `api.py`; `ledtrad.api` gathers them and says who asks.
"""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from ninja import Field, Schema
from ninja.params import P, PathEx
from pydantic import ConfigDict

from ledtrad.core.numbers import round_to
from ledtrad.core.periods import Period
from ledtrad.core.refusals import Invalid, NotAllowed, Refused, Sentence

LIMIT, MOST = 100, 1000
EXACT = 6
"""Decimals of a number in an answer."""

PERIOD = "A period: `2021`, `2021-H1`, `2021-T1`, `2021-Q1` or `2021-03`."
NO_NUL = r"^[^\x00]*$"
MEDIA_TYPE = "application/problem+json"
_ETAG = re.compile(r'\s*(?:W/)?"(\d{1,9})"\s*')

Text = Annotated[str, Field(max_length=10_000, pattern=NO_NUL)]
Number = PathEx[str, P(max_length=30, pattern=r"^[^\x00-\x1f/]+$")]
"""The number of a node in an address: M-001."""


class Scope(StrEnum):
    """What a token may be used for. It never reaches further than the person whose token it is."""

    READ = "read"
    WRITE_OBSERVATIONS = "write-observations"
    WRITE_ASSESSMENTS = "write-assessments"
    WRITE_DECISIONS = "write-decisions"
    WRITE_REPORT_BACKS = "write-report-backs"
    WRITE_MATTERS = "write-matters"


class ScopeMissing(NotAllowed):
    """The token was not made for this."""

    code = "scope_missing"
    message = _("Nyckeln får inte användas till det här. Gör en ny nyckel med den rättigheten.")


class VersionMissing(Refused):
    """A write says which version it builds on."""

    code = "version_missing"
    message = _("Skicka med If-Match med den ETag som du fick när du läste.")
    status: ClassVar[int] = 428


class RowsRefused(Refused):
    """Some of what was sent is wrong, so nothing is saved. `errors`: `{"row", "field", "message"}`, rows from 1."""

    code = "rows_refused"
    message = _("Några rader har fel, så inget är sparat.")

    def __init__(self, errors: list[dict[str, Any]]) -> None:
        self.errors = errors
        super().__init__()


class Answer(Schema):
    """An answer: every field is always there, null when there is nothing to say."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)


class Sent(Schema):
    """Something that comes in: a field that nobody knows is a mistake, not ignored."""

    model_config = ConfigDict(extra="forbid")


class Slice(Schema):
    """Which rows of a long list."""

    limit: int = Field(LIMIT, ge=1, le=MOST, description="How many rows at most.")
    offset: int = Field(0, ge=0, le=10_000_000, description="How many rows to pass over first.")


def sliced(rows: "QuerySet[Any] | list[Any]", part: Slice, show: Callable[[Any], Any] = lambda row: row) -> Any:
    """`{"count", "items"}` for one part of the rows. Two queries for a queryset."""
    chosen = rows[part.offset : part.offset + part.limit]
    count = len(rows) if isinstance(rows, list) else rows.count()
    return {"count": count, "items": [show(row) for row in chosen]}


def problem(
    status: int,
    code: str,
    title: Sentence,
    detail: Sentence = "",
    *,
    errors: list[dict[str, Any]] | None = None,
    headers: dict[str, str] | None = None,
) -> HttpResponse:
    """What went wrong, as RFC 9457 has it. `errors`: `{"row", "field", "message"}`, the row counted from 1."""
    body = {
        "type": "about:blank",
        "title": str(title),
        "status": status,
        "code": code,
        "detail": str(detail),
        "errors": errors or [],
    }
    sent = {"Content-Language": translation.get_language() or "", "Vary": "Accept-Language", **(headers or {})}
    return JsonResponse(body, status=status, content_type=MEDIA_TYPE, headers=sent)


def require(request: HttpRequest, scope: Scope) -> None:
    """Raises ScopeMissing unless the token that was sent has `scope`. What the person may do is for the action."""
    if scope not in request.scopes:  # type: ignore[attr-defined]
        raise ScopeMissing


def version_seen(request: HttpRequest) -> int:
    """The version in If-Match. Raises VersionMissing, or Invalid for something that is no ETag of ours."""
    sent = request.headers.get("If-Match")
    if sent is None:
        raise VersionMissing
    match = _ETAG.fullmatch(sent)
    if match is None:
        raise Invalid(VersionMissing.message, field="If-Match")
    return int(match[1])


def etag(version: int) -> str:
    """The ETag of a version."""
    return f'"{version}"'


def period_of(text: str) -> Period:
    """The period that the text names. Raises Invalid at `period`."""
    try:
        return Period.parse(text)
    except ValueError as error:
        raise Invalid(str(error), field="period") from error


def number(value: Decimal | None) -> int | float | None:
    """A number for JSON: whole numbers as such."""
    if value is None:
        return None
    rounded = round_to(value, EXACT)
    return int(rounded) if rounded == rounded.to_integral_value() else float(rounded)


def day(value: date | None) -> str | None:
    """A day as the API writes it: 2021-03-31."""
    return value.isoformat() if value is not None else None
