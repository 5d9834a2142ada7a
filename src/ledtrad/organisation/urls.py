"""Addresses of the organisation and the history."""

from django.urls import path

from ledtrad.organisation.views import history, organisation, reads

urlpatterns = [
    path("organisation/", organisation.index, name="organisation"),
    path("organisation/enhet/ny/", organisation.unit, name="unit-new"),
    path("organisation/enhet/<str:number>/", organisation.unit, name="unit-edit"),
    path("organisation/funktion/ny/", organisation.edit_function, name="function-new"),
    path("organisation/funktion/<str:number>/", organisation.function, name="function"),
    path("organisation/funktion/<str:number>/andra/", organisation.edit_function, name="function-edit"),
    path("organisation/funktion/<str:number>/utse/", organisation.appoint, name="function-appoint"),
    path("organisation/funktion/<str:number>/innehav/<int:pk>/", organisation.end_holding, name="holding-end"),
    path("organisation/personer/", organisation.people, name="people"),
    path("organisation/personer/ny/", organisation.person, name="person-new"),
    path("organisation/personer/<str:username>/", organisation.person, name="person"),
    path("organisation/personer/<str:username>/losenord/", organisation.set_password, name="person-password"),
    path("historik/", history.show, name="ledger"),
    path("historik/lasningar/", reads.index, name="ledger-reads"),
]
