"""Importing figures: one row is one figure for one indicator, unit and period."""

from ledtrad.core.imports import registry
from ledtrad.indicators.imports.importer import Observations
from ledtrad.indicators.imports.planning import NUMBERS
from ledtrad.indicators.imports.writing import ChangedSince

__all__ = ["NUMBERS", "ChangedSince", "Observations", "register"]


def register() -> None:
    """Called when the app is ready."""
    registry.register(Observations())
