"""What the usual kinds of source look like, so that setting one up begins nearly done."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext_lazy as _


class Preset(models.TextChoices):
    """What kind of system the source is."""

    CASES = "cases", _("Verksamhetssystem eller diarium")
    PAYROLL = "payroll", _("Lönesystem: anställningsbeslut")


@dataclass(frozen=True)
class Shape:
    """Headings that such files use for our columns, and values that they lack."""

    headings: Mapping[str, tuple[str, ...]]
    fixed: Mapping[str, str] = field(default_factory=dict)


SHAPES: Mapping[Preset, Shape] = {
    Preset.CASES: Shape(
        {
            "source_id": ("beslutsid", "beslutsnummer", "beslutsnr", "id", "löpnummer", "nummer"),
            "board": ("nämnd", "nämndkod", "myndighet"),
            "decided_on": ("beslutsdatum", "beslutsdag", "datum", "beslutat"),
            "item": (
                "delegationspunkt",
                "punkt",
                "punkt i ordningen",
                "delegation",
                "delegationsnummer",
                "beslutskod",
                "kod",
            ),
            "function": ("delegat", "beslutsfattares befattning", "befattning", "funktion", "roll"),
            "person": ("beslutsfattare", "handläggare", "användare", "signatur", "beslutad av", "beslutat av"),
            "matter": ("ärende", "ärendenummer", "diarienummer", "dnr", "ärendenr"),
            "decision": ("beslut", "beslutstext", "beslutstyp", "rubrik"),
            "amount": ("belopp", "summa", "kronor"),
            "period_from": ("fr o m", "från", "fom", "period från", "startdatum"),
            "period_to": ("t o m", "till", "tom", "period till", "slutdatum"),
            "confidentiality": ("sekretess", "sekretessgrad", "skydd", "skyddsklass"),
            "subject": ("personnummer", "person-id", "avser", "sökande", "klient"),
        }
    ),
    Preset.PAYROLL: Shape(
        {
            "source_id": ("beslutsnummer", "avtalsnummer", "anställningsbeslut", "löpnummer", "anstid", "id"),
            "board": ("nämnd", "förvaltning", "nämndkod"),
            "decided_on": ("beslutsdatum", "avtalsdatum", "datum", "signeringsdatum"),
            "item": ("delegationspunkt", "punkt"),
            "function": ("beslutsfattares befattning", "chefens befattning", "delegat", "befattning chef"),
            "person": ("beslutsfattare", "chef", "beslutad av", "attestant"),
            "matter": ("anställningsnummer", "anstnr", "ärende"),
            "decision": ("anställningsform", "anstform", "beslut", "befattning"),
            "period_from": ("anställningsdatum", "anstdatum", "anställd från", "fr o m"),
            "period_to": ("avgångsdatum", "avgdatum", "anställd till", "t o m"),
            "subject": ("personnummer", "persnr", "anställd"),
        },
        {"item": "", "confidentiality": "internal"},
    ),
}
