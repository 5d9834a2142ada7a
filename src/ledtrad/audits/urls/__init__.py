"""Addresses of audits: a module for each area."""

from django.urls import path

from ledtrad.audits.urls import statements
from ledtrad.audits.views import evidence

urlpatterns = [*statements.urlpatterns, path("granskningar/<str:number>/", evidence.show, name="audit")]
