"""`ledtrad demo`: the demonstration municipality, built in an empty home and served."""

import os
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandParser
from django.utils import translation

from ledtrad.core.cli import Command as LedtradCommand
from ledtrad.core.cli import Failure
from ledtrad.core.management.commands.serve import default_port
from ledtrad.demo import build
from ledtrad.organisation.models import Municipality


class Command(LedtradCommand):
    group = "Kom igång"
    help = "Bygger demonstrationskommunen i en tom LEDTRAD_HOME och startar den."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--no-serve", action="store_true", help="bygg bara, starta inte")
        port = default_port()
        parser.add_argument("--port", type=int, default=port, help=f"port att lyssna på ({port})")

    def handle(self, *args: Any, no_serve: bool, port: int, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        if not Municipality.objects.exists():
            self._build()
        elif not settings.HOME.demonstration_date():
            raise Failure(f"{settings.HOME.path} hör till en riktig kommun. Välj en tom mapp med LEDTRAD_HOME.")
        self._tell_logins()
        if not no_serve:
            _serve(port)

    def _build(self) -> None:
        self.say(f"Bygger {settings.HOME.path} …")
        settings.LEDTRAD_TODAY, settings.LEDTRAD_DEMO = build.TODAY, True
        with translation.override("sv"):
            build.build(self.say)
        settings.HOME.mark_as_demonstration(build.TODAY)

    def _tell_logins(self) -> None:
        logins = build.rows("logins")
        width = max(len(row["username"]) for row in logins)
        lines = [f"  {row['username']:<{width}}  {row['role_label']}" for row in logins]
        text = "\n".join([f"Logga in med lösenordet {build.PASSWORD}, eller med en knapp på inloggningssidan:", *lines])
        self.emit({"password": build.PASSWORD, "logins": [row["username"] for row in logins]}, text)


def _serve(port: int) -> None:
    """Serve in the place of this process. Who has made papers has threads, and those do not come along to the
    server's own processes when they are forked: the first paper that somebody asked for there would wait for ever."""
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "ledtrad", "serve", "--port", str(port)])  # noqa: S606
