"""Addresses of matters."""

from django.urls import path

from ledtrad.meetings.views import matters, papers, series

urlpatterns = [
    path("arenden/", matters.index, name="matters"),
    path("arenden/nytt/", matters.new, name="matter-new"),
    path("arenden/nummer/", series.index, name="matter-series"),
    path("arenden/nummer/<str:board>/", series.edit, name="matter-series-edit"),
    path("arenden/<int:pk>/", matters.show, name="matter"),
    path("arenden/<int:pk>/andra/", matters.edit, name="matter-edit"),
    path("arenden/<int:pk>/avsluta/", matters.close, name="matter-close"),
    path("arenden/<int:pk>/bilagor/ny/", matters.attach, name="matter-attach"),
    path("arenden/<int:pk>/bilagor/<int:file>/", matters.attachment, name="matter-attachment"),
    path("arenden/<int:pk>/bilagor/<int:file>/ta-bort/", matters.detach, name="matter-detach"),
    path("arenden/<int:pk>/skriv/<str:kind>/", papers.new, name="paper-new"),
]
