"""Addresses of orders, of what is given beside them, and of the question who may decide."""

from django.urls import path

from ledtrad.delegation.views import drafts, law, lookup, mandates, orders

_ITEM = "ordningar/<int:pk>/punkter/<int:item>"

urlpatterns = [
    path("vem/", lookup.who_decides, name="who-decides"),
    path("lag/", law.index, name="delegation-law"),
    path("lag/lagrum/ny/", law.statute, name="law-statute-new"),
    path("lag/lagrum/<int:pk>/", law.statute, name="law-statute"),
    path("lag/forbud/ny/", law.matter, name="law-matter-new"),
    path("lag/forbud/<int:pk>/", law.matter, name="law-matter"),
    path("ordningar/", orders.index, name="orders"),
    path("ordningar/ny/", drafts.new, name="order-new"),
    path("ordningar/sida-vid-sida/", orders.side_by_side, name="orders-side-by-side"),
    path("ordningar/<int:pk>/", orders.show, name="order"),
    path("ordningar/<int:pk>/jamfor/", orders.compare, name="order-compare"),
    path("ordningar/<int:pk>/papper/<str:format>/", orders.paper, name="order-paper"),
    path("ordningar/<int:pk>/excel/", orders.workbook, name="order-xlsx"),
    path("ordningar/<int:pk>/inledning/", drafts.edit, name="order-edit"),
    path("ordningar/<int:pk>/anta/", drafts.adopt, name="order-adopt"),
    path("ordningar/<int:pk>/avsluta/", drafts.end, name="order-end"),
    path("ordningar/<int:pk>/kasta/", drafts.discard, name="order-discard"),
    path("ordningar/<int:pk>/punkter/ny/", drafts.new_item, name="item-new"),
    path(f"{_ITEM}/", drafts.item, name="item"),
    path(f"{_ITEM}/andra/", drafts.edit_item, name="item-edit"),
    path(f"{_ITEM}/ta-bort/", drafts.remove_item, name="item-remove"),
    path(f"{_ITEM}/flytta/", drafts.move_item, name="item-move"),
    path("vidare/<str:number>/", mandates.index, name="mandates"),
    path("vidare/<str:number>/ny/", mandates.new_subdelegation, name="subdelegation-new"),
    path("vidare/<str:number>/<int:pk>/aterkalla/", mandates.withdraw, name="subdelegation-withdraw"),
    path("vidare/<str:number>/ersattare/ny/", mandates.new_substitution, name="substitution-new"),
    path("vidare/<str:number>/ersattare/<int:pk>/avsluta/", mandates.end_substitution, name="substitution-end"),
]
