"""The delegation order: what a board lets others decide, to whom, on which conditions, and from when to when."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ledtrad.delegation.rules.words import Onward, OrderState, Reporting
from ledtrad.organisation.rules import Power, Role
from ledtrad.thread.models.followup import Written

if TYPE_CHECKING:
    from ledtrad.organisation.models import User


def _valid_on(day: date) -> Q:
    """Half-open: the first day is included, the last is not."""
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gt=day))


class DelegationOrderQuerySet(models.QuerySet["DelegationOrder"]):
    """Reads of orders."""

    def visible_to(self, user: "User") -> Self:
        """What a board has adopted is open. A draft is seen by those who write in its name or read its inner things."""
        access = user.access
        if access.everything:
            return self
        inner = access.units(Power.READ_INTERNAL)
        return self.filter(Q(state=OrderState.ADOPTED) | Q(board_id__in=inner))

    def in_force(self, day: date) -> Self:
        return self.filter(_valid_on(day), state=OrderState.ADOPTED)


class DelegationOrder(Written):
    """One version of a board's order. A draft has no validity; an adopted one is never changed, only ended.

    The database itself refuses two adopted orders of one board whose validity overlaps (see the migration).
    """

    board = models.ForeignKey("organisation.Unit", models.PROTECT, related_name="delegation_orders",
                              verbose_name=_("nämnd"))  # fmt: skip
    name = models.CharField(_("version"), max_length=60, help_text=_("Till exempel 2021:1."))
    state = models.CharField(_("läge"), max_length=8, choices=OrderState, default=OrderState.DRAFT)
    copied_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="copies")
    adopted_on = models.DateField(_("antagen"), null=True, blank=True)
    adopted_reference = models.CharField(_("protokollsparagraf"), max_length=60, blank=True)
    valid_from = models.DateField(_("gäller från och med"), null=True, blank=True)
    valid_to = models.DateField(_("gäller till"), null=True, blank=True)
    preamble = models.TextField(_("inledande bestämmelser"), blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = DelegationOrderQuerySet.as_manager()

    class Meta:
        ordering = ["board__path", "-valid_from", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["board", "name"], name="order_name_once_a_board"),
            models.CheckConstraint(
                name="order_lasts", condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from"))
            ),
            models.CheckConstraint(
                name="adopted_order_is_dated",
                condition=Q(state=OrderState.DRAFT) | Q(valid_from__isnull=False, adopted_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.board} {self.name}"

    @property
    def is_draft(self) -> bool:
        return self.state == OrderState.DRAFT


class Statute(models.Model):
    """A paragraph that items rest on: data, since laws are renumbered and replaced."""

    reference = models.CharField(_("lagrum"), max_length=120, unique=True)
    title = models.CharField(_("rubrik"), max_length=300, blank=True)
    valid_from = models.DateField(_("gäller från"), null=True, blank=True)
    valid_to = models.DateField(_("gäller till"), null=True, blank=True)
    replaced_by = models.CharField(_("ersatt av"), max_length=120, blank=True)
    source = models.CharField(_("källa"), max_length=300)

    class Meta:
        ordering = ["reference"]

    def __str__(self) -> str:
        return self.reference


class ForbiddenMatter(models.Model):
    """What the law does not let a board hand over (KL 6:38 and special law), and the words by which it is known."""

    code = models.SlugField(max_length=60, unique=True)
    statute = models.CharField(_("lagrum"), max_length=120)
    explanation = models.TextField(_("förklaring"))
    # Words or beginnings of words, one group a line; a group fits when all of its words are there.
    words = models.TextField(_("ord som känns igen"))
    # Clearly forbidden: an item that fits must be changed or explained before the board can adopt it.
    blocks = models.BooleanField(_("hindrar att ordningen antas"), default=False)
    # Special law lets a committee of elected members decide, but nobody else.
    committee_may = models.BooleanField(_("får ges till utskott"), default=False)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    source = models.CharField(_("källa"), max_length=300)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.statute


class DelegationItem(models.Model):
    """One item (punkt) of an order."""

    order = models.ForeignKey(DelegationOrder, models.CASCADE, related_name="items")
    number = models.CharField(_("punkt"), max_length=30)
    area = models.CharField(_("område"), max_length=120, blank=True)
    title = models.CharField(_("vad som delegeras"), max_length=500)
    statute = models.CharField(_("lagrum"), max_length=300, blank=True)
    conditions = models.TextField(_("villkor"), blank=True)
    amount_max = models.DecimalField(_("högst belopp, kronor"), max_digits=14, decimal_places=2, null=True, blank=True)
    days_max = models.PositiveIntegerField(_("längst tid, dagar"), null=True, blank=True)
    consult = models.CharField(_("efter samråd med"), max_length=200, blank=True)
    urgent_only = models.BooleanField(_("bara i brådskande ärenden"), default=False)
    reporting = models.CharField(_("anmälan"), max_length=20, choices=Reporting, default=Reporting.REPORTED)
    onward = models.CharField(_("vidaredelegation"), max_length=5, choices=Onward, default=Onward.NONE)
    # In the writer's own words, such as a file had them.
    onward_note = models.CharField(_("vidaredelegation, anmärkning"), max_length=200, blank=True)
    # Why the item may be delegated although its words look like something that may not.
    motivation = models.TextField(_("varför punkten får delegeras"), blank=True)
    position = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["order", "number"], name="item_number_once_an_order")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class ItemDelegate(models.Model):
    """Who may decide on an item: a function, a level in the tree, or a body such as the committee.

    `name` is what the control compares with: the title as decisions claim it.
    """

    item = models.ForeignKey(DelegationItem, models.CASCADE, related_name="delegates")
    name = models.CharField(_("delegat"), max_length=150)
    function = models.ForeignKey("organisation.Function", models.PROTECT, null=True, blank=True, related_name="+")
    level = models.CharField(_("nivå"), max_length=20, choices=Role, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["item", "name"], name="delegate_once_an_item"),
            models.CheckConstraint(
                name="delegate_is_function_or_level", condition=Q(function__isnull=True) | Q(level="")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """As people read it: a level by its word in the reader's language."""
        return str(self.get_level_display()) if self.level else self.name

    @property
    def as_text(self) -> str:
        """As a file says it: a level by its code, so that it comes back as a level."""
        return self.level or self.name


