"""Addresses of papers, and of how they look."""

from django.urls import path

from ledtrad.meetings.views import files, papers, signing, templates, word

urlpatterns = [
    path("handlingar/<int:pk>/", papers.show, name="paper"),
    path("handlingar/<int:pk>/skriv/", papers.write, name="paper-write"),
    path("handlingar/<int:pk>/uppgifter/", papers.edit, name="paper-edit"),
    path("handlingar/<int:pk>/ta-bort/", papers.discard, name="paper-discard"),
    path("handlingar/<int:pk>/godkannande/", signing.submit, name="paper-submit"),
    path("handlingar/<int:pk>/godkann/", signing.sign, name="paper-sign"),
    path("handlingar/<int:pk>/lamna-tillbaka/", signing.send_back, name="paper-send-back"),
    path("handlingar/<int:pk>/beslutad/", signing.adopt, name="paper-adopt"),
    path("handlingar/<int:pk>/fil/<str:format>/", files.file, name="paper-file"),
    path("handlingar/<int:pk>/fran-word/", files.from_word, name="paper-from-word"),
    path("handlingar/mallar/", templates.index, name="paper-templates"),
    path("handlingar/mallar/<str:kind>/<str:board>/", templates.show, name="paper-template"),
    path("handlingar/mallar/<str:kind>/<str:board>/nytt/", templates.add, name="paper-part-new"),
    path("handlingar/mallar/<str:kind>/<str:board>/aterstall/", templates.drop, name="paper-template-drop"),
    path("handlingar/mallar/<str:kind>/<str:board>/<slug:slug>/", templates.edit, name="paper-part"),
    path("handlingar/mallar/<str:kind>/<str:board>/<slug:slug>/flytta/", templates.move, name="paper-part-move"),
    path("handlingar/mallar/<str:kind>/<str:board>/<slug:slug>/ta-bort/", templates.remove, name="paper-part-remove"),
    path("handlingar/wordmallar/", word.index, name="word-templates"),
    path("handlingar/wordmallar/var/", word.ours, name="word-template-ours"),
    path("handlingar/wordmallar/<int:pk>/", word.download, name="word-template"),
    path("handlingar/wordmallar/<int:pk>/prov/", word.sample, name="word-template-sample"),
    path("handlingar/wordmallar/<int:pk>/anvand/", word.use, name="word-template-use"),
]
