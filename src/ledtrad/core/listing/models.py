"""Saved views: a list's filters, order and columns under a name."""

from typing import Self

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

MAX_QUERY = 2000


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """One's own and those that somebody shares. A view holds no data, only how to ask for it."""
        return self.filter(Q(owner_id=user.pk) | Q(shared=True))

    def for_list(self, name: str) -> Self:
        """Views of one list, by name."""
        return self.filter(page=name).order_by(F("name").asc())


class SavedView(models.Model):
    """A named query string of one list."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    page = models.CharField(max_length=60)
    name = models.CharField(_("namn"), max_length=80)
    query = models.CharField(max_length=MAX_QUERY, blank=True)
    shared = models.BooleanField(_("alla kan se vyn"), default=False)
    default = models.BooleanField(_("visa den här vyn först"), default=False)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "page", "name"], name="savedview_name_once"),
            models.UniqueConstraint(fields=["owner", "page"], condition=Q(default=True), name="savedview_one_default"),
        ]

    def __str__(self) -> str:
        return self.name
