"""Addresses of goals and plans."""

from django.urls import path

from ledtrad.goals import views

urlpatterns = [
    path("mal/", views.index, name="goals"),
    path("plan/", views.plans, name="plans"),
    path("plan/ny/", views.open_round, name="plan-new"),
    path("plan/<str:unit>/<int:year>/", views.plan, name="plan"),
    path("plan/<str:unit>/<int:year>/anta/", views.adopt, name="plan-adopt"),
    path("plan/<str:unit>/<int:year>/lage/", views.move, name="plan-move"),
    path("plan/<str:unit>/<int:year>/utgava/<int:number>/", views.edition, name="plan-edition"),
]
