"""Addresses of reports, and of plans on paper."""

from django.urls import include, path

from ledtrad.reports.views import files, publishing, reading, writing

urlpatterns = [
    path("rapporter/", reading.index, name="reports"),
    path("rapporter/ny/", reading.new, name="report-new"),
    path(
        "rapporter/<str:number>/",
        include(
            [
                path("", reading.show, name="report"),
                path("titel/", writing.title, name="report-title"),
                path("avsnitt/nytt/", writing.add_section, name="report-section-new"),
                path("avsnitt/<int:pk>/", writing.section, name="report-section"),
                path("avsnitt/<int:pk>/ordna/", writing.arrange, name="report-arrange"),
                path("kommentarer/", writing.comments, name="report-comments"),
                path("sammanfatta/", writing.redraft, name="report-redraft"),
                path("godkannande/", publishing.submit, name="report-submit"),
                path("godkann/", publishing.sign, name="report-sign"),
                path("lamna-tillbaka/", publishing.send_back, name="report-send-back"),
                path("publicera/", publishing.publish, name="report-publish"),
                path("ratta/", publishing.correct, name="report-correct"),
                path("ta-bort/", writing.discard, name="report-discard"),
                path("skapa-fil/", files.draw, name="report-draw"),
                path("utkast/<uuid:job_id>/", files.drawn, name="report-drawn"),
                path("fil/<str:format>/", files.file, name="report-file"),
            ]
        ),
    ),
    path("plan/<str:unit>/<int:year>/pdf/", files.plan_pdf, name="plan-pdf"),
]
