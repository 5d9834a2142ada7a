"""What can be read into meetings from files."""

from ledtrad.meetings.imports import matters, meetings


def register() -> None:
    """Called when the app is ready."""
    meetings.register()
    matters.register()
