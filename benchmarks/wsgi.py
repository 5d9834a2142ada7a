"""The program as `benchmarks.serving` has it served: lists of 100 rows, on the day of the data."""

from benchmarks.lists import longer_pages
from benchmarks.municipality import TODAY
from ledtrad.wsgi import application

__all__ = ["application"]


def _prepare() -> None:
    from django.conf import settings

    settings.LEDTRAD_TODAY = TODAY
    longer_pages(100).__enter__()


_prepare()
