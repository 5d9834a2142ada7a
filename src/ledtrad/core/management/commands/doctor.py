"""`ledtrad doctor`: is this installation as it should be? Exit code 1 when something must be put right."""

from typing import Any

from ledtrad.core import doctor
from ledtrad.core.cli import Command as LedtradCommand

MARKS = {"error": "▲", "warning": "◆", "ok": "●"}


class Command(LedtradCommand):
    group = "Drift"
    help = "Undersöker installationen: inställningar, databas, filer, delar, loggen."
    requires_system_checks: list[str] = []  # it reports them itself

    def handle(self, *args: Any, **options: Any) -> None:
        answer = doctor.summary(doctor.examine())
        self.emit(answer, "\n".join(f"{MARKS[f['level']]} {f['what']}: {f['message']}" for f in answer["findings"]))
        self.finish(findings=not answer["ok"])
