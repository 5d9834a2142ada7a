"""The fixed words round a document: what stands in header, footer and title block of every format."""

from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from ledtrad.core.numbers import MISSING
from ledtrad.core.papers.blocks import Cell, Document, cell, column, table
from ledtrad.core.papers.kinds import SignatureKind
from ledtrad.core.papers.widths import fitted, fitted_table


def dressed(document: Document) -> Document:
    """The document with `words`, `facts`, `kind_label` and signature rows, in the document's own language."""
    with translation.override(document.get("lang") or settings.LANGUAGE_CODE):
        if document.get("layout") == "letter":
            return fitted(_letter(document))
        signatures = fitted_table(
            table("", _signature_columns(), [_signature(s) for s in document.get("signatures", [])])
        )
        return fitted(
            {
                "corrects": None,
                "signed_sha256": "",
                **document,
                "kind_label": document.get("kind_label") or _("Uppföljningsrapport"),
                "facts": document.get("facts") or _facts(document),
                "signature_rows": signatures["rows"],
                "words": {
                    "page": _("Sida"),
                    "of": _("av"),
                    "covers": _("Gäller:"),
                    "cut_off": _("Uppgifter per"),
                    "draft": _("Utkast"),
                    "signatures": _("Granskat och godkänt"),
                    "signature_columns": signatures["columns"],
                    "fingerprint": _("Det som undertecknades har kontrollsumman"),
                    "activities": _("Aktiviteter:"),
                    "responsible": _("Ansvarig:"),
                    "comment": _("Kommentar"),
                },
            }
        )


def _signature_columns() -> list[dict[str, Any]]:
    return [column(_("Funktion"), 38), column(_("Vad"), 22), column(_("Namn"), 22), column(_("När"), 18)]


def _facts(document: Document) -> list[list[str]]:
    facts = [
        [_("Period"), document["period_label"]],
        [_("Uppgifter per"), document["cut_off_label"]],
        [_("Läge"), _("Utkast, inte publicerad") if document.get("is_draft") else _published(document)],
    ]
    if document.get("number"):
        facts.append([_("Nummer"), document["number"]])
    if corrects := document.get("corrects"):
        told = _("%(number)s. %(reason)s") % {"number": corrects["number"], "reason": corrects["reason"]}
        facts.append([_("Rättar"), told])
    return facts


def _published(document: Document) -> str:
    return _("Publicerad %(day)s") % {"day": document.get("published_label", MISSING)}


def _signature(row: dict[str, Any]) -> list[Cell]:
    return [
        cell(row["function"], strong=True),
        cell(str(SignatureKind(row["kind"]).label)),
        cell(row["person"]),
        cell(row["when"]),
    ]


def _letter(document: Document) -> Document:
    """The fixed words of a paper that is laid before a board."""
    return {
        "tail": [],
        "signatures": [],
        "contact": "",
        **document,
        "facts": [
            [_("Handläggare"), ", ".join(filter(None, [document["handler"]["name"], document["handler"]["title"]]))],
            [_("Datum"), document["dated_label"]],
            [_("Diarienummer"), document["number"]],
        ],
        "signature_rows": [],
        "words": {
            "draft": _("Utkast"),
            "handler": _("Handläggare"),
            "date": _("Datum"),
            "number": _("Diarienummer"),
            "signed": _("Godkänd i Ledtråd"),
            "activities": _("Aktiviteter:"),
            "page": _("Sida"),
        },
    }
