"""The register, and reading audits in."""

from django.urls import URLPattern, path

from ledtrad.audits.views import criteria, judging, recommendations, register, writing

urlpatterns: list[URLPattern] = [
    path("granskningar/", register.index, name="audits"),
    path("granskningar/las-in/", writing.read, name="audit-read"),
    path("granskningar/ny/", writing.new, name="audit-new"),
    path("granskningar/<str:number>/", register.one, name="audit"),
    path("granskningar/<str:number>/bekrafta/", writing.confirm, name="audit-confirm"),
    path("granskningar/<str:number>/andra/", writing.edit, name="audit-edit"),
    path("granskningar/<str:number>/ta-bort/", writing.discard, name="audit-discard"),
    path("granskningar/<str:number>/text/", register.text, name="audit-text"),
    path("granskningar/<str:number>/fil/", register.file, name="audit-file"),
    path("granskningar/<str:number>/kriterier/", criteria.tie, name="audit-criteria"),
    path("granskningar/<str:number>/bedom/", judging.judge, name="audit-judge"),
    path("rekommendationer/", recommendations.index, name="recommendations"),
]
