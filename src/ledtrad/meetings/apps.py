from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    """The boards' meetings."""

    name = "ledtrad.meetings"
    label = "meetings"
    verbose_name = _("Sammanträden")

    def ready(self) -> None:
        from ledtrad.meetings import registered

        registered.register()
