"""Search over everything a person may see."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse

from ledtrad.core.responses import page, render_page
from ledtrad.organisation.actors import user_of
from ledtrad.thread import finds, kinds, search

PER_PAGE = 30


@page
def show(request: HttpRequest) -> HttpResponse:
    """Nodes that hold every word, best first; above them what else does, a few of each sort."""
    text = request.GET.get("q", "").strip()
    sheet = Paginator(search.find(user_of(request), text), PER_PAGE).get_page(request.GET.get("page"))
    for node in sheet.object_list:
        node.says = kinds.word(node.kind, node.suggested)  # type: ignore[attr-defined]
    others = finds.groups(user_of(request), text) if sheet.number == 1 else []
    return render_page(request, "thread/search.html", {"q": text, "page": sheet, "others": others})
