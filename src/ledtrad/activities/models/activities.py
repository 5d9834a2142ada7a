"""Activities: what is done so that goals are reached, and what some of them are to save or bring."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from ledtrad.thread.models import Node, NodeQuerySet
from ledtrad.thread.models.followup import Written


class ActivityState(models.TextChoices):
    PLANNED = "planned", _("Planeras")
    ONGOING = "ongoing", _("Pågår")
    ON_HOLD = "on_hold", _("Avvaktar")
    DONE = "done", _("Klar")
    DROPPED = "dropped", _("Utgår")


#: Nothing more is done about these.
SETTLED = (ActivityState.DONE, ActivityState.DROPPED)
#: Of these it is asked why.
ASKS_REASON = (ActivityState.ON_HOLD, ActivityState.DROPPED)


class Activity(Node):
    """Something that is done, by a function, between two dates."""

    node_ptr = models.OneToOneField(Node, models.CASCADE, parent_link=True, related_name="activity")
    state = models.CharField(_("läge"), max_length=10, choices=ActivityState, default=ActivityState.PLANNED)
    starts_on = models.DateField(_("börjar"), null=True, blank=True)
    due_on = models.DateField(_("klar senast"), null=True, blank=True)
    participants = models.CharField(_("vilka deltar"), max_length=300, blank=True)
    # Why it waits or was dropped: asked for in those states, kept from the last of them.
    state_reason = models.CharField(_("varför"), max_length=500, blank=True)
    done_on = models.DateField(_("blev klar"), null=True, blank=True)
    plan = models.ForeignKey(
        "activities.ActionPlan", models.PROTECT, null=True, blank=True, related_name="activities",
        verbose_name=_("handlingsplan"),
    )  # fmt: skip
    group = models.ForeignKey(
        "activities.WorkingGroup", models.PROTECT, null=True, blank=True, related_name="activities",
        verbose_name=_("arbetsgrupp"),
    )  # fmt: skip

    objects = NodeQuerySet["Activity"].as_manager()  # type: ignore[misc]  # narrower than the node's

    class Meta:
        # The list opens with what is soonest due: its first page is read off this, not sorted out of them all.
        indexes = [models.Index(fields=["due_on", "node_ptr"])]

    def is_late(self, today: date) -> bool:
        return self.due_on is not None and self.due_on < today and self.state not in SETTLED


class Dependency(models.Model):
    """One activity cannot begin, or be done, before another is."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="waits_for")
    on = models.ForeignKey(Activity, models.CASCADE, related_name="awaited_by")

    objects = models.Manager["Dependency"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["activity", "on"], name="depends_once"),
            models.CheckConstraint(name="depends_on_another", condition=~models.Q(activity=models.F("on"))),
        ]


class EffectKind(models.TextChoices):
    """What a measure is to bring."""

    SAVING = "saving", _("Lägre kostnad")
    INCOME = "income", _("Högre intäkt")
    INDICATOR = "indicator", _("Ändrad indikator")


class Measure(models.Model):
    """What an activity costs and is to bring, and what it brought: an activity with an effect is a measure.

    Money is in SEK a year when the effect is full. `posts` are full-time equivalents that go (8 to 4 is 4).
    """

    activity = models.OneToOneField(Activity, models.CASCADE, primary_key=True, related_name="measure")
    kind = models.CharField(_("effekt"), max_length=10, choices=EffectKind, default=EffectKind.SAVING)
    financing = models.CharField(_("finansiering"), max_length=300, blank=True)
    cost = models.DecimalField(_("kostar (kr)"), max_digits=14, decimal_places=2, null=True, blank=True)
    year_from = models.PositiveSmallIntegerField(_("från år"))
    year_to = models.PositiveSmallIntegerField(_("till och med år"))
    expected = models.DecimalField(_("väntad effekt"), max_digits=14, decimal_places=2, null=True, blank=True)
    expected_on = models.DateField(_("full effekt från"), null=True, blank=True)
    posts = models.DecimalField(_("årsarbetare färre"), max_digits=7, decimal_places=2, null=True, blank=True)
    indicator = models.ForeignKey(
        Node, models.PROTECT, null=True, blank=True, related_name="measures", verbose_name=_("indikator")
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = models.Manager["Measure"]()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="measure_years_in_order", condition=models.Q(year_to__gte=models.F("year_from"))
            )
        ]


class EffectReport(Written):
    """What a measure had brought by a day, as a responsible person says. Never changed; a later one comes before."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="reports")
    as_of = models.DateField(_("till och med"))
    amount = models.DecimalField(_("effekt som kom"), max_digits=14, decimal_places=2, null=True, blank=True)
    posts = models.DecimalField(_("årsarbetare färre"), max_digits=7, decimal_places=2, null=True, blank=True)
    comment = models.TextField(_("kommentar"), blank=True)

    objects = models.Manager["EffectReport"]()

    class Meta:
        ordering = ["-as_of", "-made_at", "-pk"]
