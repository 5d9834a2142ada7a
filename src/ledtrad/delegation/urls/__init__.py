"""Addresses of delegation, listed by each part."""

from django.urls import include, path

urlpatterns = [
    path("delegation/", include(f"ledtrad.delegation.urls.{part}"))
    for part in ("orders", "decisions", "control", "lists", "unexecuted")
]
