from django.apps import AppConfig
from django.db.backends.signals import connection_created


class CoreConfig(AppConfig):
    """Periods, numbers, refusals, tables, the ledger: what every package needs and no package owns."""

    name = "ledtrad.core"
    label = "core"

    def ready(self) -> None:
        from ledtrad.core import database, schedule, tidy
        from ledtrad.core.imports import jobs

        connection_created.connect(database.on_connection_created, dispatch_uid="ledtrad.durable")
        schedule.register("core.tidy", tidy.tidy)
        jobs.register()
