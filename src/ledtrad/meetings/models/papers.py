"""The papers of a matter: what they must hold, who signs them off, and how they stand when adopted."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ledtrad.core.papers.kinds import Format
from ledtrad.core.papers.standing import Signed, Standing
from ledtrad.meetings.models.matters import Matter
from ledtrad.meetings.words import PaperKind, PaperState, StepKind
from ledtrad.organisation.rules import Power
from ledtrad.thread.models.followup import Written

if TYPE_CHECKING:
    from ledtrad.organisation.models import User


class PaperTemplate(models.Model):
    """Which parts a kind of paper has, in the municipality or, more narrowly, in one board."""

    kind = models.CharField(_("slag"), max_length=12, choices=PaperKind)
    board = models.ForeignKey("organisation.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["kind", "board__path"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "board"], name="paper_template_of_board"),
            models.UniqueConstraint(fields=["kind"], condition=Q(board__isnull=True), name="paper_template_of_all"),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class TemplateSection(models.Model):
    """One part of a kind of paper. `slug` is what composers of papers know it by."""

    template = models.ForeignKey(PaperTemplate, models.CASCADE, related_name="sections")
    slug = models.SlugField(_("kortnamn"), max_length=40)
    heading = models.CharField(_("rubrik"), max_length=150)
    hint = models.CharField(_("ledtext"), max_length=300, blank=True)
    is_mandatory = models.BooleanField(_("måste finnas"), default=False)
    order = models.PositiveSmallIntegerField(_("ordning"))

    class Meta:
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["template", "slug"], name="template_section_once")]

    def __str__(self) -> str:
        return self.heading


class WordTemplate(Written):
    """The municipality's own Word file, with its letterhead; papers are filled into the newest of its kind."""

    kind = models.CharField(_("slag"), max_length=12, choices=PaperKind, blank=True)  # blank: for every kind
    board = models.ForeignKey("organisation.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(_("namn"), max_length=200)
    stored_as = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    is_used = models.BooleanField(_("används"), default=True)

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.name


class PaperQuerySet(models.QuerySet["Paper"]):
    """Reads of papers."""

    def visible_to(self, user: "User") -> Self:
        """What the board has adopted is seen by whoever sees the matter, and what is ready for it by those who read
        its inner things: other boards do not read what it has not decided. Before that, by those who work for the
        board, by whoever answers for the matter or began the paper, and by those who are asked to sign it off.

        Being asked opens the paper whatever the matter's mark: who signs must read what they sign."""
        if user.access.everything:
            return self
        inner = user.access.units(Power.READ_INTERNAL)
        laid = Q(state=PaperState.ADOPTED) | Q(state=PaperState.READY, matter__board_id__in=inner)
        return self.filter((Q(matter__in=Matter.objects.visible_to(user)) & (laid | _at_work(user))) | _asked(user))

    def drafts_visible_to(self, user: "User") -> Self:
        """The papers whose drafts the user may read, also when the paper is ready by now."""
        if user.access.everything:
            return self
        return self.filter((Q(matter__in=Matter.objects.visible_to(user)) & _at_work(user)) | _asked(user))


def _at_work(user: "User") -> Q:
    """The papers that this person works with."""
    access = user.access
    seen = Q(matter__board_id__in=access.units(Power.CONTRIBUTE))
    if user.pk is not None:
        seen |= Q(made_by=user.pk)
    if access.functions:
        seen |= Q(matter__responsible__in=access.functions)
    return seen


def _asked(user: "User") -> Q:
    """The papers that wait for this person's name."""
    asked = PaperStep.objects.filter(function__in=user.access.functions, paper__state=PaperState.SIGNING)
    return Q(pk__in=asked.values("paper"))


class Paper(Standing, Written):
    """A paper in a matter: parts that somebody writes, steps that it is signed off in, and what became of it."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="papers", verbose_name=_("ärende"))
    kind = models.CharField(_("slag"), max_length=12, choices=PaperKind)
    title = models.CharField(_("rubrik"), max_length=300)
    state = models.CharField(_("läge"), max_length=8, choices=PaperState, default=PaperState.DRAFT)
    dated_on = models.DateField(_("daterad"))
    # What it is about, where that is something in the thread: an audit's recommendation, an assignment.
    about = models.ForeignKey("thread.Node", models.PROTECT, null=True, blank=True, related_name="papers")
    meeting = models.ForeignKey(
        "meetings.Meeting", models.PROTECT, null=True, blank=True, related_name="papers", verbose_name=_("sammanträde")
    )
    adopted_on = models.DateField(_("beslutad"), null=True, blank=True)
    adopted_as = models.CharField(_("paragraf"), max_length=40, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = PaperQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["matter", "kind"]), models.Index(fields=["state", "meeting"])]
        constraints = [
            models.CheckConstraint(
                name="paper_frozen_when_adopted",
                condition=~Q(state__in=["ready", "adopted"]) | (Q(content__isnull=False) & ~Q(sha256="")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.matter.registration_number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("paper", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        return self.state == PaperState.DRAFT

    @property
    def is_frozen(self) -> bool:
        return self.content is not None

    @property
    def is_for_the_board(self) -> bool:
        """Whether all have signed: the board reads it, or has adopted it."""
        return self.state in (PaperState.READY, PaperState.ADOPTED)


class OfPaperQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Rows of a paper, seen by whoever sees the paper."""

    def visible_to(self, user: "User") -> Self:
        return self.filter(paper__in=Paper.objects.visible_to(user))


class PaperSection(models.Model):
    """One part of a paper, as its template asked for it when the paper was begun."""

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="sections")
    slug = models.SlugField(max_length=40)
    heading = models.CharField(_("rubrik"), max_length=150)
    hint = models.CharField(max_length=300, blank=True)
    text = models.TextField(_("text"), blank=True)
    is_mandatory = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = OfPaperQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["paper", "slug"], name="paper_section_once")]

    def __str__(self) -> str:
        return f"{self.paper_id}: {self.heading}"


class PaperStep(Signed):
    """A function that signs a paper off, in its turn, and the person who did."""

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="steps")
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(_("som"), max_length=8, choices=StepKind)
    function = models.ForeignKey("organisation.Function", models.PROTECT, related_name="+", verbose_name=_("funktion"))
    signed_at = models.DateTimeField(_("godkänd"), null=True, blank=True)

    objects = OfPaperQuerySet.as_manager()

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "order"], name="one_step_a_turn"),
            models.CheckConstraint(
                name="step_signed_by_somebody", condition=Q(signed_at__isnull=True) | ~Q(person_label="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paper_id}: {self.function_label}"


class PaperFile(models.Model):
    """One of the files made when the paper was ready for the board, kept by its content's hash."""

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="files")
    format = models.CharField(max_length=4, choices=Format)
    sha256 = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()

    objects = OfPaperQuerySet.as_manager()

    class Meta:
        ordering = ["format"]
        constraints = [models.UniqueConstraint(fields=["paper", "format"], name="one_paper_file_a_format")]

    def __str__(self) -> str:
        return f"{self.paper_id}.{self.format}"
