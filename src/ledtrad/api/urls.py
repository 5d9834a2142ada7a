"""Addresses of the API, and of the page where a person makes tokens for it."""

from django.urls import path, re_path

from ledtrad.api import v1, views

urlpatterns = [
    path("api/v1/", v1.api.urls),
    re_path(r"^api/", v1.unknown_address, name="api-unknown"),
    path("installningar/nycklar/", views.tokens, name="api-tokens"),
    path("installningar/nycklar/ny/", views.new, name="api-token-new"),
    path("installningar/nycklar/<int:pk>/aterkalla/", views.revoke, name="api-token-revoke"),
]
