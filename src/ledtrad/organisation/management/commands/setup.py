"""`ledtrad setup`: the first row of a real installation: the municipality and its first administrator."""

import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import CommandError, CommandParser
from django.db import transaction

from ledtrad.core.cli import Command as LedtradCommand
from ledtrad.core.cli import Failure
from ledtrad.organisation import actions
from ledtrad.organisation.actors import system_actor
from ledtrad.organisation.models import Function, Municipality, Unit, User
from ledtrad.organisation.rules import Role, UnitKind


class Command(LedtradCommand):
    group = "Kom igång"
    help = "Lägger upp kommunen och den första systemförvaltaren i en tom installation."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--code", required=True, help="kommunkod, fyra siffror")
        parser.add_argument("--name", required=True, help="kommunens namn, till exempel ”Lunds kommun”")
        parser.add_argument("--email", default="", help="dit synpunkter på webbplatsen skickas")
        parser.add_argument("--admin", required=True, metavar="ANVÄNDARNAMN", help="den första systemförvaltaren")
        parser.add_argument("--admin-name", default="", help="hennes eller hans namn")

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        if Municipality.objects.exists():
            raise Failure("Installationen har redan en kommun.")
        municipality = Municipality(code=options["code"], name=options["name"], contact_email=options["email"])
        try:
            municipality.full_clean()
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        password = self._ask_password(options["admin"])
        self._create(municipality, options["admin"], options["admin_name"] or options["admin"], password)
        self.emit(
            {"municipality": municipality.code, "administrator": options["admin"]}, "Klart. Starta med: ledtrad serve"
        )

    def _ask_password(self, username: str) -> str:
        password = getpass.getpass(f"Lösenord för {username}: ")
        try:
            validate_password(password, User(username=username))
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        if getpass.getpass("En gång till: ") != password:
            raise CommandError("Lösenorden är olika.")
        return password

    @transaction.atomic
    def _create(self, municipality: Municipality, username: str, name: str, password: str) -> None:
        municipality.save()
        actor = system_actor("ledtrad setup")
        council = actions.save_unit(Unit(number="KF", name="Kommunfullmäktige", kind=UnitKind.COUNCIL), actor=actor)
        function = Function(
            number="ADM", title="Systemförvaltare", unit=council, role=Role.ADMINISTRATOR, single_holder=False
        )
        actions.save_function(function, actor=actor)
        person = actions.save_person(User(username=username, name=name), actor=actor)
        actions.set_password(person=person, password=password, actor=actor)
        actions.appoint(function=function, person=person, valid_from=actor.today, actor=actor)
