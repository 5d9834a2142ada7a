"""What the ledger holds, in words for people: what was done, to which field, from what to what."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ledtrad.core.imports import registry
from ledtrad.core.ledger.models import Entry
from ledtrad.core.periods import NBSP, Period, label, label_day
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


def actions() -> dict[str, str]:
    """What was done, as the end of a sentence that begins with who did it."""
    return {
        "created": _("skapade"),
        "changed": _("ändrade"),
        "assessed": _("bedömde"),
        "commented": _("kommenterade"),
        "linked": _("kopplade"),
        "relinked": _("ändrade en koppling"),
        "unlinked": _("tog bort en koppling"),
        "shared": _("delade"),
        "unshared": _("slutade dela"),
        "attached": _("lade till en bilaga"),
        "due_set": _("satte ett datum"),
        "due_done": _("markerade som klart"),
        "appointed": _("utsåg"),
        "ended": _("avslutade ett innehav"),
        "reported": _("rapporterade ett värde"),
        "corrected": _("rättade ett värde"),
        "target_set": _("satte ett målvärde"),
        "target_changed": _("ändrade ett målvärde"),
        "target_removed": _("tog bort ett målvärde"),
        "deferred": _("sköt upp ett värde"),
        "uploaded": _("lämnade in en fil"),
        "mapped": _("valde kolumner"),
        "imported": _("importerade"),
        "undone": _("ångrade importen"),
        "import_undone": _("ångrade en import"),
        "pair_merged": _("slog ihop två mål"),
        "pair_shared": _("kopplade två mål som delade"),
        "pair_dismissed": _("avfärdade ett par"),
        "merged_away": _("slog ihop målet med ett annat"),
        "round_opened": _("öppnade planen"),
        "round_moved": _("flyttade planen till nästa läge"),
        "adopted": _("antog"),
        "published": _("publicerade"),
        "signed": _("skrev under"),
        "submitted": _("lämnade för godkännande"),
        "sent_back": _("lämnade tillbaka"),
        "discarded": _("slängde"),
        "comments_fetched": _("hämtade kommentarer till"),
        "password_set": _("satte ett lösenord för"),
        "settings_changed": _("ändrade sina inställningar"),
        "calendar_address_renewed": _("gjorde en kalenderadress"),
        "calendar_address_closed": _("stängde en kalenderadress"),
        "token_created": _("gjorde en nyckel för program"),
        "token_revoked": _("återkallade en nyckel för program"),
        "view_saved": _("sparade en vy"),
        "view_removed": _("tog bort en vy"),
        "erased": _("raderade innehållet i en händelse"),
    }


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
    known = {
        "amount": _("hur mycket"),
        "asked": _("ska godkänna"),
        "batch": _("import"),
        "changed": _("ändrade rader"),
        "comment": _("kommentar"),
        "copied_from": _("kopierad från"),
        "corrects": _("rättar"),
        "due_on": _("senast"),
        "edition": _("utgåva"),
        "expires_on": _("gäller till"),
        "extent": _("hur långt"),
        "figure": _("värde"),
        "file": _("fil"),
        "files": _("filer"),
        "functions": _("funktioner"),
        "importer": _("slag av import"),
        "into": _("ihop med"),
        "kind": _("slag"),
        "label": _("namn"),
        "link": _("koppling"),
        "mapping": _("kolumner"),
        "name": _("namn"),
        "new": _("nya rader"),
        "other": _("det andra målet"),
        "period": _("period"),
        "person": _("person"),
        "reason": _("skäl"),
        "reference": _("hänvisning"),
        "role": _("roll"),
        "rows": _("rader"),
        "rule": _("regel"),
        "section": _("avsnitt"),
        "section_added": _("nytt avsnitt"),
        "section_moved": _("flyttat avsnitt"),
        "section_removed": _("borttaget avsnitt"),
        "sha256": _("kontrollsumma (SHA-256)"),
        "skipped": _("överhoppade rader"),
        "state": _("läge"),
        "status": _("bedömning"),
        "steps": _("steg"),
        "target": _("mål"),
        "text": _("text"),
        "title": _("rubrik"),
        "unit": _("enhet"),
        "until": _("till och med"),
        "username": _("användarnamn"),
        "valid_from": _("gäller från"),
        "valid_to": _("gäller till"),
        "value": _("värde"),
    }
    return capfirst(known.get(name) or _verbose(name, model))


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
