"""The node, its place in the thread, and the links between nodes."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ledtrad.organisation.rules import Confidentiality, Power
from ledtrad.thread.rules import Extent, Kind, LinkKind, Status

if TYPE_CHECKING:
    from ledtrad.organisation.access import Access
    from ledtrad.organisation.models import User

N = TypeVar("N", bound="Node", covariant=True)


def node_url(number: str) -> str:
    """The address of a node's page."""
    return _node_url(number, get_script_prefix())


@lru_cache(maxsize=10_000)
def _node_url(number: str, _below: str) -> str:
    """Remembered, for where the program is mounted: a long list has hundreds of addresses."""
    return reverse("node", args=[number])


class Level(models.Model):
    """What a goal or a steering document is called: data, since every municipality names its own levels."""

    kind = models.CharField(_("slag"), max_length=20, choices=Kind)
    slug = models.SlugField(_("kortnamn"), max_length=40, unique=True)
    name = models.CharField(_("namn"), max_length=80)
    name_en = models.CharField(_("namn på engelska"), max_length=80, blank=True)
    rank = models.PositiveSmallIntegerField(_("ordning uppifrån"), default=0)
    column = models.PositiveSmallIntegerField(_("kolumn i bilden"), default=2)
    needs_indicator = models.BooleanField(_("ska mätas"), default=True)
    needs_anchor = models.BooleanField(_("ska vara förankrad"), default=True)
    assess_every = models.CharField(_("bedöms varje"), max_length=10, blank=True)
    assess_days = models.PositiveSmallIntegerField(_("dagar efter perioden"), default=30)

    class Meta:
        ordering = ["rank", "name"]

    def __str__(self) -> str:
        return self.name_en if self.name_en and get_language() == "en" else self.name


class Area(models.Model):
    """A field that goals from several boards, agreements and plans meet in, such as the labour market."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("namn"), max_length=100)
    name_en = models.CharField(_("namn på engelska"), max_length=100, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name_en if self.name_en and get_language() == "en" else self.name


class NodeQuerySet(models.QuerySet[N]):
    """Reads of nodes. `visible_to` is where every one of them begins."""

    def visible_to(self, user: "User") -> Self:
        """The nodes this person may see: by mark and unit, by sharing, or by holding the responsible function."""
        return self.seen_with(user.access)

    def seen_with(self, access: "Access") -> Self:
        """As `visible_to`, for whoever acts with these rights: tasks and letters know an actor, not a user."""
        seen = access.visible()
        if not access.everything:
            inner = access.units(Power.READ_INTERNAL)
            shared = Share.objects.filter(unit_id__in=inner).values("node_id")
            seen |= Q(confidentiality=Confidentiality.INTERNAL, pk__in=shared)
        return self.filter(seen)

    def valid_on(self, day: date) -> Self:
        """Nodes whose validity covers `day`: from is included, to is not."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day), Q(valid_to__isnull=True) | Q(valid_to__gt=day)
        )

    def named_by(self, key: str) -> Exists:
        """That the node which `key` of a row names is one of these: `Link.objects.filter(nodes.named_by("source"))`.

        For reads of few rows. `source__in=nodes` makes the set of all these nodes first, and they may be thousands.
        """
        return Exists(self.filter(pk=OuterRef(key)))

    def with_place(self) -> Self:
        """With level, unit and responsible function in the same query."""
        return self.select_related("level", "unit", "responsible", "responsible__unit")

    def numbered(self, numbers: Iterable[str]) -> dict[str, N]:
        """The nodes with these numbers, by number. One query."""
        return {node.number: node for node in self.filter(number__in=list(numbers))}


