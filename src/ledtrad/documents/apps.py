from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    """The texts that steer: law and state grant, programme, policy and plan."""

    name = "ledtrad.documents"
    label = "documents"
    verbose_name = _("Styrdokument")

    def ready(self) -> None:
        from ledtrad.documents import registered

        registered.register()
