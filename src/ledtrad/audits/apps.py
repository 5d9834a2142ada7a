from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditsConfig(AppConfig):
    """Audit reports and what they recommend, read from the papers themselves."""

    name = "ledtrad.audits"
    label = "audits"
    verbose_name = _("Revision")
