"""Importers for units, functions, people and holdings."""


def register() -> None:
    """Called when the app is ready."""
