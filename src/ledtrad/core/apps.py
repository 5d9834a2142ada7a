from django.apps import AppConfig
from django.db.backends.signals import connection_created


class CoreConfig(AppConfig):
    """Periods, numbers, refusals, tables, the ledger: what every package needs and no package owns."""

    name = "ledtrad.core"
    label = "core"

    def ready(self) -> None:
        import gc

        from ledtrad.core import database, schedule, tidy
        from ledtrad.core.imports import jobs

        connection_created.connect(database.on_connection_created, dispatch_uid="ledtrad.durable")
        schedule.register("core.tidy", tidy.tidy)
        jobs.register()
        # A page about a whole municipality makes some hundred thousand objects and drops them; to look for
        # cycles among them after every 700 is half of its time.
        gc.set_threshold(50_000, 20, 20)
