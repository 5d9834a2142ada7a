from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GoalsConfig(AppConfig):
    """Goals, and the planning rounds in which boards adopt them."""

    name = "ledtrad.goals"
    label = "goals"
    verbose_name = _("Mål och planer")

    def ready(self) -> None:
        from ledtrad.goals import registered

        registered.register()
