"""Addresses of core."""

from django.urls import URLPattern, URLResolver, include, path

from ledtrad.core.jobs import views as jobs

urlpatterns: list[URLPattern | URLResolver] = [
    path("jobb/<uuid:job_id>/", jobs.job, name="job"),
    path("", include("ledtrad.core.imports.urls")),
    path("halsa", jobs.health, name="health"),
]
