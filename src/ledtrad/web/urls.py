"""Addresses of the shell."""

from django.urls import URLPattern, URLResolver, path

from ledtrad.core.listing import views as listing
from ledtrad.web import views
from ledtrad.web.views import calendar, start, unit

urlpatterns: list[URLPattern | URLResolver] = [
    path("", start.todo_page, name="todo"),
    path("enhet/<str:number>/", unit.show, name="unit"),
    path("installningar/", views.settings_page, name="settings"),
    path("installningar/sprak/", views.set_language, name="set-language"),
    path("installningar/utseende/", views.set_colour_scheme, name="set-colour-scheme"),
    path("installningar/kalender/ny/", views.renew_calendar, name="renew-calendar"),
    path("installningar/kalender/bort/", views.close_calendar, name="close-calendar"),
    path("vyer/spara/", listing.save, name="save-view"),
    path("vyer/<int:pk>/ta-bort/", listing.remove, name="remove-view"),
    path("kalender/<str:token>.ics", calendar.feed, name="calendar"),
    path("hjalp/", views.help_page, name="help"),
    path("tillganglighet/", views.accessibility, name="accessibility"),
]