class Node(models.Model):
    """Anything that someone must answer for over time. Lean: each kind has a table of its own beside it."""

    number = models.CharField(_("nummer"), max_length=30, unique=True)
    kind = models.CharField(_("slag"), max_length=20, choices=Kind, editable=False)
    level = models.ForeignKey(Level, models.PROTECT, null=True, blank=True, verbose_name=_("nivå"))
    title = models.CharField(_("rubrik"), max_length=300)
    short_title = models.CharField(_("kort rubrik"), max_length=80, blank=True)
    description = models.TextField(_("beskrivning"), blank=True)
    unit = models.ForeignKey("organisation.Unit", models.PROTECT, related_name="nodes", verbose_name=_("enhet"))
    responsible = models.ForeignKey(
        "organisation.Function",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="answers_for",
        verbose_name=_("ansvarig funktion"),
    )
    valid_from = models.DateField(_("gäller från"), null=True, blank=True)
    valid_to = models.DateField(_("gäller till"), null=True, blank=True)
    confidentiality = models.CharField(
        _("sekretess"), max_length=12, choices=Confidentiality, default=Confidentiality.OPEN
    )
    # `status` is the latest given assessment, `suggested` what the thread says: both kept here by
    # thread.rollup, so that whole-thread pages read this table alone.
    status = models.CharField(max_length=8, choices=Status, default=Status.NONE, editable=False)
    suggested = models.CharField(max_length=8, choices=Status, default=Status.NONE, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    areas = models.ManyToManyField(Area, blank=True, related_name="nodes", verbose_name=_("områden"))

    objects = NodeQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        indexes = [
            models.Index(fields=["kind", "number"]),
            models.Index(fields=["unit", "kind"]),
            models.Index(fields=["responsible", "kind"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="node_lasts",
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gt=F("valid_from")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return node_url(self.number)

    @property
    def short(self) -> str:
        """The title for narrow places."""
        return self.short_title or self.title

    @property
    def is_open(self) -> bool:
        """Whether anybody may be told what it is called, also outside the system."""
        return self.confidentiality == Confidentiality.OPEN

    @property
    def kind_label(self) -> str:
        """What the screen calls this: the level's own name, else the kind."""
        return str(self.level) if self.level_id and self.level else str(Kind(self.kind).label)


class Share(models.Model):
    """A node also stands in another unit's room: the horizontal thread."""

    node = models.ForeignKey(Node, models.CASCADE, related_name="shares")
    unit = models.ForeignKey("organisation.Unit", models.PROTECT, related_name="shared_nodes")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["node", "unit"], name="shared_once")]


class Link(models.Model):
    """A typed tie from what serves to what is served."""

    source = models.ForeignKey(Node, models.CASCADE, related_name="links_up")
    target = models.ForeignKey(Node, models.CASCADE, related_name="links_down")
    kind = models.CharField(_("koppling"), max_length=16, choices=LinkKind)
    extent = models.CharField(_("hur långt"), max_length=8, choices=Extent, default=Extent.WHOLE)
    note = models.CharField(_("anteckning"), max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "target", "kind"], name="linked_once"),
            models.CheckConstraint(name="link_joins_two", condition=~Q(source=F("target"))),
        ]
        indexes = [models.Index(fields=["target", "kind"])]


class NumberSeries(models.Model):
    """The next number of each kind: M-012, I-014. Read under lock, so that no number is given twice."""

    kind = models.CharField(max_length=20, unique=True)
    prefix = models.CharField(max_length=10)
    last = models.PositiveIntegerField(default=0)


class PairDecision(models.Model):
    """What a person decided about two goals that overlap or pull apart. A dismissed pair stays dismissed."""

    class Decision(models.TextChoices):
        MERGED = "merged", _("Slagna ihop")
        SHARED = "shared", _("Kopplade som delade")
        DISMISSED = "dismissed", _("Avfärdad")

    first = models.ForeignKey(Node, models.CASCADE, related_name="+")
    second = models.ForeignKey(Node, models.CASCADE, related_name="+")
    finding = models.CharField(max_length=16, choices=[("similar", _("Liknar")), ("opposed", _("Drar isär"))])
    decision = models.CharField(max_length=10, choices=Decision)
    reason = models.TextField(_("skäl"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    made_by_label = models.CharField(max_length=200)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second", "finding"], name="pair_decided_once"),
            models.CheckConstraint(name="pair_ordered", condition=Q(first__lt=F("second"))),
        ]
