"""Help, and how accessible the pages are. Open to visitors who have not logged in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ledtrad.web.guides import guides_for


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Short guides, those for the reader's own roles first."""
    roles = {str(post.role) for post in request.user.access.posts} if request.user.is_authenticated else set()
    return render(request, "web/help.html", {"guides": guides_for(roles), "mine": roles})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The statement that the law on accessibility to digital public service (2018:1937) asks for."""
    return render(request, "web/accessibility.html")
