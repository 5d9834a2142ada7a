"""Makes rows for tests. Only what a test says matters is given by the test; the rest is plausible."""

from datetime import date
from typing import Any

import factory
from django.contrib.auth.hashers import make_password
from factory.django import DjangoModelFactory

from ledtrad.activities.models import ActionPlan, Activity, Assignment, ReportBack
from ledtrad.core import clock
from ledtrad.documents.models import SteeringDocument
from ledtrad.goals.models import Goal, PlanningRound
from ledtrad.organisation.models import Function, Holding, Municipality, Unit, User
from ledtrad.organisation.rules import Role, UnitKind
from ledtrad.thread.models import Area, Level, Link, Node
from ledtrad.thread.rules import Kind, LinkKind


class MunicipalityFactory(DjangoModelFactory[Municipality]):
    class Meta:
        model = Municipality
        django_get_or_create = ["code"]

    code = "9999"
    name = "Provby kommun"
    contact_email = "synpunkter@provby.example"


class UnitFactory(DjangoModelFactory[Unit]):
    class Meta:
        model = Unit
        skip_postgeneration_save = True

    number = factory.Sequence(lambda n: f"E{n}")
    name = factory.Sequence(lambda n: f"Enhet {n}")
    kind = UnitKind.UNIT

    @factory.post_generation
    def place(self: Unit, create: bool, extracted: Any, **kwargs: Any) -> None:
        self.path = f"{self.parent.path if self.parent else ''}{self.pk:05d}/"
        self.depth = self.path.count("/") - 1
        self.save(update_fields=["path", "depth"])


class FunctionFactory(DjangoModelFactory[Function]):
    class Meta:
        model = Function

    number = factory.Sequence(lambda n: f"F{n}")
    title = "Enhetschef"
    unit = factory.SubFactory(UnitFactory)
    role = Role.UNIT_MANAGER


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"person{n}")
    name = factory.Sequence(lambda n: f"Person {n}")
    email = factory.LazyAttribute(lambda u: f"{u.username}@provby.example")
    password = factory.LazyFunction(lambda: make_password(None))  # none, so none is asked for again


class HoldingFactory(DjangoModelFactory[Holding]):
    class Meta:
        model = Holding

    function = factory.SubFactory(FunctionFactory)
    person = factory.SubFactory(UserFactory)
    valid_from = date(2019, 1, 1)


class LevelFactory(DjangoModelFactory[Level]):
    class Meta:
        model = Level
        django_get_or_create = ["slug"]

    kind = Kind.GOAL
    slug = "development_goal"
    name = "Utvecklingsmål"
    name_en = "Development goal"
    rank = 30
    column = 2


class AreaFactory(DjangoModelFactory[Area]):
    class Meta:
        model = Area
        django_get_or_create = ["slug"]

    slug = "arbetsmarknad"
    name = "Arbetsmarknad"
    name_en = "Labour market"


class PlanningRoundFactory(DjangoModelFactory[PlanningRound]):
    class Meta:
        model = PlanningRound

    unit = factory.SubFactory(UnitFactory, kind=UnitKind.BOARD)
    year = 2021


class GoalFactory(DjangoModelFactory[Goal]):
    class Meta:
        model = Goal

    kind = Kind.GOAL
    number = factory.Sequence(lambda n: f"M-{n + 500}")
    title = factory.Sequence(lambda n: f"Mål nummer {n}")
    unit = factory.SubFactory(UnitFactory)
    level = factory.SubFactory(LevelFactory)


class DocumentFactory(DjangoModelFactory[SteeringDocument]):
    class Meta:
        model = SteeringDocument

    kind = Kind.DOCUMENT
    number = factory.Sequence(lambda n: f"D-{n + 500}")
    title = factory.Sequence(lambda n: f"Program {n}")
    unit = factory.SubFactory(UnitFactory)
    level = factory.SubFactory(LevelFactory, kind=Kind.DOCUMENT, slug="programme", name="Program", column=0)


class ActivityFactory(DjangoModelFactory[Activity]):
    class Meta:
        model = Activity

    kind = Kind.ACTIVITY
    number = factory.Sequence(lambda n: f"A-{n + 500}")
    title = factory.Sequence(lambda n: f"Aktivitet {n}")
    unit = factory.SubFactory(UnitFactory)


class AssignmentFactory(DjangoModelFactory[Assignment]):
    class Meta:
        model = Assignment

    kind = Kind.ASSIGNMENT
    number = factory.Sequence(lambda n: f"U-{n + 500}")
    title = factory.Sequence(lambda n: f"Uppdrag {n}")
    wording = factory.LazyAttribute(lambda a: f"Ordagrant: {a.title}")
    unit = factory.SubFactory(UnitFactory, kind=UnitKind.BOARD)
    decided_on = date(2021, 1, 20)
    decided_as = "§ 7"


class ActionPlanFactory(DjangoModelFactory[ActionPlan]):
    class Meta:
        model = ActionPlan

    kind = Kind.ACTION_PLAN
    number = factory.Sequence(lambda n: f"H-{n + 500}")
    title = factory.Sequence(lambda n: f"Handlingsplan {n}")
    unit = factory.SubFactory(UnitFactory)


def report_back(assignment: Assignment, due_on: date, **more: Any) -> ReportBack:
    """A day on which an assignment is to be reported, without asking permission."""
    more = {"nr": assignment.report_backs.count() + 1, "made_by_label": "Provet", "made_at": clock.now(), **more}
    return ReportBack.objects.create(assignment=assignment, due_on=due_on, **more)


def link(source: Node, kind: LinkKind | str, target: Node, **more: Any) -> Link:
    """Tie two nodes without asking permission."""
    return Link.objects.create(source_id=source.pk, target_id=target.pk, kind=kind, **more)
