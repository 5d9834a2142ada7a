"""Addresses of the demonstration."""

from django.urls import path

from ledtrad.demo import views

urlpatterns = [path("demo/logga-in/", views.log_in, name="demo-login")]
