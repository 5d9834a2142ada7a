"""Addresses of activities."""

from django.urls import path

from ledtrad.activities import views

urlpatterns = [path("aktiviteter/", views.index, name="activities")]
