"""Rules and series in one line each, for the tests of targets."""

from decimal import Decimal

from ledtrad.core.periods import Period
from ledtrad.indicators.rules import TargetKind, TargetRule, Value, judge


def period(text):
    return Period.parse(text)


def series(**values):
    """`series(y2020=30, y2021_03="1.5")`; None is a period reported without a value."""
    return {
        Period.parse(name[1:].replace("_", "-")): Value(None if value is None else Decimal(value))
        for name, value in values.items()
    }


def number(value):
    return None if value is None else Decimal(value)


def rule(kind, target_period="2021", amount=None, **fields):
    for name in ("upper", "baseline_value"):
        if name in fields:
            fields[name] = number(fields[name])
    if "baseline_period" in fields:
        fields["baseline_period"] = Period.parse(fields["baseline_period"])
    return TargetRule(TargetKind(kind), Period.parse(target_period), number(amount), **fields)


def judged(target, values, on, **options):
    """The judgement of a series on a period, its sentence with ordinary spaces for comparing."""
    return judge(target, series=values, period=Period.parse(on), **options)


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")
