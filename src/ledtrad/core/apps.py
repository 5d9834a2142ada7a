from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Periods, numbers, refusals, tables, the ledger: what every package needs and no package owns."""

    name = "ledtrad.core"
    label = "core"
