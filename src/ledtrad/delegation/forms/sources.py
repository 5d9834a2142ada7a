"""Forms for a source: what it is called, and how its files are read. They never save."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ledtrad.core.imports.mapping import same_word
from ledtrad.core.imports.registry import Reading, Table
from ledtrad.delegation.models import DecisionSource
from ledtrad.delegation.rules.presets import SHAPES, Preset
from ledtrad.organisation.models import Unit
from ledtrad.organisation.rules import BOARD_KINDS

#: The columns for which a source may have codes of its own, each with an example of what to write.
CODED = {
    "item": "EB01 = 2.1",
    "board": "30 = SN",
    "function": "SOC = Socialsekreterare",
    "confidentiality": "K = sekretess",
}
_PART = "="


class SourceForm(forms.Form):
    """What the source is."""

    name = forms.CharField(label=_("Namn"), max_length=100, help_text=_("Till exempel namnet på systemet."))
    preset = forms.ChoiceField(label=_("Slag"), choices=Preset.choices, widget=forms.RadioSelect)
    board = forms.ModelChoiceField(
        label=_("Nämnd"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=_("Flera: det står i filen"),
    )
    unbroken = forms.BooleanField(
        label=_("Numren följer på varandra utan luckor"),
        required=False,
        help_text=_("Då är ett nummer som saknas ett fynd i kontrollen."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any, source: DecisionSource | None, boards: Sequence[int] | None) -> None:
        initial: dict[str, Any] = {"unbroken": True, "preset": Preset.CASES}
        if source is not None:
            initial = {name: getattr(source, name) for name in ("name", "board", "unbroken", "version")}
        super().__init__(data, initial=initial)
        known = Unit.objects.filter(kind__in=BOARD_KINDS).order_by("path")
        self.fields["board"].queryset = known if boards is None else known.filter(pk__in=boards)  # type: ignore[attr-defined]
        if source is not None:
            del self.fields["preset"]

    def values(self) -> dict[str, Any]:
        """As the action takes it; a preset brings its fixed values."""
        values = dict(self.cleaned_data)
        if preset := values.pop("preset", ""):
            values["fixed"] = {name: value for name, value in SHAPES[Preset(preset)].fixed.items() if value}
        return values


class ReadingForm(forms.Form):
    """For each of our columns: which of the file's it is, or what it always is; and what codes mean."""

    def __init__(self, data: Any, *, table: Table, header: Sequence[str], source: DecisionSource) -> None:
        self.names = [column.name for column in table.columns if column.name != "source"]
        guessed = guess(header, source)
        initial: dict[str, str] = {f"column-{name}": guessed.get(name, "") for name in self.names}
        initial |= {f"fixed-{name}": source.fixed.get(name, "") for name in self.names}
        initial |= {f"codes-{name}": as_lines(source.codes.get(name, {})) for name in CODED}
        super().__init__(data, initial=initial)
        self.required_names = {column.name for column in table.columns if column.required}
        choices = [("", _now("Finns inte i filen")), *((name, name) for name in dict.fromkeys(header) if name)]
        for column in table.columns:
            if column.name == "source":
                continue
            label = str(column.label)
            self.fields[f"column-{column.name}"] = forms.ChoiceField(label=label, choices=choices, required=False)
            self.fields[f"fixed-{column.name}"] = forms.CharField(
                label=_now("Alltid, om cellen är tom: %(column)s") % {"column": label}, max_length=150, required=False
            )
        for name, example in CODED.items():
            label = str(table.column(name).label)
            self.fields[f"codes-{name}"] = forms.CharField(
                label=_now("Vad koderna betyder: %(column)s") % {"column": label},
                required=False,
                max_length=20_000,
                widget=forms.Textarea(attrs={"rows": 4}),
                help_text=_now("En kod per rad: kod = betydelse, till exempel %(example)s.") % {"example": example},
            )
        self.board = source.board

    def clean(self) -> dict[str, Any]:
        for name in sorted(self.required_names - {"source"}):
            given = self.cleaned_data.get(f"column-{name}") or self.cleaned_data.get(f"fixed-{name}")
            if not given and not (name == "board" and self.board):
                self.add_error(f"column-{name}", _now("Välj en kolumn, eller skriv vad det alltid är."))
        taken: dict[str, str] = {}
        for name in self.names:
            heading = self.cleaned_data.get(f"column-{name}", "")
            if heading and heading in taken:
                self.add_error(f"column-{name}", _now("Kolumnen är redan vald."))
            taken[heading] = name
        for name in CODED:
            for line in self.cleaned_data.get(f"codes-{name}", "").splitlines():
                if line.strip() and _PART not in line:
                    self.add_error(f"codes-{name}", _now("Skriv kod = betydelse: ”%(line)s”.") % {"line": line[:40]})
                    break
        return self.cleaned_data

    @property
    def headings(self) -> dict[str, str]:
        return {name: value for name in self.names if (value := self.cleaned_data.get(f"column-{name}", ""))}

    @property
    def fixed(self) -> dict[str, str]:
        return {name: value for name in self.names if (value := self.cleaned_data.get(f"fixed-{name}", "").strip())}

    @property
    def codes(self) -> dict[str, dict[str, str]]:
        return {name: from_lines(self.cleaned_data.get(f"codes-{name}", "")) for name in CODED}

    def reading(self, source: DecisionSource) -> Reading:
        """The file as it would be read with what the form says."""
        board = {"board": source.board.number} if source.board else {}
        return Reading(self.headings, self.codes, {"source": source.name, **board, **self.fixed})

    def lines(self) -> list[dict[str, Any]]:
        """What the page draws: one line a column."""
        return [
            {
                "column": self[f"column-{name}"],
                "fixed": self[f"fixed-{name}"],
                "required": name in self.required_names,
                "known": str(self.board) if name == "board" and self.board else "",
            }
            for name in self.names
        ]

    def code_fields(self) -> list[Any]:
        return [self[f"codes-{name}"] for name in CODED]


def guess(header: Sequence[str], source: DecisionSource) -> dict[str, str]:
    """Which heading is probably which column: as the source said before, else as such files use to say it."""
    there = {same_word(name): name for name in header if name}
    if source.mapping:
        return {name: there[same_word(h)] for name, h in source.mapping.items() if same_word(h) in there}
    shape = SHAPES[Preset.PAYROLL if "confidentiality" in source.fixed else Preset.CASES]
    found: dict[str, str] = {}
    for name, words in shape.headings.items():
        if name == "board" and source.board_id is not None:
            continue  # said once, for all files
        fits = [there[key] for word in (name, *words) if (key := same_word(word)) in there]
        free = [heading for heading in fits if heading not in found.values()]
        if free:
            found[name] = free[0]
    return found


def as_lines(meanings: Mapping[str, str]) -> str:
    return "\n".join(f"{code} {_PART} {meaning}" for code, meaning in meanings.items())


def from_lines(text: str) -> dict[str, str]:
    found = {}
    for line in text.splitlines():
        code, part, meaning = line.partition(_PART)
        if part and code.strip():
            found[code.strip()] = meaning.strip()
    return found
