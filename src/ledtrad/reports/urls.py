"""Addresses of reports, and of plans on paper."""

from django.urls import include, path

from ledtrad.reports import views

urlpatterns = [
    path("rapporter/", views.index, name="reports"),
    path("rapporter/ny/", views.new, name="report-new"),
    path(
        "rapporter/<str:number>/",
        include(
            [
                path("", views.show, name="report"),
                path("titel/", views.title, name="report-title"),
                path("avsnitt/nytt/", views.add_section, name="report-section-new"),
                path("avsnitt/<int:pk>/", views.section, name="report-section"),
                path("avsnitt/<int:pk>/ordna/", views.arrange, name="report-arrange"),
                path("kommentarer/", views.comments, name="report-comments"),
                path("sammanfatta/", views.redraft, name="report-redraft"),
                path("godkannande/", views.submit, name="report-submit"),
                path("godkann/", views.sign, name="report-sign"),
                path("lamna-tillbaka/", views.send_back, name="report-send-back"),
                path("publicera/", views.publish, name="report-publish"),
                path("ratta/", views.correct, name="report-correct"),
                path("ta-bort/", views.discard, name="report-discard"),
                path("skapa-fil/", views.draw, name="report-draw"),
                path("utkast/<uuid:job_id>/", views.drawn, name="report-drawn"),
                path("fil/<str:format>/", views.file, name="report-file"),
            ]
        ),
    ),
    path("plan/<str:unit>/<int:year>/pdf/", views.plan_pdf, name="plan-pdf"),
]
