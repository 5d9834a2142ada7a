"""What delegation hands to the packages below it: importers, jobs, things to do."""


def register() -> None:
    """Called when the app is ready."""
