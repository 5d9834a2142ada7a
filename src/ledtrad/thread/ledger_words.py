"""What the ledger holds, in words for people: what was done, to which field, from what to what."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ledtrad.core.imports import registry
from ledtrad.core.ledger.models import Entry
from ledtrad.core.periods import NBSP, Period, label, label_day
from ledtrad.core.refusals import Sentence
from ledtrad.organisation.rules import Confidentiality, Role
from ledtrad.thread.models import Node
from ledtrad.thread.rules import Extent, LinkKind, Status

MISSING = "–"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Line:
    """One thing that an entry tells: a change has a before."""

    label: str
    after: str
    before: str | None = None


#: What was done, as the end of a sentence that begins with who did it.
_ACTIONS: dict[str, Sentence] = {
    "created": gettext_lazy("skapade"),
    "changed": gettext_lazy("ändrade"),
    "assessed": gettext_lazy("bedömde"),
    "commented": gettext_lazy("kommenterade"),
    "linked": gettext_lazy("kopplade"),
    "relinked": gettext_lazy("ändrade en koppling"),
    "unlinked": gettext_lazy("tog bort en koppling"),
    "shared": gettext_lazy("delade"),
    "unshared": gettext_lazy("slutade dela"),
    "attached": gettext_lazy("lade till en bilaga"),
    "due_set": gettext_lazy("satte ett datum"),
    "due_done": gettext_lazy("markerade som klart"),
    "appointed": gettext_lazy("utsåg"),
    "ended": gettext_lazy("avslutade ett innehav"),
    "reported": gettext_lazy("rapporterade ett värde"),
    "corrected": gettext_lazy("rättade ett värde"),
    "target_set": gettext_lazy("satte ett målvärde"),
    "target_changed": gettext_lazy("ändrade ett målvärde"),
    "target_removed": gettext_lazy("tog bort ett målvärde"),
    "deferred": gettext_lazy("sköt upp ett värde"),
    "uploaded": gettext_lazy("lämnade in en fil"),
    "mapped": gettext_lazy("valde kolumner"),
    "imported": gettext_lazy("importerade"),
    "undone": gettext_lazy("ångrade importen"),
    "import_undone": gettext_lazy("ångrade en import"),
    "pair_merged": gettext_lazy("slog ihop två mål"),
    "pair_shared": gettext_lazy("kopplade två mål som delade"),
    "pair_dismissed": gettext_lazy("avfärdade ett par"),
    "merged_away": gettext_lazy("slog ihop målet med ett annat"),
    "round_opened": gettext_lazy("öppnade planen"),
    "round_moved": gettext_lazy("flyttade planen till nästa läge"),
    "adopted": gettext_lazy("antog"),
    "published": gettext_lazy("publicerade"),
    "signed": gettext_lazy("skrev under"),
    "submitted": gettext_lazy("lämnade för godkännande"),
    "sent_back": gettext_lazy("lämnade tillbaka"),
    "discarded": gettext_lazy("slängde"),
    "comments_fetched": gettext_lazy("hämtade kommentarer till"),
    "password_set": gettext_lazy("satte ett lösenord för"),
    "settings_changed": gettext_lazy("ändrade sina inställningar"),
    "calendar_address_renewed": gettext_lazy("gjorde en kalenderadress"),
    "calendar_address_closed": gettext_lazy("stängde en kalenderadress"),
    "token_created": gettext_lazy("gjorde en nyckel för program"),
    "token_revoked": gettext_lazy("återkallade en nyckel för program"),
    "view_saved": gettext_lazy("sparade en vy"),
    "view_removed": gettext_lazy("tog bort en vy"),
    "log_read": gettext_lazy("läste i historiken"),
    "erased": gettext_lazy("raderade innehållet i en händelse"),
}
_FIELDS: dict[str, Sentence] = {
    "amount": gettext_lazy("hur mycket"),
    "asked": gettext_lazy("ska godkänna"),
    "batch": gettext_lazy("import"),
    "changed": gettext_lazy("ändrade rader"),
    "comment": gettext_lazy("kommentar"),
    "copied_from": gettext_lazy("kopierad från"),
    "corrects": gettext_lazy("rättar"),
    "due_on": gettext_lazy("senast"),
    "edition": gettext_lazy("utgåva"),
    "expires_on": gettext_lazy("gäller till"),
    "event": gettext_lazy("händelse"),
    "extent": gettext_lazy("hur långt"),
    "figure": gettext_lazy("värde"),
    "file": gettext_lazy("fil"),
    "files": gettext_lazy("filer"),
    "functions": gettext_lazy("funktioner"),
    "importer": gettext_lazy("slag av import"),
    "into": gettext_lazy("ihop med"),
    "kind": gettext_lazy("slag"),
    "label": gettext_lazy("namn"),
    "link": gettext_lazy("koppling"),
    "mapping": gettext_lazy("kolumner"),
    "name": gettext_lazy("namn"),
    "new": gettext_lazy("nya rader"),
    "other": gettext_lazy("det andra målet"),
    "page": gettext_lazy("sida"),
    "period": gettext_lazy("period"),
    "person": gettext_lazy("person"),
    "place": gettext_lazy("var"),
    "reason": gettext_lazy("skäl"),
    "reference": gettext_lazy("hänvisning"),
    "role": gettext_lazy("roll"),
    "rows": gettext_lazy("rader"),
    "rule": gettext_lazy("regel"),
    "section": gettext_lazy("avsnitt"),
    "section_added": gettext_lazy("nytt avsnitt"),
    "section_moved": gettext_lazy("flyttat avsnitt"),
    "section_removed": gettext_lazy("borttaget avsnitt"),
    "sha256": gettext_lazy("kontrollsumma (SHA-256)"),
    "since": gettext_lazy("från och med"),
    "skipped": gettext_lazy("överhoppade rader"),
    "state": gettext_lazy("läge"),
    "status": gettext_lazy("bedömning"),
    "steps": gettext_lazy("steg"),
    "target": gettext_lazy("mål"),
    "text": gettext_lazy("text"),
    "title": gettext_lazy("rubrik"),
    "unit": gettext_lazy("enhet"),
    "until": gettext_lazy("till och med"),
    "username": gettext_lazy("användarnamn"),
    "valid_from": gettext_lazy("gäller från"),
    "valid_to": gettext_lazy("gäller till"),
    "value": gettext_lazy("värde"),
    "what": gettext_lazy("vad"),
    "who": gettext_lazy("vem"),
}


def register(*, actions: Mapping[str, Sentence], fields: Mapping[str, Sentence]) -> None:
    """Words for what an upper package writes in the ledger; called in `AppConfig.ready()`."""
    _ACTIONS.update(actions)
    _FIELDS.update(fields)


def actions() -> dict[str, str]:
    """What can be done, by its code, in the reader's language."""
    return {code: str(words) for code, words in _ACTIONS.items()}


