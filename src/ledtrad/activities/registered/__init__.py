"""What activities, assignments and action plans hand to the packages below."""

from ledtrad.activities import waiting
from ledtrad.activities.registered import activities, assignments, plans


def register() -> None:
    """Called when the app is ready."""
    activities.register()
    assignments.register()
    plans.register()
    waiting.register()
