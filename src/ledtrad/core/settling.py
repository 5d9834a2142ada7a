"""A serving process that has loaded what it will need."""

import gc

from django.urls import get_resolver


def settle() -> None:
    """Load every page's code, and leave what is loaded out of all later collections.

    It lives as long as the process. Each collection would else walk through it, which is a tenth of a long page's
    time; and the first visitor would wait for the code.
    """
    _loaded = get_resolver().url_patterns
    gc.collect()
    gc.freeze()
