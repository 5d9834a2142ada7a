"""Figures and verdicts as plain data: the same for the command line and the API."""

from decimal import Decimal
from typing import Any

from ledtrad.core.numbers import round_to
from ledtrad.indicators.queries import Judged

EXACT = 6
"""Decimals kept of what is computed; what was reported has no more."""


def number(value: Decimal | None) -> int | float | None:
    """A number for JSON: whole numbers as such."""
    if value is None:
        return None
    rounded = round_to(value, EXACT)
    return int(rounded) if rounded == rounded.to_integral_value() else float(rounded)


def as_data(judged: Judged) -> dict[str, Any]:
    """One indicator as it stands: what the issue's acceptance 2 asks for, and no more."""
    numerator, denominator = judged.counts
    indicator, judgement = judged.indicator, judged.judgement
    return {
        "number": indicator.number,
        "title": indicator.title,
        "unit": indicator.unit.number,
        "period": str(judged.period),
        "value": number(judged.shown),
        "numerator": number(numerator),
        "denominator": number(denominator),
        "target": target_words(judged),
        "threshold": number(judged.threshold_value),
        "result": judgement.result.value if judgement is not None else "not_assessable",
        "distance": number(judged.distance),
        "sentence": judged.sentence,
    }


def target_words(judged: Judged) -> str | None:
    """The target in words: the rule and what it comes to."""
    return judged.target_words or None
