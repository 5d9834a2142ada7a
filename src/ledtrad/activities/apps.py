from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ActivitiesConfig(AppConfig):
    """What is done so that goals are reached."""

    name = "ledtrad.activities"
    label = "activities"
    verbose_name = _("Aktiviteter")

    def ready(self) -> None:
        from ledtrad.activities import registered

        registered.register()
