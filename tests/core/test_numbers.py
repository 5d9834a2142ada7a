"""Numbers in and out: what is written is read back, what is unclear is refused."""

from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from ledtrad.core.numbers import format_number, format_percent, format_signed, parse_decimal
from ledtrad.core.refusals import Invalid, NotAllowed, Refused, Stale

numbers = st.decimals(-(10**15) + 1, 10**15 - 1, places=6)


@pytest.fixture(autouse=True)
def swedish():
    with translation.override("sv"):
        yield


@given(numbers, st.sampled_from(["sv", "en"]))
def test_what_is_written_is_read_back(number, language):
    with translation.override(language):
        assert parse_decimal(format_number(number)) == number


def sentence_or_number(text):
    try:
        return parse_decimal(text)
    except ValueError as refusal:
        return str(refusal)


@given(st.text(max_size=20))
def test_any_text_is_read_or_refused_with_a_sentence(text):
    answer = sentence_or_number(text)
    assert answer.is_finite() if isinstance(answer, Decimal) else answer.endswith(".")


@given(numbers, st.integers(0, 4))
def test_minus_never_stands_before_nothing(number, decimals):
    text = format_number(number, decimals)
    assert text.startswith("−") == ("−" in text)
    if not any(digit in text for digit in "123456789"):
        assert "−" not in text


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1284,5", "1284.5"),
        ("1284.5", "1284.5"),
        ("1 284,5", "1284.5"),
        ("1\N{NO-BREAK SPACE}284\N{NARROW NO-BREAK SPACE}000", "1284000"),
        ("−3", "-3"),
        ("-3", "-3"),
        ("+3", "3"),
        (" ,5 ", "0.5"),
        ("-0", "0"),
        ("007", "7"),
        ("30,0", "30"),
    ],
)
def test_reads(text, number):
    assert parse_decimal(text) == Decimal(number)
    assert str(parse_decimal(text)) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        "–",
        "-",
        ",",
        "1.",
        "1.234,5",
        "1,234.5",
        "1 23",
        "12 34",
        "1e5",
        "NaN",
        "Infinity",
        "30 %",
        "٣",
        "0x1",
        "1_000",
    ],
)
def test_refuses(text):
    with pytest.raises(ValueError, match="inget tal"):
        parse_decimal(text)


def test_refuses_what_no_column_holds():
    with pytest.raises(ValueError, match="för stort"):
        parse_decimal("1" + "0" * 15)
    with pytest.raises(ValueError, match="för många decimaler"):
        parse_decimal("0,1234567")
    assert parse_decimal("1,5000000000") == Decimal("1.5")


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (None, None, "–"),
        (0, None, "0"),
        (1284, None, "1\N{NO-BREAK SPACE}284"),
        (Decimal("1E+3"), None, "1\N{NO-BREAK SPACE}000"),
        (Decimal("5.30"), None, "5,3"),
        (Decimal("2.5"), 0, "3"),
        (Decimal("-2.5"), 0, "−3"),
        (Decimal("0.125"), 2, "0,13"),
        (Decimal("-0.04"), 1, "0,0"),
        (30, 1, "30,0"),
        (Decimal("NaN"), None, "–"),
    ],
)
def test_writes(value, decimals, text):
    assert format_number(value, decimals) == text


def test_percent_and_sign():
    assert format_percent(Decimal(30)) == "30\N{NO-BREAK SPACE}%"
    assert format_percent(None) == "–"
    assert format_signed(Decimal("0.2"), 0) == "0"
    assert format_signed(20) == "+20"
    assert format_signed(-20) == "−20"
    with translation.override("en"):
        assert format_percent(Decimal("30.5")) == "30.5%"


def test_a_refusal_carries_its_sentence_and_code():
    class PeriodStillOpen(Refused):
        code = "period_still_open"
        message = "Perioden är inte slut än."

    assert (str(PeriodStillOpen()), PeriodStillOpen().code) == (
        "Perioden är inte slut än.",
        "period_still_open",
    )
    assert str(PeriodStillOpen("Annat.")) == "Annat."
    assert Stale("nu").current == "nu"
    assert Invalid("Fel.", field="value").field == "value"
    assert [kind().status for kind in (Refused, NotAllowed, Stale, Invalid)] == [422, 403, 409, 422]
