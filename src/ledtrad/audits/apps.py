from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditsConfig(AppConfig):
    """Audits, and what boards do about what auditors recommend."""

    name = "ledtrad.audits"
    label = "audits"
    verbose_name = _("Granskningar")

    def ready(self) -> None:
        from ledtrad.audits import answers, registered

        registered.register()
        answers.register()
