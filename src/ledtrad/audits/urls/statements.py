"""Addresses of statements, of the follow-up, and of what happened."""

from django.urls import path

from ledtrad.audits.views import evidence, followup, statements

_STATEMENT = "granskningar/<str:number>/yttrande/<str:board>/"
_HAPPENED = "granskningar/<str:number>/vad-hande/"
_PART = "rekommendationer/<str:number>/<str:board>/"

urlpatterns = [
    path(_STATEMENT, statements.show, name="statement"),
    path(_STATEMENT + "skriv/", statements.begin, name="statement-begin"),
    path(_STATEMENT + "svar/", statements.write, name="stands"),
    path(_STATEMENT + "<int:pk>/", statements.stand, name="stand"),
    path(_STATEMENT + "<int:pk>/atgard/", statements.measure, name="stand-measure"),
    path(_HAPPENED, evidence.show, name="what-happened"),
    path(_HAPPENED + "pdf/", evidence.pdf, name="what-happened-pdf"),
    path(_HAPPENED + "paket/", evidence.order_package, name="evidence-package-order"),
    path(_HAPPENED + "paket/<uuid:job_id>/", evidence.package, name="evidence-package"),
    path(_PART, followup.show, name="addressed"),
    path(_PART + "bedom/", followup.judge, name="addressed-judge"),
    path(_PART + "visar/", followup.add_evidence, name="evidence-new"),
    path(_PART + "visar/<int:pk>/", followup.file, name="evidence-file"),
]
