"""What in the thread each criterion of an audit is."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ledtrad.audits.models import AuditCriterion
from ledtrad.thread.forms import NodeField
from ledtrad.thread.models import Node


class CriteriaForm(forms.Form):
    """One field for each criterion; a criterion that nothing is said of is proposed the text whose title it names."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, criteria: Sequence[AuditCriterion], rows: QuerySet[Node], **more: Any) -> None:
        super().__init__(*args, **more)
        self.criteria = {f"k{one.pk}": one for one in criteria}
        offered: list[Node] = list(rows[: NodeField.MOST])
        self.proposed = 0
        for place, (name, one) in enumerate(self.criteria.items()):
            field = NodeField(label=one.text, required=False)
            field.rows = rows
            if place:
                field.widget.attrs["list"] = f"id_{next(iter(self.criteria))}-val"
            else:
                field.help_text = _("Skriv numret på lagen, styrdokumentet eller målet, till exempel D-001.")
                field.widget.offered = [(row.number, row.short) for row in offered]
            self.initial[name] = one.node or self._named(one.text, offered)
            self.fields[name] = field

    def _named(self, text: str, offered: Sequence[Node]) -> Node | None:
        said = text.casefold()
        found = [row for row in offered if any(n and n.casefold() in said for n in (row.title, row.short_title))]
        self.proposed += bool(found)
        return max(found, key=lambda row: len(row.title), default=None)

    def ties(self) -> dict[int, Node | None]:
        """By the criterion's key."""
        return {one.pk: self.cleaned_data[name] for name, one in self.criteria.items()}
