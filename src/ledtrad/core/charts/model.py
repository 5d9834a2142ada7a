"""What every chart is handed over as: a picture, the same in a sentence, and the same as a table."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ledtrad.core.charts.scale import Number, as_float
from ledtrad.core.charts.svg import Drawing
from ledtrad.core.numbers import MISSING, NBSP, format_number

_SHORT_UNIT = 4


@dataclass(frozen=True, slots=True)
class Series:
    """A named line: one value for each label along the bottom, None where it is missing."""

    name: str
    values: Sequence[Number | None]


@dataclass(frozen=True, slots=True)
class ChartTable:
    """The chart's figures as text. The first cell of a row is its heading; `own_row` is ours among others."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    own_row: int | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """Show all of it: `svg` on the page, `summary` as text (also the image's description), `table` to open.

    `svg` holds both the wide and the narrow drawing where there are two; the style sheet shows one.
    For a PDF or Word document use `for_paper`.
    """

    svg: SafeString
    title: str
    summary: str
    table: ChartTable
    paper: Drawing = field(repr=False)


def for_paper(chart: Chart) -> str:
    """A standalone SVG for PDF and Word: fixed colours, font Inter, drawn for the width of an A4 page's text.

    The paper must give it an alternative text itself: use `chart.summary`.
    """
    return chart.paper.for_paper()


@dataclass(frozen=True, slots=True)
class Unit:
    """How values of a chart are written: "30 %", "1 284 kr", or bare where the unit stands above the axis."""

    name: str = ""
    decimals: int | None = None

    @property
    def is_short(self) -> bool:
        return 0 < len(self.name) <= _SHORT_UNIT

    def bare(self, value: Number | None, decimals: int | None = None) -> str:
        """The number alone; "–" when missing."""
        finite = as_float(value)
        if value is None or finite is None:
            return MISSING
        exact = value if isinstance(value, Decimal | int) else Decimal(repr(round(value, 9)))
        return format_number(exact, self.decimals if decimals is None else decimals)

    def label(self, value: Number | None, decimals: int | None = None) -> str:
        """The number with its unit if that is short."""
        text = self.bare(value, decimals)
        if text == MISSING or not self.is_short:
            return text
        joint = "" if self.name == "%" and not (get_language() or "sv").startswith("sv") else NBSP
        return f"{text}{joint}{self.name}"

    def cell(self, value: Number | None) -> str:
        """For a table: what is missing says so."""
        text = self.bare(value)
        return _("saknas") if text == MISSING else text
