from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DelegationConfig(AppConfig):
    """Delegation orders, delegated decisions, their control and their way to the board."""

    name = "ledtrad.delegation"
    label = "delegation"
    verbose_name = _("Delegation")

    def ready(self) -> None:
        from ledtrad.delegation import registered

        registered.register()
