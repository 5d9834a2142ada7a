"""Addresses of audits, area by area."""

from django.urls import URLPattern

from ledtrad.audits.urls.audits import urlpatterns as audits
from ledtrad.audits.urls.statements import urlpatterns as statements

urlpatterns: list[URLPattern] = [*audits, *statements]
