"""Lines of a form that can be added, removed and moved without a script: each is a small form of its own."""

import re
from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from django import forms
from django.http import QueryDict

F = TypeVar("F", bound=forms.Form)
MOST = 200
_DO = re.compile(r"([a-z]+)-(ny|upp|ner|bort)(?:-(\d{1,3}))?")


class Rows(Generic[F]):
    """The lines of one sort. `name` is their prefix and the first word of their buttons' values."""

    def __init__(
        self,
        form: type[F],
        name: str,
        *,
        sent: QueryDict | None = None,
        begin: Sequence[dict[str, Any]] = (),
        do: str = "",
        **more: Any,
    ) -> None:
        """With `sent` and nothing to do, bound to what was sent; after `do`, what was sent with that done."""
        self.form, self.name, self.more = form, name, more
        if sent is None:
            values: list[dict[str, Any]] | None = list(begin)
        else:
            values = self._after(do, sent)
        if values is None:
            count = self._count(sent)
            self.forms = [form(sent, prefix=f"{name}-{n}", **more) for n in range(count)]
        else:
            self.forms = [form(initial=value, prefix=f"{name}-{n}", **more) for n, value in enumerate(values[:MOST])]

    def _count(self, sent: QueryDict | None) -> int:
        said = sent.get(f"{self.name}-antal", "") if sent is not None else ""
        return min(int(said), MOST) if said and said.isdecimal() and len(said) < 6 else 0

    def _after(self, do: str, sent: QueryDict) -> list[dict[str, Any]] | None:
        """What was sent, after something was done to the lines (to others, perhaps); None when nothing was."""
        if not do:
            return None
        rows = [self._sent(sent, n) for n in range(self._count(sent))]
        match = _DO.fullmatch(do)
        if match is None or match[1] != self.name:
            return rows
        place = int(match[3]) if match[3] else len(rows)
        if match[2] == "ny":
            rows.append({})
        elif place < len(rows):
            moved = rows.pop(place)
            if match[2] != "bort":
                rows.insert(max(0, place - 1) if match[2] == "upp" else place + 1, moved)
        return rows

    def _sent(self, sent: QueryDict, n: int) -> dict[str, Any]:
        several = (forms.MultipleChoiceField, forms.ModelMultipleChoiceField)
        found: dict[str, Any] = {}
        for name, field in self.form(prefix=f"{self.name}-{n}", **self.more).fields.items():
            key = f"{self.name}-{n}-{name}"
            found[name] = sent.getlist(key) if isinstance(field, several) else sent.get(key, "")
        return found

    def add(self, value: dict[str, Any]) -> None:
        """One more line at the end."""
        self.forms.append(self.form(initial=value, prefix=f"{self.name}-{len(self.forms)}", **self.more))

    def is_valid(self) -> bool:
        valid = [form.is_valid() for form in self.forms]  # each says its own errors
        return all(valid)

    @property
    def is_bound(self) -> bool:
        return any(form.is_bound for form in self.forms)

    def __iter__(self) -> Any:
        return iter(self.forms)

    def __len__(self) -> int:
        return len(self.forms)
