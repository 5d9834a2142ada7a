"""Addresses on pages of other parts of delegation."""

from django.urls import NoReverseMatch, reverse


def decision_url(pk: int) -> str:
    """The page of one decision; nothing where there is none."""
    try:
        return reverse("delegated-decision", args=[pk])
    except NoReverseMatch:
        return ""
