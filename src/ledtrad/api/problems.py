"""What went wrong, as problem+json (RFC 9457), in the language that the caller asks for."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation.trans_real import get_supported_language_variant, parse_accept_lang_header
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from ledtrad.core import rest
from ledtrad.core.refusals import Invalid, Refused, Sentence, Stale
from ledtrad.core.rest import MEDIA_TYPE, RowsRefused

__all__ = ["MEDIA_TYPE", "install", "not_found", "problem", "speak"]

TITLES: dict[int, Promise] = {
    400: gettext_lazy("Frågan går inte att läsa"),
    401: gettext_lazy("Nyckeln saknas eller gäller inte"),
    403: gettext_lazy("Inte tillåtet"),
    404: gettext_lazy("Finns inte"),
    405: gettext_lazy("Adressen kan inte användas så"),
    409: gettext_lazy("Krock"),
    412: gettext_lazy("Någon annan hann före"),
    422: gettext_lazy("Något i det som skickades är fel"),
    428: gettext_lazy("Versionen saknas"),
    429: gettext_lazy("För många anrop"),
}

#: What is said of a value, by the checker's name for what is wrong with it.
SENTENCES: dict[str, Promise] = {
    "missing": gettext_lazy("Fältet saknas."),
    "extra_forbidden": gettext_lazy("Fältet finns inte."),
    "string_too_long": gettext_lazy("Texten är för lång."),
    "string_too_short": gettext_lazy("Texten är för kort."),
    "string_pattern_mismatch": gettext_lazy("Texten har tecken som inte går att använda."),
    "too_long": gettext_lazy("Det är för många rader."),
    "too_short": gettext_lazy("Det behövs minst en rad."),
    "enum": gettext_lazy("Värdet är inget av dem som kan väljas."),
    "literal_error": gettext_lazy("Värdet är inget av dem som kan väljas."),
    "greater_than_equal": gettext_lazy("Talet är för litet."),
    "less_than_equal": gettext_lazy("Talet är för stort."),
    "decimal_max_digits": gettext_lazy("Talet har för många siffror."),
    "decimal_max_places": gettext_lazy("Talet har för många decimaler."),
    "decimal_whole_digits": gettext_lazy("Talet är för stort."),
}
OTHERWISE = gettext_lazy("Värdet går inte att använda.")


def problem(
    status: int,
    code: str,
    detail: Sentence = "",
    *,
    errors: list[dict[str, Any]] | None = None,
    headers: dict[str, str] | None = None,
) -> HttpResponse:
    """The answer. `errors` says what is wrong where: `{"row", "field", "message"}`, the row counted from 1."""
    return rest.problem(status, code, TITLES.get(status, OTHERWISE), detail, errors=errors, headers=headers)


def speak(request: HttpRequest) -> None:
    """Answer in the language of Accept-Language, Swedish if it names none of ours; not in the one of a cookie."""
    for code, _priority in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        try:
            translation.activate(get_supported_language_variant(code))
        except LookupError:
            continue
        return
    translation.activate("sv")


def install(api: NinjaAPI) -> None:
    """Let the API answer every error this way."""
    api.add_exception_handler(Refused, refused)
    api.add_exception_handler(Http404, not_found)
    api.add_exception_handler(PermissionDenied, forbidden)
    api.add_exception_handler(AuthenticationError, unknown)
    api.add_exception_handler(Throttled, too_often)
    api.add_exception_handler(ValidationError, invalid)
    api.add_exception_handler(HttpError, unreadable)


def refused(_request: HttpRequest, refusal: Any) -> HttpResponse:
    """An action refused: its own status, code and sentence, at the field or the rows that it names."""
    if isinstance(refusal, Stale):
        return problem(412, refusal.code, refusal.message)
    if isinstance(refusal, RowsRefused):
        return problem(refusal.status, refusal.code, refusal.message, errors=refusal.errors)
    field = refusal.field if isinstance(refusal, Invalid) else None
    errors = [{"row": None, "field": field, "message": str(refusal)}] if field else []
    return problem(refusal.status, refusal.code, refusal.message, errors=errors)


def not_found(_request: HttpRequest, *_error: Any, **_more: Any) -> HttpResponse:
    """What does not exist and what one may not see answer the same."""
    return problem(404, "not_found", _("Det du frågar efter finns inte, eller så får du inte se det."))


def forbidden(_request: HttpRequest, _error: Any) -> HttpResponse:
    """The right is missing."""
    return problem(403, "not_allowed", _("Du har inte behörighet att göra det här."))


def unknown(_request: HttpRequest, _error: Any) -> HttpResponse:
    """No key, or one that does not hold."""
    detail = _("Skicka med en giltig nyckel: Authorization: Bearer …")
    return problem(401, "no_token", detail, headers={"WWW-Authenticate": 'Bearer realm="ledtrad"'})


def too_often(_request: HttpRequest, error: Any) -> HttpResponse:
    """Asked more often than the API allows; says how long to wait."""
    return problem(429, "too_many", _("Vänta lite och försök igen."), headers={"Retry-After": str(error.wait or 60)})


def unreadable(_request: HttpRequest, error: Any) -> HttpResponse:
    """A body that is not JSON."""
    return problem(error.status_code, "unreadable", _("Det som skickades är inte JSON."))


def invalid(_request: HttpRequest, error: Any) -> HttpResponse:
    """A value that the schema does not allow, told row by row and field by field."""
    return problem(422, "invalid", errors=[_fault(one) for one in error.errors])


def _fault(error: dict[str, Any]) -> dict[str, Any]:
    """Where and what: `("body", "payload", "observations", 3, "value")` is row 4, field value."""
    place = list(error["loc"])[1:]
    rows = [part for part in place if isinstance(part, int)]
    names = [part for part in place if isinstance(part, str) and part != "payload"]
    sentence = SENTENCES.get(error["type"], OTHERWISE)
    return {"row": rows[0] + 1 if rows else None, "field": names[-1] if names else "", "message": str(sentence)}
