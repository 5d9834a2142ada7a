"""Addresses of lists to meetings, of what is minuted separately, and of the follow-up."""

from django.urls import path

from ledtrad.delegation.views import follow, laid, lists, minutes

_LIST = "listor/<str:board>/<str:day>/<str:kind>"

urlpatterns = [
    path("listor/", lists.index, name="decision-lists"),
    path("listor/framlagd/<int:pk>/", laid.laid, name="decision-list-laid"),
    path("listor/framlagd/<int:pk>/ny-oppen-version/", laid.remake, name="decision-list-remake"),
    path("listor/framlagd/<int:pk>/<str:version>/<str:format>/", laid.file, name="decision-list-file"),
    path("listor/val/<int:pk>/angra/", lists.undo, name="decision-list-undo"),
    path("listor/<str:board>/", lists.upcoming, name="decision-list-next"),
    path(f"{_LIST}/", lists.proposal, name="decision-list"),
    path(f"{_LIST}/val/<int:pk>/", lists.choose, name="decision-list-choose"),
    path(f"{_LIST}/skicka/", lists.ask, name="decision-list-ask"),
    path(f"{_LIST}/lagg/", lists.lay, name="decision-list-lay"),
    path(f"{_LIST}/papper/<str:version>/<str:format>/", lists.preview, name="decision-list-preview"),
    path("protokollfors/", minutes.index, name="separate-minutes"),
    path("protokollfors/<int:pk>/", minutes.one, name="separate-minutes-one"),
    path("protokollfors/<int:pk>/papper/<str:format>/", minutes.paper, name="separate-minutes-paper"),
    path("uppfoljning/", follow.index, name="decision-follow"),
    path("uppfoljning/beslut/", follow.decisions, name="decision-follow-rows"),
]
