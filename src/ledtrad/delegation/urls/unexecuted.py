"""Addresses of unexecuted."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
