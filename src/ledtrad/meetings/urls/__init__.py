"""Addresses of meetings, matters and papers."""

from ledtrad.meetings.urls import matters, meetings, papers

urlpatterns = [*meetings.urlpatterns, *matters.urlpatterns, *papers.urlpatterns]
