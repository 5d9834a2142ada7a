"""Addresses of meetings, with their agenda, notice and minutes."""

from django.urls import path

from ledtrad.meetings.views import adjusting, agenda, minutes, notices
from ledtrad.meetings.views import meetings as views

_ONE = "sammantraden/<int:pk>"
_POINT = f"{_ONE}/punkter/<int:item>"

urlpatterns = [
    path("sammantraden/", views.index, name="meetings"),
    path("sammantraden/nytt/", views.new, name="meeting-new"),
    path("sammantraden/kalender.ics", views.calendar, name="meetings-calendar"),
    path("sammantraden/kalender/<str:token>.ics", views.feed, name="meetings-feed"),
    path(f"{_ONE}/", agenda.show, name="meeting"),
    path(f"{_ONE}/andra/", views.edit, name="meeting-edit"),
    path(f"{_ONE}/ta-bort/", views.remove, name="meeting-remove"),
    path(f"{_ONE}/punkter/ny/", agenda.new, name="agenda-new"),
    path(f"{_ONE}/punkter/staende/", agenda.standing, name="agenda-standing"),
    path(f"{_POINT}/", agenda.edit, name="agenda-point"),
    path(f"{_POINT}/flytta/", agenda.move, name="agenda-move"),
    path(f"{_POINT}/ta-bort/", agenda.remove, name="agenda-remove"),
    path(f"{_POINT}/beslut/", minutes.decide, name="agenda-decide"),
    path(f"{_POINT}/beslut/angra/", minutes.undo, name="agenda-undo"),
    path(f"{_POINT}/utdrag/<str:format>/", minutes.extract, name="agenda-extract"),
    path(f"{_ONE}/kallelse/", notices.send, name="meeting-notice"),
    path(f"{_ONE}/kallelse/<int:number>/<str:format>/", notices.file, name="meeting-notice-file"),
    path(f"{_ONE}/narvaro/", adjusting.attendance, name="meeting-attendance"),
    path(f"{_ONE}/justerat/", adjusting.adjust, name="meeting-adjust"),
    path(f"{_POINT}/justerat/", adjusting.adjust_point, name="agenda-adjust"),
    path(f"{_ONE}/anslag/", adjusting.announce, name="meeting-announce"),
    path(f"{_ONE}/anslag/<str:format>/", adjusting.announcement, name="meeting-announcement"),
    path(f"{_POINT}/anslag/", adjusting.announce, name="agenda-announce"),
    path(f"{_POINT}/anslag/<str:format>/", adjusting.announcement, name="agenda-announcement"),
    path(f"{_ONE}/expedierat/", minutes.sent, name="meeting-sent"),
    path(f"{_ONE}/protokoll/<str:format>/", minutes.whole, name="meeting-minutes"),
]
