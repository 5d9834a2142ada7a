from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    """What boards adopt: follow-up reports, and plans on paper."""

    name = "ledtrad.reports"
    label = "reports"
    verbose_name = _("Rapporter")

    def ready(self) -> None:
        from ledtrad.reports import jobs, todo_sources

        jobs.register()
        todo_sources.register()
