"""Room for the frames of all calls that answer a request.

CPython (3.11 and on) keeps the frames of calls in blocks of 16 kB. A block is asked for when a call does not fit, and
given back to the operating system when that call returns. A loop that happens to run where one block ends thus asks
for a block, has it cleared and gives it back at each turn: fifteen hundred times on a list of goals, a tenth of a usual
page's time and a fifth of that one's. Which loop it hits changes with every template that is put into another.

A frame that says that it needs more gets a larger block, and what it does not use holds the frames above it.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

Answer = Callable[[HttpRequest], HttpResponse]

SLOTS = 66_000
"""Of eight bytes, just over half a megabyte: the block is then one megabyte, of which only what is used is taken."""


def headroom(get_response: Answer) -> Answer:
    """Middleware, the outermost: everything after it runs in one block."""

    def answer(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    answer.__code__ = answer.__code__.replace(co_stacksize=SLOTS)
    return answer
