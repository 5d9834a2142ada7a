"""Audits that come in files: history from before, or another system's register."""

from ledtrad.audits.imports.audits import Audits
from ledtrad.core.imports import register as register_importer


def register() -> None:
    """Called when the app is ready."""
    register_importer(Audits())
