"""An audit as its report tells it."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ledtrad.audits.words import AreaKind, AuditKind, AuditState, SourceKind
from ledtrad.organisation.rules import Confidentiality, Power
from ledtrad.thread.models.followup import Written

if TYPE_CHECKING:
    from ledtrad.organisation.models import User


class AuditPaper(Written):
    """The report as it came: the file, its text page by page, and what the reader proposed. Never changed."""

    name = models.CharField(_("fil"), max_length=200)
    stored_as = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, unique=True)
    content_type = models.CharField(max_length=100)
    text = models.TextField()
    # Where each page begins in `text`.
    pages: "models.JSONField[list[int], list[int]]" = models.JSONField(default=list)
    proposal: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.name


class AuditQuerySet(models.QuerySet["Audit"]):
    """Reads of audits."""

    def visible_to(self, user: "User") -> Self:
        """A confirmed audit by its mark; one that is being confirmed by those who edit for its unit."""
        access = user.access
        if access.everything:
            return self
        seen = access.visible(responsible=None)
        return self.filter(seen, Q(state=AuditState.CONFIRMED) | Q(unit_id__in=access.units(Power.EDIT)))


class Audit(models.Model):
    """An audit: who made it, of what, what was asked and concluded, and when an answer is due."""

    number = models.CharField(_("nummer"), max_length=30, unique=True)
    title = models.CharField(_("titel"), max_length=300)
    kind = models.CharField(_("slag"), max_length=10, choices=AuditKind, default=AuditKind.IN_DEPTH)
    state = models.CharField(_("läge"), max_length=10, choices=AuditState, default=AuditState.READ)
    # Where it stands in the organisation: the municipality's council for an audit of several boards, else the board.
    unit = models.ForeignKey("organisation.Unit", models.PROTECT, related_name="audits", verbose_name=_("enhet"))
    confidentiality = models.CharField(
        _("sekretess"), max_length=12, choices=Confidentiality, default=Confidentiality.OPEN
    )
    firm = models.CharField(_("revisionsbyrå"), max_length=150, blank=True)
    ordered_by = models.CharField(_("på uppdrag av"), max_length=200, blank=True)
    issued_on = models.DateField(_("daterad"), null=True, blank=True)
    period_from = models.DateField(_("granskad från"), null=True, blank=True)
    period_to = models.DateField(_("granskad till och med"), null=True, blank=True)
    answer_due = models.DateField(_("svar senast"), null=True, blank=True)
    purpose = models.TextField(_("syfte"), blank=True)
    method = models.TextField(_("metod och avgränsning"), blank=True)
    conclusions = models.TextField(_("sammanfattande bedömning"), blank=True)
    # The boards that it is about; which recommendation is aimed at which of them is `Addressed`.
    boards = models.ManyToManyField("organisation.Unit", related_name="+", blank=True, verbose_name=_("nämnder"))
    paper = models.OneToOneField(AuditPaper, models.PROTECT, null=True, blank=True, related_name="audit")
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followed_by", verbose_name=_("följer upp")
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by_label = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = AuditQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_on", "-pk"]
        indexes = [models.Index(fields=["state", "issued_on"]), models.Index(fields=["unit", "state"])]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("audit", args=[self.number])


class OfAuditQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Rows of an audit, seen by whoever sees the audit."""

    def visible_to(self, user: "User") -> Self:
        return self.filter(audit__in=Audit.objects.visible_to(user))


class _Part(models.Model):
    """A line of an audit, and where it stands in the paper it was read from."""

    order = models.PositiveSmallIntegerField(default=0)
    # Where in the paper's text; null when somebody wrote it in by hand.
    place_from = models.PositiveIntegerField(null=True, blank=True)
    place_to = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["order", "pk"]


class AuditQuestion(_Part):
    """A question that the audit asked, and its answer."""

    audit = models.ForeignKey(Audit, models.CASCADE, related_name="questions")
    text = models.TextField(_("revisionsfråga"))
    answer = models.TextField(_("svar"), blank=True)

    objects = OfAuditQuerySet.as_manager()


class AuditCriterion(_Part):
    """What the audit held things against: law, regulation, the council's plan."""

    audit = models.ForeignKey(Audit, models.CASCADE, related_name="criteria")
    text = models.TextField(_("revisionskriterium"))
    node = models.ForeignKey("thread.Node", models.SET_NULL, null=True, blank=True, related_name="+")

    objects = OfAuditQuerySet.as_manager()


class Finding(_Part):
    """What the auditors observed (iakttagelse)."""

    audit = models.ForeignKey(Audit, models.CASCADE, related_name="findings")
    text = models.TextField(_("iakttagelse"))

    objects = OfAuditQuerySet.as_manager()


class AuditSource(_Part):
    """A function that was interviewed, or a document that was read."""

    audit = models.ForeignKey(Audit, models.CASCADE, related_name="sources")
    kind = models.CharField(_("slag"), max_length=8, choices=SourceKind)
    text = models.CharField(_("källa"), max_length=500)

    objects = OfAuditQuerySet.as_manager()


class AuditArea(_Part):
    """What an audit dialogue talked about, found strong, or found to develop."""

    audit = models.ForeignKey(Audit, models.CASCADE, related_name="areas")
    kind = models.CharField(_("slag"), max_length=11, choices=AreaKind)
    text = models.TextField(_("text"))

    objects = OfAuditQuerySet.as_manager()
