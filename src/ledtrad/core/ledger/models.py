"""The ledger's three tables. Written only by `writing.py`; the database refuses changed and deleted entries."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NoReturn, Self

from django.db import models
from django.db.models import Case, Exists, OuterRef, When
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Callable

    from ledtrad.core.actors import Actor

READ, EXPORTED, LOG_READ = "read", "exported", "log_read"
READS = (READ, EXPORTED, LOG_READ)
"""What an entry is called that tells of no change, only that somebody read: what is confidential, or the ledger."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LABEL_LENGTH = 200


class AppendOnly(Exception):  # noqa: N818 - states a fact
    """Somebody tried to change or delete what the ledger holds."""


if TYPE_CHECKING:
    _MomentColumn = models.BigIntegerField[datetime, datetime]
else:
    _MomentColumn = models.BigIntegerField


class MomentField(_MomentColumn):
    """An aware moment, kept as microseconds since 1970 UTC: the same bits in every database, so it can be hashed."""

    def from_db_value(self, value: int | None, *_args: Any) -> datetime | None:
        return None if value is None else moment_of(value)

    def to_python(self, value: Any) -> Any:
        return value if isinstance(value, datetime) else super().to_python(value)

    def get_prep_value(self, value: Any) -> Any:
        return microseconds_of(value) if isinstance(value, datetime) else super().get_prep_value(value)


def moment_of(microseconds: int) -> datetime:
    """The moment so many microseconds after the epoch."""
    return _EPOCH + timedelta(microseconds=microseconds)


def microseconds_of(moment: datetime) -> int:
    """Microseconds since the epoch, whole: what the hash is taken of."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


class EntryQuerySet(models.QuerySet["Entry"]):
    """Reads of the ledger. Pages start with `visible_to`."""

    def visible_to(self, user: Any) -> Self:
        """What `user` may read: as marked when it was written, and nothing of what has been hidden since."""
        seen = self.filter(user.access.visible_ledger())
        for narrowing in _hidden:
            seen = narrowing(seen, user)
        return seen

    def about(self, obj: models.Model) -> Self:
        """Everything written about one thing, whichever of its tables it was recorded under."""
        return self.filter(object_type__in=_labels_of(type(obj)), object_id=str(obj.pk))

    def about_any(self, things: Mapping[type[models.Model], Iterable[int]]) -> Self:
        """Everything written about many things, given as their keys by model."""
        wanted = models.Q(pk__in=[])
        for model, keys in things.items():
            wanted |= models.Q(object_type__in=_labels_of(model), object_id__in=[str(key) for key in keys])
        return self.filter(wanted)

    def of_type(self, model: type[models.Model]) -> Self:
        """Everything about things of one kind."""
        return self.filter(object_type__in=_labels_of(model))

    def by(self, actor: "Actor | int") -> Self:
        """What one person did."""
        return self.filter(actor_id=actor if isinstance(actor, int) else actor.user_id)

    def with_action(self, *actions: str) -> Self:
        return self.filter(action__in=actions)

    def reads(self) -> Self:
        """That somebody read what is confidential, took it home in a file, or looked in the ledger."""
        return self.filter(action__in=READS, confidentiality="confidential")

    def since(self, moment: datetime) -> Self:
        """From this aware moment (real time) on."""
        return self.filter(at__gte=moment)

    def latest_first(self) -> Self:
        """As pages show it, with the changes beside: one query."""
        return self.select_related("change").order_by("-sequence")

    def update(self, **_fields: Any) -> NoReturn:
        raise AppendOnly("Ledger entries are never changed.")

    def delete(self) -> NoReturn:
        raise AppendOnly("Ledger entries are never deleted; what they say can be erased with ledger.erase().")


_hidden: "list[Callable[[Any, Any], Any]]" = []
"""What takes entries away, each given the entries and the user."""


def hide(
    model: type[models.Model], hidden_from: "Callable[[Any], models.QuerySet[Any]]", *, many: bool = False
) -> None:
    """Keep the entries about things of this kind from those who may not see the things themselves any more.

    An entry keeps the mark that its thing had then. `hidden_from(user)` gives the things that the user may not see
    today; `many` says that there may be a million of them. Call it in `AppConfig.ready()`.
    """

    def gathered(seen: EntryQuerySet, user: Any) -> EntryQuerySet:
        keys = hidden_from(user).annotate(key_text=Cast("pk", models.CharField())).values("key_text")
        return seen.exclude(object_type__in=_labels_of(model), object_id__in=keys)

    def one_by_one(seen: EntryQuerySet, user: Any) -> EntryQuerySet:
        """Other kinds' keys need not be numbers."""
        key = Case(When(object_type__in=_labels_of(model), then=Cast("object_id", models.BigIntegerField())))
        name = f"key_of_{model._meta.model_name}"
        return seen.alias(**{name: key}).exclude(Exists(hidden_from(user).filter(pk=OuterRef(name))))

    _hidden.append(one_by_one if many else gathered)


