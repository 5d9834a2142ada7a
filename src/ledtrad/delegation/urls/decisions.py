"""Addresses of decisions and of where they come from."""

from django.urls import path

from ledtrad.delegation.views import decisions, requirements, sources

urlpatterns = [
    path("decisions/", decisions.index, name="decisions"),
    path("decisions/new/", decisions.new, name="decision-new"),
    path("decisions/<int:pk>/", decisions.show, name="decision"),
    path("decisions/<int:pk>/correct/", decisions.correct, name="decision-correct"),
    path("decisions/<int:pk>/receipt/", decisions.receipt, name="decision-receipt"),
    path("sources/", sources.index, name="sources"),
    path("sources/new/", sources.new, name="source-new"),
    path("sources/<int:pk>/", sources.show, name="source"),
    path("sources/<int:pk>/edit/", sources.edit, name="source-edit"),
    path("sources/<int:pk>/columns/", sources.columns, name="source-columns"),
    path("requirements/", requirements.index, name="requirements"),
    path("requirements/<str:number>/", requirements.board, name="requirements-board"),
    path("requirements/<str:number>/<int:pk>/remove/", requirements.remove, name="requirement-remove"),
]
