"""The municipality, its units, functions and people."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import AbstractUser
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from ledtrad.core import clock
from ledtrad.organisation.rules import BOARD_KINDS, Role, UnitKind

if TYPE_CHECKING:
    from ledtrad.organisation.access import Access


class Municipality(models.Model):
    """The one municipality that this installation serves."""

    code = models.CharField(_("kommunkod"), max_length=4, unique=True, validators=[RegexValidator(r"^\d{4}$")])
    name = models.CharField(_("namn"), max_length=100)
    contact_email = models.EmailField(_("e-post för synpunkter"), blank=True)

    def __str__(self) -> str:
        return self.name

    @property
    def short_name(self) -> str:
        """The name without the word kommun: "Björkvalla"."""
        return self.name.removesuffix(" kommun").removesuffix("s")


class User(AbstractUser):
    """A person known to the municipality; one without a usable password cannot log in."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(_("namn"), max_length=150)
    language = models.CharField(_("språk"), max_length=2, choices=[("sv", "Svenska"), ("en", "English")], default="sv")
    colour_scheme = models.CharField(
        _("utseende"),
        max_length=5,
        choices=[("auto", _("Som datorn")), ("light", _("Ljust")), ("dark", _("Mörkt"))],
        default="auto",
    )
    digest_day = models.PositiveSmallIntegerField(_("dag för påminnelsebrev"), default=0)
    wants_digest = models.BooleanField(_("påminnelsebrev varje vecka"), default=True)
    calendar_sha256 = models.CharField(max_length=64, blank=True, db_index=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]

    @cached_property
    def access(self) -> "Access":
        """What this person may see and do. Made anew for each request, so a changed role takes effect at once."""
        from ledtrad.organisation.access import access_of

        return access_of(self)


class Unit(models.Model):
    """A place in the organisation tree, from the council down to the unit with budget and staff."""

    number = models.CharField(_("nummer"), max_length=30, unique=True)
    name = models.CharField(_("namn"), max_length=150)
    kind = models.CharField(_("slag"), max_length=20, choices=UnitKind)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=255, db_index=True, editable=False)
    depth = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["path"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_board(self) -> bool:
        return self.kind in BOARD_KINDS


class Function(models.Model):
    """A role in a unit, such as "enhetschef, arbets- och försörjningsenheten". Who answers is always a function."""

    number = models.CharField(_("nummer"), max_length=30, unique=True)
    title = models.CharField(_("titel"), max_length=150)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="functions", verbose_name=_("enhet"))
    role = models.CharField(_("roll"), max_length=20, choices=Role)
    single_holder = models.BooleanField(_("en innehavare åt gången"), default=True)

    class Meta:
        ordering = ["unit__path", "number"]

    def __str__(self) -> str:
        return f"{self.title}, {self.unit.name}"


class HoldingQuerySet(models.QuerySet["Holding"]):
    def on(self, day: date) -> Self:
        """Holdings that run on `day`: from is included, to is not."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)

    def current(self) -> Self:
        return self.on(clock.today())


class Holding(models.Model):
    """A person holds a function from one date up to, not including, another."""

    function = models.ForeignKey(Function, models.PROTECT, related_name="holdings")
    person = models.ForeignKey(User, models.PROTECT, related_name="holdings")
    valid_from = models.DateField(_("från och med"))
    valid_to = models.DateField(_("till"), null=True, blank=True)

    objects = HoldingQuerySet.as_manager()

    class Meta:
        ordering = ["valid_from"]
        indexes = [models.Index(fields=["person", "valid_from"]), models.Index(fields=["function", "valid_from"])]
        constraints = [
            models.CheckConstraint(
                name="holding_lasts", condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from"))
            ),
            models.UniqueConstraint(fields=["function", "person", "valid_from"], name="holding_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.function}"


def the_municipality() -> Municipality | None:
    """The one row, or None before the installation is set up. One query."""
    return Municipality.objects.first()