class SubdelegationQuerySet(models.QuerySet["Subdelegation"]):
    """Reads of what is delegated onward; as open as the order."""

    def visible_to(self, user: "User") -> Self:
        return self.filter(pk__isnull=not user.is_active)

    def on(self, day: date) -> Self:
        return self.filter(_valid_on(day))


class Subdelegation(Written):
    """The head of administration lets somebody else decide on an item (KL 7:6). Dated, and can be withdrawn.

    Tied to the item's number, so that it outlives a new version of the order that keeps the item.
    """

    board = models.ForeignKey("organisation.Unit", models.PROTECT, related_name="subdelegations")
    item = models.CharField(_("punkt"), max_length=30)
    delegate = models.ForeignKey("organisation.Function", models.PROTECT, related_name="+", verbose_name=_("till"))
    valid_from = models.DateField(_("gäller från och med"))
    valid_to = models.DateField(_("gäller till"), null=True, blank=True)
    conditions = models.CharField(_("villkor"), max_length=300, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(_("skäl"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = SubdelegationQuerySet.as_manager()

    class Meta:
        ordering = ["item", "valid_from"]
        indexes = [models.Index(fields=["board", "item", "valid_from"])]
        constraints = [
            models.CheckConstraint(
                name="subdelegation_lasts", condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from"))
            )
        ]


class SubstitutionQuerySet(models.QuerySet["Substitution"]):
    """Reads of who stands in for whom; as open as the order."""

    def visible_to(self, user: "User") -> Self:
        return self.filter(pk__isnull=not user.is_active)

    def on(self, day: date) -> Self:
        return self.filter(_valid_on(day))


class Substitution(Written):
    """One function decides in place of an absent one, for a time."""

    board = models.ForeignKey("organisation.Unit", models.PROTECT, related_name="substitutions")
    absent = models.ForeignKey("organisation.Function", models.PROTECT, related_name="+", verbose_name=_("ersätter"))
    substitute = models.ForeignKey(
        "organisation.Function", models.PROTECT, related_name="+", verbose_name=_("ersättare")
    )
    valid_from = models.DateField(_("från och med"))
    valid_to = models.DateField(_("till"), null=True, blank=True)
    reason = models.CharField(_("anledning"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = SubstitutionQuerySet.as_manager()

    class Meta:
        ordering = ["valid_from"]
        constraints = [
            models.CheckConstraint(
                name="substitution_lasts", condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from"))
            ),
            models.CheckConstraint(name="nobody_is_own_substitute", condition=~Q(absent=F("substitute"))),
        ]