def lines(entry: Entry) -> list[Line]:
    """The content of an entry, changes first. Erased content gives nothing."""
    details = entry.details or {}
    model = _model(entry.object_type)
    found = [
        Line(_label(name, model), _value(name, after, model), _value(name, before, model))
        for name, (before, after) in details.get("changes", {}).items()
    ]
    rest = ((name, value) for name, value in details.items() if name != "changes" and value not in (None, "", [], {}))
    return found + [Line(_label(name, model), _value(name, value, model)) for name, value in rest]


def address(entry: Entry) -> str:
    """Where the thing is read, for what stands in the thread; "" for the rest."""
    model = _model(entry.object_type)
    number = entry.object_label.split(" ")[0]
    if model is None or not issubclass(model, Node) or not number or "/" in number:
        return ""
    return reverse("node", args=[number])


def _model(object_type: str) -> type[Model] | None:
    try:
        return apps.get_model(object_type)
    except (LookupError, ValueError):
        return None


def _label(name: str, model: type[Model] | None) -> str:
    return capfirst(str(_FIELDS.get(name, "")) or _verbose(name, model))


def _verbose(name: str, model: type[Model] | None) -> str:
    try:
        return str(getattr(model._meta.get_field(name), "verbose_name", name)) if model else name
    except FieldDoesNotExist:
        return name


def _value(name: str, value: Any, model: type[Model] | None) -> str:
    if value is None or value == "":
        return MISSING
    if isinstance(value, bool):
        return _("ja") if value else _("nej")
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_value(str(key), one, None)}" for key, one in value.items())
    if isinstance(value, list):
        return ", ".join(_value(name, one, model) for one in value)
    text = str(value)
    if name == "importer":
        return str(next((i.label for i in registry.known() if i.key == text), text))
    return _code(name, text, model) or _day_or_period(name, text) or text


def _code(name: str, text: str, model: type[Model] | None) -> str:
    """A code that the database keeps, in its words; "" for what is no code."""
    common: dict[str, Any] = {
        "status": Status,
        "suggested": Status,
        "kind": LinkKind,
        "link": LinkKind,
        "extent": Extent,
        "role": Role,
        "confidentiality": Confidentiality,
    }
    if name in common:
        return str(dict(common[name].choices).get(text, ""))
    if name in ("target", "rule"):
        model, name = _model("indicators.target"), "rule"
    try:
        field = model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return ""
    return str(dict(getattr(field, "flatchoices", None) or ()).get(text, ""))


def _day_or_period(name: str, text: str) -> str:
    try:
        if _DAY.fullmatch(text):
            return label_day(date.fromisoformat(text))
        return label(Period.parse(text)).replace(NBSP, " ") if name.endswith("period") else ""
    except ValueError:
        return ""
