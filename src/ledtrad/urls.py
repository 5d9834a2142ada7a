"""Every address. Each package lists its own."""

from django.urls import include, path

urlpatterns = [
    path("", include("ledtrad.core.urls")),
    path("", include("ledtrad.organisation.urls")),
    path("", include("ledtrad.thread.urls")),
    path("", include("ledtrad.documents.urls")),
    path("", include("ledtrad.goals.urls")),
    path("", include("ledtrad.indicators.urls")),
    path("", include("ledtrad.activities.urls")),
    path("", include("ledtrad.meetings.urls")),
    path("", include("ledtrad.audits.urls")),
    path("", include("ledtrad.delegation.urls")),
    path("", include("ledtrad.reports.urls")),
    path("", include("ledtrad.demo.urls")),
    path("", include("ledtrad.web.urls")),
    path("", include("ledtrad.api.urls")),
    path("konto/", include("allauth.urls")),
]

handler400 = "ledtrad.web.views.bad_request"
handler403 = "ledtrad.web.views.forbidden"
handler404 = "ledtrad.web.views.not_found"
handler500 = "ledtrad.web.views.server_error"
