"""What all our commands share: `--json`, what goes where, and exit codes.

0: done. 1: done, and there is something to act on (findings, refused input). 2: used wrongly, could not run.
"""

import json
import sys
from argparse import SUPPRESS
from difflib import get_close_matches
from typing import Any

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import ManagementUtility, get_commands, load_command_class
from django.core.management.base import BaseCommand, CommandError, CommandParser, SystemCheckError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connections
from django.db.utils import DatabaseError
from django.utils.translation import gettext as _

from ledtrad.core.refusals import Refused

FINDINGS, WRONG_USE = 1, 2


class Failure(CommandError):  # noqa: N818 - an answer, not an error
    """It was asked rightly, and the answer is no: exit code 1 and the sentence on stderr."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args, returncode=FINDINGS)


class Command(BaseCommand):
    """Base of Ledtråd's commands. Subclasses set `help` and `group`, and use `emit` and `say`.

    A plain CommandError means wrong use (exit code 2); `Failure` and any `Refused` an answer of no (1).
    End with `self.finish(findings=bool)` where findings are the point of the command.
    """

    group = "Drift"
    """The heading that `ledtrad help` lists it under."""

    as_json = False
    suppressed_base_arguments: set[str] = {
        *("--version", "--settings", "--pythonpath", "--no-color", "--force-color", "--skip-checks", "--verbosity")
    }

    def run_from_argv(self, argv: list[str]) -> None:
        """As Django's, but the sentence alone on stderr, without the name of an exception before it."""
        self._called_from_command_line = True
        options = vars(self.create_parser(argv[0], argv[1]).parse_args(argv[2:]))
        try:
            self.execute(*options.pop("args", ()), **options)
        except SystemCheckError as problem:
            self.stderr.write(str(problem), lambda text: text)
            sys.exit(WRONG_USE)
        except CommandError as problem:
            if options["traceback"]:
                raise
            self.stderr.write(str(problem))
            sys.exit(problem.returncode)
        finally:
            connections.close_all()

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.add_argument("--json", action="store_true", help="svara med JSON på standard ut")
        return parser

    def subcommand(self, subparsers: Any, name: str, help: str) -> CommandParser:
        """A verb of this command, which takes `--json` too."""
        parser: CommandParser = subparsers.add_parser(name, help=help, description=help)
        parser.add_argument("--json", action="store_true", default=SUPPRESS, help="svara med JSON på standard ut")
        return parser

    def execute(self, *args: Any, **options: Any) -> str | None:
        self.as_json = bool(options.pop("json", False))
        try:
            return super().execute(*args, **options)
        except Refused as refusal:
            raise Failure(str(refusal)) from refusal
        except DatabaseError as problem:
            raise Failure(_what_to_do(problem)) from problem
        except ImproperlyConfigured as problem:
            raise CommandError(str(problem), returncode=WRONG_USE) from problem
        except CommandError as problem:
            if not isinstance(problem, Failure):
                problem.returncode = WRONG_USE
            raise

    def emit(self, data: Any, text: str | None = None) -> None:
        """The command's answer, on stdout: `data` as JSON when asked for, else `text` (nothing when None)."""
        if self.as_json:
            self.stdout.write(json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))
        elif text:
            self.stdout.write(text)

    def say(self, text: str) -> None:
        """What is said along the way, on stderr: never part of the answer."""
        self.stderr.write(text, self.style.NOTICE)

    def finish(self, *, findings: bool) -> None:
        """End the command with exit code 1 when there is something to act on."""
        if findings:
            raise SystemExit(FINDINGS)


def _what_to_do(problem: DatabaseError) -> str:
    """A database that nobody has set up, or that an upgrade left behind, is what people meet first."""
    lacking = "no such table" in str(problem) or getattr(problem.__cause__, "sqlstate", "") == "42P01"
    if lacking:
        return "Tabellerna saknas. Kör `ledtrad setup` i en ny installation, `ledtrad migrate` efter en uppgradering."
    return f"Databasen svarade inte som den ska: {problem}. Pröva `ledtrad doctor`."


def utility(arguments: list[str]) -> None:
    """Run one command by name: ours, or any of Django's (`ledtrad migrate`). A name that is none: exit code 2."""
    django.setup()
    name = arguments[0]
    if not name.startswith("-") and name not in {*get_commands(), "help", "version"}:
        near = get_close_matches(name, get_commands(), n=1)
        hint = _(" Menade du %(name)s?") % {"name": near[0]} if near else ""
        sys.stderr.write(_("Det finns inget kommando %(name)s.%(hint)s") % {"name": name, "hint": hint} + "\n")
        sys.exit(WRONG_USE)
    ManagementUtility(["ledtrad", *arguments]).execute()


def overview() -> None:
    """List our own commands by group. Django's are there too, but only those who know them need them."""
    django.setup()
    groups: dict[str, list[tuple[str, str]]] = {}
    for name, app in get_commands().items():
        if str(app).startswith("ledtrad."):
            command = load_command_class(str(app), name)
            groups.setdefault(getattr(command, "group", "Drift"), []).append((name, command.help))
    lines = ["Ledtråd", "", "  ledtrad KOMMANDO [--help] [--json]"]
    for group in sorted(groups):
        lines += [
            "",
            group,
            *(f"  {name:<16} {text.splitlines()[0]}" for name, text in sorted(groups[group])),
        ]
    lines += ["", "Djangos egna kommandon finns också, till exempel: ledtrad migrate, ledtrad shell."]
    sys.stdout.write("\n".join(lines) + "\n")
