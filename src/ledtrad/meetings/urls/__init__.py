"""Addresses of meetings, matters and papers."""

from ledtrad.meetings.urls import matters, meetings, papers, report_backs

urlpatterns = [*meetings.urlpatterns, *matters.urlpatterns, *papers.urlpatterns, *report_backs.urlpatterns]
