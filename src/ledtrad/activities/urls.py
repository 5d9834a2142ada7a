"""Addresses of activities and assignments."""

from django.urls import path

from ledtrad.activities.views import activities, assignments, open_list, report_backs

urlpatterns = [
    path("aktiviteter/", activities.index, name="activities"),
    path("uppdrag/", assignments.index, name="assignments"),
    path("uppdrag/oppna/", open_list.choose, name="assignments-open-boards"),
    path("uppdrag/oppna/<str:board>/", open_list.open_list, name="assignments-open"),
    path("uppdrag/oppna/<str:board>/<str:format>/", open_list.file, name="assignments-open-file"),
    path("uppdrag/<str:number>/aterta/", assignments.withdraw, name="assignment-withdraw"),
    path("uppdrag/<str:number>/ny-dag/", assignments.add_date, name="assignment-date-new"),
    path("uppdrag/<str:number>/redovisning/<int:nr>/", report_backs.report_back, name="report-back"),
    path("uppdrag/<str:number>/redovisning/<int:nr>/svar/", report_backs.answer, name="report-back-answer"),
    path("uppdrag/<str:number>/redovisning/<int:nr>/dag/", assignments.change_date, name="report-back-date"),
]
