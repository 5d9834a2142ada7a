"""Addresses of decisions and of where they come from."""

from django.urls import path

from ledtrad.delegation.views import decisions, requirements, sources

urlpatterns = [
    path("beslut/", decisions.index, name="decisions"),
    path("beslut/ny/", decisions.new, name="decision-new"),
    path("beslut/<int:pk>/", decisions.show, name="decision"),
    path("beslut/<int:pk>/ratta/", decisions.correct, name="decision-correct"),
    path("beslut/<int:pk>/kvitto/", decisions.receipt, name="decision-receipt"),
    path("kallor/", sources.index, name="sources"),
    path("kallor/ny/", sources.new, name="source-new"),
    path("kallor/<int:pk>/", sources.show, name="source"),
    path("kallor/<int:pk>/andra/", sources.edit, name="source-edit"),
    path("kallor/<int:pk>/kolumner/", sources.columns, name="source-columns"),
    path("formkrav/", requirements.index, name="requirements"),
    path("formkrav/<str:number>/", requirements.board, name="requirements-board"),
    path("formkrav/<str:number>/<int:pk>/ta-bort/", requirements.remove, name="requirement-remove"),
]
