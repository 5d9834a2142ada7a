"""Addresses of the import."""

from django.urls import path

from ledtrad.core.imports import views

urlpatterns = [
    path("import/", views.index, name="imports"),
    path("import/ny/<slug:key>/", views.new, name="import-new"),
    path("import/mall/<slug:key>.<slug:ending>", views.template, name="import-template"),
    path("import/<str:number>/", views.show, name="import-batch"),
    path("import/<str:number>/kolumner/", views.columns, name="import-columns"),
    path("import/<str:number>/granska/", views.preview, name="import-preview"),
    path("import/<str:number>/las-in/", views.apply, name="import-apply"),
    path("import/<str:number>/angra/", views.undo, name="import-undo"),
    path("import/<str:number>/fel.<slug:ending>", views.errors, name="import-errors"),
    path("import/<str:number>/fil/<int:place>/", views.file, name="import-file"),
]
