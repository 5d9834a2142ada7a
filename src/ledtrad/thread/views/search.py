"""Search over everything a person may see."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse

from ledtrad.core.responses import page, render_page
from ledtrad.organisation.actors import user_of
from ledtrad.thread import search

PER_PAGE = 30


@page
def show(request: HttpRequest) -> HttpResponse:
    """Nodes that hold every word, best first."""
    text = request.GET.get("q", "").strip()
    sheet = Paginator(search.find(user_of(request), text), PER_PAGE).get_page(request.GET.get("page"))
    return render_page(request, "thread/search.html", {"q": text, "page": sheet})
