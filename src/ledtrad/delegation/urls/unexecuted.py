"""Addresses of decisions that are not carried out, and of the reports of them."""

from django.urls import path

from ledtrad.delegation.views import unexecuted, unexecuted_reports

_REPORT = "ej-verkstallda/rapporter/<str:board>/<str:period>/<str:to>/"

urlpatterns = [
    path("ej-verkstallda/", unexecuted.index, name="unexecuted"),
    path("ej-verkstallda/ny/", unexecuted.new, name="unexecuted-new"),
    path("ej-verkstallda/rapporter/", unexecuted_reports.index, name="unexecuted-reports"),
    path("ej-verkstallda/lagrum/<int:pk>/", unexecuted_reports.ground, name="unexecuted-ground"),
    path(_REPORT, unexecuted_reports.report, name="unexecuted-report"),
    path(f"{_REPORT}<str:format>/", unexecuted_reports.file, name="unexecuted-report-file"),
    path("ej-verkstallda/<str:number>/", unexecuted.one, name="unexecuted-one"),
    path("ej-verkstallda/<str:number>/<str:what>/", unexecuted.change, name="unexecuted-change"),
]
