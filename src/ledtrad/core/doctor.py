"""What `ledtrad doctor` looks at: one function per thing, each giving findings. Nothing is changed."""

import stat
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import ERROR, run_checks
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _

from ledtrad.core import database
from ledtrad.core.jobs.models import Job, State
from ledtrad.core.ledger import guards, signing
from ledtrad.core.outbox import OutboxMail

Level = Literal["error", "warning", "ok"]

SHORTEST_KEY = 50
LOCAL = {"127.0.0.1", "localhost", "::1"}
PARTS = ["typst", "docxtpl", "openpyxl", "python_calamine", "igraph", "granian", "icalendar", "lxml"]


@dataclass(frozen=True)
class Finding:
    """One thing looked at. An error must be put right; a warning should be understood."""

    level: Level
    what: str
    message: str

    def as_json(self) -> dict[str, str]:
        return asdict(self)


Look = Callable[[], Iterator[Finding]]


def examine() -> list[Finding]:
    """Look at everything. The database's own things only if it answers."""
    findings = [finding for look in (_address, _secret, _files, _parts, _settings) for finding in look()]
    try:
        connection.ensure_connection()
    except (DatabaseError, database.NotDurable) as problem:
        findings.append(Finding("error", "databas", _("Databasen går inte att använda: %s") % problem))
        return findings
    findings += _database()
    pending = list(_migrations())
    findings += pending
    if not any(finding.level == "error" for finding in pending):
        findings += [finding for look in (_ledger, _work) for finding in look()]
    return findings


def _address() -> Iterator[Finding]:
    address = urlsplit(settings.LEDTRAD_URL)
    if address.scheme == "https" or address.hostname in LOCAL:
        yield Finding("ok", "adress", settings.LEDTRAD_URL)
    else:
        yield Finding(
            "error", "adress", _("LEDTRAD_URL är %s: lösenord skulle gå okrypterade. Använd https.") % address.geturl()
        )
    if settings.DEBUG:
        yield Finding("error", "inställningar", _("DEBUG är på."))


def _secret() -> Iterator[Finding]:
    key = settings.SECRET_KEY
    if len(key) < SHORTEST_KEY or len(set(key)) < 10 or key.startswith("django-insecure"):
        yield Finding("error", "nyckel", _("Den hemliga nyckeln är för svag. Ge minst 50 slumpvisa tecken."))
    else:
        yield Finding("ok", "nyckel", _("Den hemliga nyckeln är stark nog."))


def _files() -> Iterator[Finding]:
    home = settings.HOME
    wrong = 0
    for path in [home.path, home.keys, home.uploads, *home.keys.glob("*"), home.database]:
        if path.exists() and (mode := stat.S_IMODE(path.stat().st_mode)) & 0o077:
            # Others cannot reach a file in a folder that is closed to them.
            level: Level = "error" if path in {home.path, home.keys} or path.parent == home.keys else "warning"
            if level == "warning" and not stat.S_IMODE(path.parent.stat().st_mode) & 0o077:
                continue
            wrong += 1
            yield Finding(level, "filer", _("%(path)s kan läsas av andra (%(mode)o).") % {"path": path, "mode": mode})
    if not wrong:
        yield Finding("ok", "filer", _("%s kan bara läsas av sin ägare.") % home.path)


def _parts() -> Iterator[Finding]:
    missing = [name for name in PARTS if find_spec(name) is None]
    for name in missing:
        yield Finding("error", "delar", _("Paketet %s saknas. Kör make setup.") % name)
    fonts = Path(__file__).resolve().parent / "papers" / "fonts"
    if not any(fonts.glob("*.otf")):
        missing.append("fonts")
        yield Finding("error", "delar", _("Typsnitten för rapporter saknas i %s.") % fonts)
    if not missing:
        yield Finding("ok", "delar", _("Alla delar finns."))


def _settings() -> Iterator[Finding]:
    """What Django's own checks say, those for deployment included when we are served over https."""
    for message in run_checks(include_deployment_checks=settings.HTTPS):
        if not message.is_silenced():
            level: Level = "error" if message.level >= ERROR else "warning"
            yield Finding(level, "inställningar", f"{message.id}: {message.msg}")
    if settings.LEDTRAD_SAML_PROBLEM:
        yield Finding("error", "inloggning", settings.LEDTRAD_SAML_PROBLEM)
    if not settings.EMAIL_HOST and not settings.LEDTRAD_DEMO:
        yield Finding("warning", "brev", _("LEDTRAD_SMTP_HOST är inte satt: brev läggs som filer i hemkatalogen."))


def _database() -> Iterator[Finding]:
    found = database.modes(connection)
    wanting = database.wanting(found)
    for name, value in found.items():
        level: Level = "error" if name in wanting else "ok"
        yield Finding(level, "databas", f"{connection.vendor}: {name}={value}")
    if connection.vendor == "sqlite" and urlsplit(settings.LEDTRAD_URL).hostname not in LOCAL:
        yield Finding("warning", "databas", _("SQLite är till för att prova. Använd PostgreSQL i drift."))


def _migrations() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        yield Finding("error", "databas", _("%s migreringar är inte gjorda. Kör: ledtrad migrate") % len(plan))
    else:
        yield Finding("ok", "databas", _("Tabellerna är de som den här versionen ska ha."))


def _ledger() -> Iterator[Finding]:
    if guards.installed(connection):
        yield Finding("ok", "loggen", _("Databasen vägrar ändra och ta bort händelser."))
    else:
        yield Finding("error", "loggen", _("Databasens vakter mot ändrade och borttagna händelser är borta."))
    if not signing.key_file().exists():
        message = _("Ingen kontrollpunkt är gjord här. Kör: ledtrad ledger checkpoint --output FIL")
        yield Finding("warning", "loggen", message)


def _work() -> Iterator[Finding]:
    hour_ago, day_ago = timezone.now() - timedelta(hours=1), timezone.now() - timedelta(days=1)
    waiting = Job.objects.filter(state=State.QUEUED, created__lt=hour_ago).count()
    if waiting:
        yield Finding("error", "jobb", _("%s jobb har väntat mer än en timme. Kör: ledtrad worker") % waiting)
    unsent = OutboxMail.objects.filter(sent=None, created__lt=day_ago).count()
    if unsent:
        yield Finding("error", "brev", _("%s brev har inte gått att skicka på ett dygn.") % unsent)


def summary(findings: list[Finding]) -> dict[str, Any]:
    """The findings as data, worst first."""
    order = {"error": 0, "warning": 1, "ok": 2}
    ranked = sorted(findings, key=lambda finding: order[finding.level])
    return {"ok": not any(f.level == "error" for f in findings), "findings": [f.as_json() for f in ranked]}
