"""Personal access tokens: what a program shows instead of a person who logs in."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from ledtrad.organisation.models import User


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def visible_to(self, user: "User") -> Self:
        """Everybody sees their own tokens, nobody anyone else's."""
        return self.filter(user=user)

    def usable_on(self, day: date) -> Self:
        """Neither revoked nor expired, and their person may still log in."""
        return self.filter(Q(expires_on__isnull=True) | Q(expires_on__gt=day), revoked_at=None, user__is_active=True)


class ApiToken(models.Model):
    """One token. The secret itself is shown once and not kept: 256 random bits need no slow hash."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("namn"), max_length=80)
    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    hint = models.CharField(max_length=8, editable=False)
    scopes: "models.JSONField[list[str], list[str]]" = models.JSONField(_("får användas till"), default=list)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    expires_on = models.DateField(_("gäller till"), null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    # How often it has been used in one minute (counted since 1970), by all processes that answer.
    minute = models.BigIntegerField(default=0, editable=False)
    calls = models.PositiveIntegerField(default=0, editable=False)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.name} (…{self.hint})"

    def is_over(self, day: date) -> bool:
        """Whether its last day has passed."""
        return self.expires_on is not None and self.expires_on <= day
