"""What one row of a file says, and what is wrong with it. Reads no database."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from ledtrad.audits.models import Addressed, Audit
from ledtrad.audits.words import AuditKind, Judgement, Position
from ledtrad.core.imports import RawRow, RowError
from ledtrad.core.imports.cells import day, too_long, whole
from ledtrad.organisation.rules import Confidentiality

NUMBER = re.compile(r"[^\x00-\x1f/?#]{1,30}")
_SLASH = re.compile(r"\s*/\s*")
DAYS = ("issued_on", "period_from", "period_to", "answer_due")
TEXTS = {"title": 300, "firm": 150, "ordered_by": 200, "purpose": 50_000, "method": 50_000, "conclusions": 50_000}
AUDIT_FIELDS = (
    "title", "kind", "unit", "confidentiality", "firm", "ordered_by", *DAYS, "follows", "boards", "purpose", "method",
    "conclusions",
)  # fmt: skip
PART_DAYS = ("answered_on", "judged_on")
PART_FIELDS = ("wording", "page", "repeats", "position", "answered_on", "judgement", "judged_on", "done", "closed")
DEFAULTS = {"kind": AuditKind.IN_DEPTH.value, "confidentiality": Confidentiality.OPEN.value}
_YES = {"ja", "j", "x", "1", "sant", "true", "yes"}


def word(text: str, choices: type[models.TextChoices], name: str, errors: list[RowError]) -> str:
    """The value of a word, by value or label in any case; "" for none."""
    if not text:
        return ""
    for value in choices:
        if text.casefold() in (value.value, str(value.label).casefold()):
            return str(value.value)
    offered = ", ".join(str(label) for _value, label in choices.choices)
    errors.append(RowError(name, _("Skriv ett av: %(values)s.") % {"values": offered}))
    return ""


def days(row: RawRow, names: Iterable[str], errors: list[RowError]) -> dict[str, date | None]:
    """The dates of a row; an empty cell is none."""
    found: dict[str, date | None] = {}
    for name in names:
        found[name], problem = day(row[name]) if row[name] else (None, "")
        errors += [RowError(name, problem)] if problem else []
    return found


def audit_values(row: RawRow, errors: list[RowError]) -> dict[str, Any]:
    """The fields of an audit that name nothing else."""
    values: dict[str, Any] = {name: row[name] for name in TEXTS}
    for name, most in TEXTS.items():
        errors += [RowError(name, said)] if (said := too_long(row[name], most)) else []
    values |= days(row, DAYS, errors)
    values["kind"] = word(row["kind"], AuditKind, "kind", errors) or DEFAULTS["kind"]
    values["confidentiality"] = (
        word(row["confidentiality"], Confidentiality, "confidentiality", errors) or DEFAULTS["confidentiality"]
    )
    if not NUMBER.fullmatch(row["number"]):
        errors.append(RowError("number", _("Skriv ett nummer med högst 30 tecken, utan snedstreck.")))
    begins, ends = values["period_from"], values["period_to"]
    if begins and ends and ends < begins:
        errors.append(RowError("period_to", _("Perioden kan inte sluta innan den börjar.")))
    return values


def part_values(row: RawRow, today: date, errors: list[RowError]) -> dict[str, Any]:
    """What one board's part in a recommendation holds."""
    values: dict[str, Any] = {"wording": row["wording"], "done": row["done"], **days(row, PART_DAYS, errors)}
    values["repeats"] = _SLASH.sub("/", row["repeats"])
    values["position"] = word(row["position"], Position, "position", errors)
    values["judgement"] = word(row["judgement"], Judgement, "judgement", errors)
    values["closed"] = row["closed"].casefold() in _YES
    for name in ("order", "page"):
        values[name], problem = whole(row[name]) if row[name] else (None, "")
        errors += [RowError(name, problem)] if problem else []
        if not problem and values[name] is not None and not 0 < values[name] < 32_000:
            errors.append(RowError(name, _("Skriv ett tal från 1.")))
    for name in ("wording", "done"):
        errors += [RowError(name, said)] if (said := too_long(row[name], 5_000)) else []
    if values["position"] and values["answered_on"] is None:
        errors.append(RowError("answered_on", _("Skriv vilken dag nämnden beslutade sitt svar.")))
    if values["judgement"] and (values["judged_on"] is None or not values["done"]):
        errors.append(RowError("judged_on", _("Skriv vilken dag det bedömdes, och vad som hade gjorts.")))
    if values["closed"] and values["judgement"] != Judgement.SUFFICIENT:
        errors.append(RowError("closed", _("Bara det som är tillräckligt kan avslutas.")))
    if any(values[name] and values[name] > today for name in PART_DAYS):
        errors.append(RowError("", _("Dagen har inte varit än.")))
    return values


def said_of_audit(audit: Audit, boards: Iterable[str]) -> dict[str, str]:
    """A stored audit as its row says it."""
    return {
        "number": audit.number, "title": audit.title, "kind": audit.kind, "unit": audit.unit.number,
        "confidentiality": audit.confidentiality, "firm": audit.firm, "ordered_by": audit.ordered_by,
        **{name: iso(getattr(audit, name)) for name in DAYS},
        "follows": audit.follows.number if audit.follows else "", "boards": ", ".join(sorted(boards)),
        "purpose": audit.purpose, "method": audit.method, "conclusions": audit.conclusions,
    }  # fmt: skip


def said_of_part(part: Addressed, answered_on: date | None, judged: Any, repeats: str) -> dict[str, str]:
    """A stored part as its row says it; `judged` is the latest judgement, if any; `repeats` what is said again."""
    recommendation = part.recommendation
    return {
        "audit": recommendation.audit.number, "order": str(recommendation.order + 1), "board": part.board.number,
        "wording": recommendation.wording, "page": str(recommendation.page or ""), "repeats": repeats,
        "position": part.position,
        "answered_on": iso(answered_on) if part.position else "", "judgement": part.judgement,
        "judged_on": iso(judged.judged_on) if judged else "", "done": judged.done if judged else "",
        "closed": "ja" if part.closed_on else "",
    }  # fmt: skip


def as_text(values: Mapping[str, Any], names: Iterable[str]) -> dict[str, str]:
    """Understood values as text, as the stored ones are told."""
    return {name: _text(values[name]) for name in names if name in values}


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "ja" if value else ""
    return iso(value) if isinstance(value, date) else "" if value is None else str(value)


def iso(value: date | None) -> str:
    return value.isoformat() if value else ""
