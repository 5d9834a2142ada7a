"""Where reports on assignments become papers."""

from django.urls import path

from ledtrad.meetings.views import report_backs

urlpatterns = [
    path("uppdrag/<str:number>/redovisning/<int:nr>/handling/", report_backs.begin, name="report-back-paper"),
]
