"""Addresses of meetings, matters and papers."""

from ledtrad.meetings.urls import meetings

urlpatterns = [*meetings.urlpatterns]
