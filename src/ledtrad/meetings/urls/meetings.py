"""Addresses of meetings."""

from django.urls import path

from ledtrad.meetings.views import meetings as views

urlpatterns = [
    path("sammantraden/", views.index, name="meetings"),
    path("sammantraden/nytt/", views.new, name="meeting-new"),
    path("sammantraden/kalender.ics", views.calendar, name="meetings-calendar"),
    path("sammantraden/<int:pk>/", views.edit, name="meeting-edit"),
    path("sammantraden/<int:pk>/ta-bort/", views.remove, name="meeting-remove"),
]
