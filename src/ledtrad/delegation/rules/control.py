"""What a finding says, which other finding it is the same as, and whether a control found anything at all."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from ledtrad.core.numbers import NBSP, format_number
from ledtrad.core.refusals import Sentence
from ledtrad.delegation.rules.words import INFORMATION, FindingKind

Facts = Mapping[str, Any]

FIELD_LABELS: Mapping[str, Sentence] = {
    "source": gettext_lazy("Källa"),
    "source_id": gettext_lazy("Källans beteckning"),
    "board": gettext_lazy("Nämnd"),
    "decided_on": gettext_lazy("Beslutsdatum"),
    "item": gettext_lazy("Punkt"),
    "function": gettext_lazy("Delegat"),
    "person": gettext_lazy("Person"),
    "matter": gettext_lazy("Ärende"),
    "decision": gettext_lazy("Beslut"),
    "amount": gettext_lazy("Belopp"),
    "period_from": gettext_lazy("Period från"),
    "period_to": gettext_lazy("Period till"),
    "confidentiality": pgettext_lazy("grad", "Sekretess"),
    "subject": gettext_lazy("Den enskilde"),
}


def faults(counts: Mapping[str, int]) -> int:
    """How many findings there are that somebody has to do something about."""
    return sum(count for kind, count in counts.items() if kind not in INFORMATION)


def key_of(kind: str, source: str, source_id: str, facts: Facts) -> str:
    """What the finding is about, over all runs: the same key, the same finding.

    A gap is known by its series and first number. A row that was reported though it is unknown has its meeting in
    the key, and its place among rows that are alike.
    """
    if kind == FindingKind.GAP:
        return f"{kind}|{source}|{facts['series']}|{facts['first']}"
    if kind == FindingKind.ORPHAN:
        nth = f"|{facts['nth']}" if facts["nth"] > 1 else ""
        return f"{kind}|{source}|{source_id}|{facts['meeting_on']}{nth}"
    return f"{kind}|{source}|{source_id}"


def canonical(value: object) -> str:
    """One way to write a value: what is hashed."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def facts_hash(facts: Facts) -> str:
    """Changes when the finding's facts change; that is when it has to be handled anew."""
    return sha256(canonical(facts).encode()).hexdigest()


def detail(kind: str, facts: Facts) -> str:
    """The sentence about a finding, in the language of whoever reads."""
    return _DETAILS[FindingKind(kind)](facts)


def _missing(facts: Facts) -> str:
    return _("Skulle ha anmälts %(day)s") % {"day": day(facts["due_on"])}


def _late(facts: Facts) -> str:
    return _("Anmält %(told)s, skulle ha anmälts %(due)s") % {
        "told": day(facts["reported_on"]),
        "due": day(facts["due_on"]),
    }


def _incomplete(facts: Facts) -> str:
    empty, malformed = facts["empty"], facts["malformed"]
    parts = []
    if empty:
        parts.append(_("%(fields)s saknas") % {"fields": labels(empty)})
    if malformed:
        parts.append(_("%(fields)s har fel form") % {"fields": labels(malformed)})
    sentence = "; ".join(parts)
    return sentence[:1].upper() + sentence[1:]


def _no_item(facts: Facts) -> str:
    item = facts["item"]
    if not item:
        return _("Ingen punkt är angiven")
    if facts["ended_on"]:
        return _("%(item)s upphörde att gälla %(day)s") % {"item": item, "day": day(facts["ended_on"])}
    if facts["begins_on"]:
        return _("%(item)s gäller först från %(day)s") % {"item": item, "day": day(facts["begins_on"])}
    return _("%(item)s finns inte i ordningen") % {"item": item}


def _wrong_delegate(facts: Facts) -> str:
    words = {"item": facts["item"], "delegates": ", ".join(facts["delegates"]), "function": facts["function"]}
    if not words["delegates"]:
        return _("Ingen delegat får besluta enligt %(item)s") % words
    if not words["function"].strip():
        return _("Ingen delegat är angiven; enligt %(item)s beslutar %(delegates)s") % words
    return _("Enligt %(item)s beslutar %(delegates)s, inte %(function)s") % words


def _not_holder(facts: Facts) -> str:
    words = {"person": facts["person"], "function": facts["function"]}
    if not words["person"].strip():
        return _("Ingen person är angiven")
    if facts["begins_on"]:
        return _("%(person)s är %(function)s först från %(day)s") % {**words, "day": day(facts["begins_on"])}
    if facts["ended_on"]:
        return _("%(person)s var %(function)s till %(day)s") % {**words, "day": day(facts["ended_on"])}
    return _("%(person)s har inte varit %(function)s") % words


def _over_limit(facts: Facts) -> str:
    parts = []
    if facts["amount"] is not None:
        words = {"amount": kronor(facts["amount"]), "limit": kronor(facts["amount_max"])}
        parts.append(_("%(amount)s, gräns %(limit)s") % words)
    if facts["days"] is not None:
        days = ngettext("%(days)s dag", "%(days)s dagar", facts["days"]) % {"days": format_number(facts["days"])}
        parts.append(_("%(days)s, gräns %(limit)s") % {"days": days, "limit": format_number(facts["days_max"])})
    return "; ".join(parts)


def _gap(facts: Facts) -> str:
    count = facts["last"] - facts["first"] + 1
    sentence = ngettext("%(count)s nummer saknas i serien", "%(count)s nummer saknas i serien", count)
    return sentence % {"count": format_number(count)}


def _duplicate(facts: Facts) -> str:
    days = sorted(set(facts["meetings"]))
    return _("Anmält %(times)s gånger: %(days)s") % {
        "times": len(facts["meetings"]),
        "days": ", ".join(day(one) for one in days),
    }


def _orphan(facts: Facts) -> str:
    return _("Anmält %(day)s, men beslutet finns inte i någon källa") % {"day": day(facts["meeting_on"])}


def _changed(facts: Facts) -> str:
    return _("%(fields)s skiljer sig från det som anmäldes") % {"fields": _capital(labels(facts["fields"]))}


def _execution_reported(facts: Facts) -> str:
    return _("%(item)s är verkställighet och behöver inte anmälas") % {"item": facts["item"]}


_DETAILS: Mapping[FindingKind, Callable[[Facts], str]] = {
    FindingKind.MISSING: _missing,
    FindingKind.LATE: _late,
    FindingKind.INCOMPLETE: _incomplete,
    FindingKind.NO_ITEM: _no_item,
    FindingKind.WRONG_DELEGATE: _wrong_delegate,
    FindingKind.NOT_HOLDER: _not_holder,
    FindingKind.OVER_LIMIT: _over_limit,
    FindingKind.GAP: _gap,
    FindingKind.DUPLICATE: _duplicate,
    FindingKind.ORPHAN: _orphan,
    FindingKind.CHANGED: _changed,
    FindingKind.EXECUTION_REPORTED: _execution_reported,
}


def labels(fields: Iterable[str]) -> str:
    """Fields by their names on the page, as in running text."""
    return ", ".join(str(FIELD_LABELS[field]).lower() for field in fields)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def day(iso: str) -> str:
    """17 februari 2021."""
    return str(formats.date_format(date.fromisoformat(iso), "j F Y")).replace(" ", NBSP)


def kronor(amount: str) -> str:
    """48 200 kr, or 1 200,50 kr."""
    value = Decimal(amount)
    return _("%(amount)s kr") % {"amount": format_number(value, None if value == value.to_integral_value() else 2)}
