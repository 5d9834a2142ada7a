"""However deep a loop runs, its calls ask the operating system for no memory of their own."""

import resource

from django.conf import settings

from ledtrad.core.headroom import headroom

DEPTHS, TURNS = 400, 200


def _called(turn):
    return max(turn, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16)  # a frame as large as those below it


def _faults_at(depth):
    """Pages of memory that the system hands out while a loop at this depth calls a function."""
    if depth:
        return _faults_at(depth - 1)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for turn in range(TURNS):
        _called(turn)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def _worst(_request):
    return max(_faults_at(depth) for depth in range(DEPTHS))


def test_no_depth_costs_more_than_another():
    assert headroom(_worst)(None) < TURNS


def test_it_holds_for_everything_that_answers():
    assert settings.MIDDLEWARE[0] == "ledtrad.core.headroom.headroom"
