"""Model fields for what the whole house uses."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from ledtrad.core.numbers import NBSP, format_number, parse_decimal
from ledtrad.core.periods import Period

_SetType = TypeVar("_SetType", contravariant=True)
_GetType = TypeVar("_GetType", covariant=True)

if TYPE_CHECKING:
    _Column = models.CharField
else:

    class _Column(models.CharField):
        """Takes the type parameters that django-stubs gives fields and Django itself does not."""

        def __class_getitem__(cls, types: Any) -> type:
            return cls


def to_period(value: Any) -> Period | None:
    """Read a period from text; None and empty text are no period. ValueError as in `Period.parse`."""
    if value is None or isinstance(value, Period):
        return value
    text = str(value).strip()
    return Period.parse(text) if text else None


class PeriodFormField(forms.CharField):
    """A period as text in a form; cleans to Period, or None when empty and not required."""

    def to_python(self, value: Any) -> Any:
        try:
            return to_period(value)
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error

    def prepare_value(self, value: Any) -> Any:
        return "" if value is None else str(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(initial or "") != str(data or "").strip()

    def run_validators(self, value: Any) -> None:
        super().run_validators("" if value is None else str(value))


class NumberField(forms.CharField):
    """A number as people write it: comma or point, spaces between thousands."""

    thousands: ClassVar[str] = ""
    """What stands between thousands when the field shows its value."""

    def __init__(self, *, max_digits: int | None = None, decimal_places: int | None = None, **kwargs: Any) -> None:
        """What a column of the model says of its digits, the model checks."""
        kwargs.setdefault("max_length", 30)
        super().__init__(**kwargs)
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off", "class": "num", "size": "8"}

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            return parse_decimal(text)
        except ValueError:
            raise ValidationError(self.unreadable(), code="number") from None

    def unreadable(self) -> str:
        """What is said of a text that is no number."""
        return _("Skriv antalet med siffror, till exempel 5.")

    def prepare_value(self, value: Any) -> Any:
        return format_number(value).replace(NBSP, self.thousands) if isinstance(value, Decimal) else value

    def run_validators(self, value: Any) -> None:
        """Its length was seen to when the number was read."""


class MoneyField(NumberField):
    """An amount, shown with spaces between thousands: 2 500 000."""

    thousands = " "

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs["size"] = "14"

    def unreadable(self) -> str:
        return _("Skriv beloppet med siffror, till exempel 2 500 000.")


class PeriodField(_Column[_SetType, _GetType]):
    """A Period in the model, its text of at most eight characters in the database.

    Periods of one kind sort in the database as they do in Python.
    """

    # django-stubs reads these two, and adds None where the model says null=True.
    _pyi_private_set_type: Period | str  # type: ignore[assignment]
    _pyi_private_get_type: Period  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 8
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        return name, path, args, kwargs

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Period | None:
        return Period.parse(value) if value else None

    def to_python(self, value: Any) -> Any:
        try:
            return to_period(value)
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error

    def get_prep_value(self, value: Any) -> Any:
        period = to_period(value)
        return None if period is None else str(period)

    def run_validators(self, value: Any) -> None:
        super().run_validators("" if value is None else str(value))

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return "" if value is None else str(value)

    def formfield(self, **kwargs: Any) -> Any:
        kwargs.setdefault("form_class", PeriodFormField)
        return super().formfield(**kwargs)
