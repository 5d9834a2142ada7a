"""What activities and assignments hand to the packages below."""

from ledtrad.activities.registered import activities, assignments


def register() -> None:
    """Called when the app is ready."""
    activities.register()
    assignments.register()
