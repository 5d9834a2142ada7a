"""Addresses of audits, area by area."""

from django.urls import URLPattern

from ledtrad.audits.urls.audits import urlpatterns as audits

urlpatterns: list[URLPattern] = [*audits]