def narrow(model: type[models.Model], actions: Iterable[str], readable: "Callable[[Any], models.Q]") -> None:
    """Keep what was told of things of this kind with these actions for fewer than the entries' marks say.

    `readable(user)` is the condition on entries that the user may read. Call it in `AppConfig.ready()`.
    """
    told = tuple(actions)

    def narrowed(seen: EntryQuerySet, user: Any) -> EntryQuerySet:
        other = ~models.Q(object_type__in=_labels_of(model), action__in=told)
        return seen.filter(other | readable(user))

    _hidden.append(narrowed)


class Entry(models.Model):
    """That something was done: by whom, when, to what. Never changed, never deleted; its hash covers every field."""

    # A plain integer and not an autofield: numbers are gapless, and SQLite keeps the table in this order.
    sequence = models.IntegerField(_("nummer"), primary_key=True)
    at = MomentField(_("tid"))
    actor_id = models.IntegerField(_("användare"), null=True)
    actor_label = models.CharField(_("vem"), max_length=LABEL_LENGTH)
    action = models.CharField(_("händelse"), max_length=60)
    object_type = models.CharField(_("slag"), max_length=80)
    object_id = models.CharField(_("id"), max_length=64)
    object_label = models.CharField(_("vad"), max_length=LABEL_LENGTH)
    unit_id = models.IntegerField(_("enhet"), null=True)
    confidentiality = models.CharField(_("sekretess"), max_length=16)
    commitment = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = EntryQuerySet.as_manager()

    class Meta:
        app_label = "core"
        db_table = "ledger_entry"
        verbose_name = _("händelse")
        verbose_name_plural = _("händelser")
        indexes = [
            models.Index(fields=["object_type", "object_id"], name="ledger_entry_object"),
            models.Index(fields=["actor_id"], name="ledger_entry_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.action} {self.object_label}"

    def save(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise AppendOnly("Ledger entries are written with ledger.record().")

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise AppendOnly("Ledger entries are never deleted; what they say can be erased with ledger.erase().")

    @property
    def details(self) -> dict[str, Any] | None:
        """What was changed, as given to `record`; None once erased. Use `select_related("change")` in lists."""
        change = getattr(self, "change", None)
        return change.details if change else None


class Change(models.Model):
    """What the entry promises to: the change itself. Erasable, since only its commitment is in the chain."""

    entry = models.OneToOneField(Entry, models.PROTECT, primary_key=True, related_name="change")
    salt = models.CharField(max_length=32)
    payload = models.TextField()
    # The sequence of the entry that tells who erased it and why.
    erased_by = models.IntegerField(null=True)

    class Meta:
        app_label = "core"
        db_table = "ledger_change"

    def __str__(self) -> str:
        return self.payload

    @property
    def details(self) -> dict[str, Any] | None:
        return json.loads(self.payload) if self.payload else None


class Head(models.Model):
    """One row: where the chain ends. Locked by whoever appends, so that numbers have no gaps."""

    id = models.IntegerField(primary_key=True, default=1)
    sequence = models.IntegerField()
    at = models.BigIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        app_label = "core"
        db_table = "ledger_head"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="ledger_head_is_one_row")]

    def __str__(self) -> str:
        return f"{self.sequence} {self.hash}"


def _labels_of(model: type[models.Model]) -> set[str]:
    """A goal may be recorded as goals.goal and as thread.node: the same thing under the same key."""
    concrete: type[models.Model] = model._meta.concrete_model or model
    family = [concrete, *concrete._meta.get_parent_list(), *_descendants(concrete)]
    return {member._meta.label_lower for member in family}


def _descendants(model: type[models.Model]) -> list[type[models.Model]]:
    children = [child for child in model.__subclasses__() if not child._meta.abstract]
    return [*children, *(below for child in children for below in _descendants(child))]
