from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationConfig(AppConfig):
    """The municipality: its units, functions and people, and who may see and do what."""

    name = "ledtrad.organisation"
    label = "organisation"
    verbose_name = _("Organisation")

    def ready(self) -> None:
        from ledtrad.organisation import imports

        imports.register()
