"""import-linter cannot see a foreign key written as a string; this holds their direction."""

from configparser import ConfigParser
from pathlib import Path

from django.apps import apps
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]


def steps() -> dict[str, int]:
    """Package → its step in the house, 0 at the bottom, as .importlinter has it."""
    contracts = ConfigParser()
    contracts.read(ROOT / ".importlinter", encoding="utf-8")
    layers = contracts["importlinter:contract:layers"]["layers"].split("\n")
    lowest_first = [layer for layer in reversed(layers) if layer.strip()]
    return {name.strip(): step for step, layer in enumerate(lowest_first) for name in layer.split("|")}


def test_foreign_keys_point_downwards_or_stay_at_home():
    step = steps()
    ours = [model for model in apps.get_models() if model.__module__.startswith("ledtrad.")]
    assert ours
    wrong = [
        f"{model._meta.label}.{field.name} → {target._meta.label}"
        for model in ours
        for field in model._meta.get_fields()
        if field.concrete and (target := field.related_model) and target in ours
        if target._meta.label != settings.AUTH_USER_MODEL
        if target._meta.app_label != model._meta.app_label
        and step[target._meta.app_label] >= step[model._meta.app_label]
    ]
    assert not wrong
