from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    """The shell: base pages, navigation, components, settings, help and static files."""

    name = "ledtrad.web"
    label = "web"
    verbose_name = _("Webb")

    def ready(self) -> None:
        from ledtrad.web import reminders

        reminders.register()
