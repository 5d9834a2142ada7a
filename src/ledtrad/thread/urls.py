"""Addresses of the thread."""

from django.urls import path

from ledtrad.thread.views import areas, gaps, map, node, search

urlpatterns = [
    path("traden/", map.show, name="thread"),
    path("luckor/", gaps.show, name="gaps"),
    path("sok/", search.show, name="search"),
    path("omraden/", areas.index, name="areas"),
    path("omraden/<slug:slug>/", areas.show, name="area"),
    path("omraden/<slug:slug>/par/", areas.pair, name="area-pair"),
    path("ny/<slug:kind>/", node.new, name="node-new"),
    path("nod/<str:number>/", node.show, name="node"),
    path("nod/<str:number>/andra/", node.edit, name="node-edit"),
    path("nod/<str:number>/bedom/", node.assess, name="node-assess"),
    path("nod/<str:number>/kommentera/", node.comment, name="node-comment"),
    path("nod/<str:number>/bilaga/", node.attach, name="node-attach"),
    path("nod/<str:number>/bilaga/<int:pk>/", node.download, name="node-download"),
    path("nod/<str:number>/datum/", node.set_due, name="node-due"),
    path("nod/<str:number>/datum/<int:pk>/klart/", node.finish_due, name="node-due-done"),
    path("nod/<str:number>/kopplingar/", node.links, name="node-links"),
    path("nod/<str:number>/kopplingar/<int:pk>/bort/", node.unlink, name="node-unlink"),
    path("nod/<str:number>/dela/", node.share, name="node-share"),
    path("nod/<str:number>/historik/", node.history, name="node-history"),
]
