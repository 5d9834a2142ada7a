"""Addresses of indicators."""

from django.urls import path

from ledtrad.indicators.views import indicator, reporting, targets

urlpatterns = [
    path("indikatorer/", indicator.index, name="indicators"),
    path("indikatorer/<str:number>/", indicator.show, name="indicator"),
    path("indikatorer/<str:number>/mal/", targets.index, name="indicator-targets"),
    path("indikatorer/<str:number>/mal/nytt/", targets.new, name="target-new"),
    path("indikatorer/<str:number>/mal/<int:pk>/", targets.edit, name="target-edit"),
    path("indikatorer/<str:number>/mal/<int:pk>/bort/", targets.remove, name="target-remove"),
    path("rapportera/<str:number>/<str:unit>/<str:period>/", reporting.report, name="report-value"),
    path("rapportera/<str:number>/<str:unit>/<str:period>/senare/", reporting.defer, name="report-defer"),
]
