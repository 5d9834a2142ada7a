"""Addresses of steering documents."""

from django.urls import path

from ledtrad.documents import views

urlpatterns = [
    path("styrdokument/", views.index, name="documents"),
    path("styrdokument/<str:number>/passage/", views.add_passage, name="document-passage"),
]
