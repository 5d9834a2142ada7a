"""Addresses of activities and assignments."""

from django.urls import path

from ledtrad.activities.views import activities, assignments, effects, groups, open_list, plans, report_backs, rounds

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
    path("aktiviteter/<str:number>/flytta/", plans.move, name="action-plan-move"),
    path("aktiviteter/<str:number>/i-planen/", plans.in_plan, name="action-plan-place"),
    path("aktiviteter/<str:number>/atgard/", effects.measure, name="measure"),
    path("aktiviteter/<str:number>/effekt/", effects.report, name="measure-report"),
    path("handlingsplaner/", plans.index, name="action-plans"),
    path("handlingsplaner/<str:number>/", plans.show, name="action-plan"),
    path("handlingsplaner/<str:number>/tavla/", plans.board, name="action-plan-board"),
    path("handlingsplaner/<str:number>/tidslinje/", plans.timeline, name="action-plan-timeline"),
    path("handlingsplaner/<str:number>/aktivitet/", plans.put_in, name="action-plan-put-in"),
    path("handlingsplaner/<str:number>/fil/<str:format>/", plans.file, name="action-plan-file"),
    path("handlingsplaner/<str:number>/grupper/", groups.index, name="action-plan-groups"),
    path("handlingsplaner/<str:number>/grupper/ny/", groups.new, name="action-plan-group-new"),
    path("handlingsplaner/<str:number>/grupper/<int:pk>/", groups.edit, name="action-plan-group"),
    path("handlingsplaner/<str:number>/effekter/", effects.index, name="action-plan-effects"),
    path("handlingsplaner/<str:number>/avstamningar/", rounds.index, name="action-plan-rounds"),
    path("handlingsplaner/<str:number>/avstamningar/ny/", rounds.new, name="action-plan-round-new"),
    path("handlingsplaner/<str:number>/avstamningar/<int:pk>/", rounds.show, name="action-plan-round"),
    path("handlingsplaner/<str:number>/avstamningar/<int:pk>/avsluta/", rounds.close, name="action-plan-round-close"),
    path("handlingsplaner/<str:number>/avstamningar/<int:pk>/<str:activity>/", rounds.answer, name="round-answer"),
]
