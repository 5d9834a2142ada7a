"""What was found, as the tables of a package. No query."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from ledtrad.audits.queries.evidence import Followed
from ledtrad.core.tables import csv_chunks

Rows = list[list[Any]]


def tables(found: Sequence[Followed]) -> dict[str, tuple[list[str], Rows]]:
    """Headings and rows, by the name of the file."""
    key = [_("rekommendation"), _("nämnd")]
    return {
        "rekommendationer": (
            [
                *key,
                _("ordagrant"),
                _("sida"),
                _("granskning"),
                _("ställning"),
                _("bedömning"),
                _("avslutad"),
                _("läge"),
                _("upprepar"),
                _("upprepas av"),
            ],
            [_recommendation(one) for one in found],
        ),
        "svar": (
            [*key, _("ställning"), _("skäl"), _("förslag i stället"), _("beslutat"), _("diarienummer"), _("paragraf")],
            [_answer(one) for one in found if one.stand],
        ),
        "atgarder": (
            [*key, _("nummer"), _("åtgärd"), _("läge"), _("börjar"), _("klar senast"), _("blev klar"), _("ansvarig")],
            [row for one in found for row in _measures(one)],
        ),
        "bevis": (
            [*key, _("datum"), _("slag"), _("vad"), _("nummer"), _("värde"), _("period"), _("vad det visar"), "sha256"],
            [row for one in found for row in _evidence(one)],
        ),
        "bedomningar": (
            [*key, _("bedömt"), _("bedömning"), _("vad som gjorts"), _("avslutar"), _("av"), _("granskning")],
            [row for one in found for row in _judgements(one)],
        ),
        "handelser": (
            [*key, _("dag"), _("slag"), _("vad"), _("mer"), _("av")],
            [[*_key(one), e.on, str(e.source.label), e.what, e.detail, e.by] for one in found for e in one.events],
        ),
    }


def as_csv(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    return b"".join(csv_chunks(headings, rows))


def _key(one: Followed) -> list[str]:
    return [one.recommendation.number, one.addressed.board.name]


def _recommendation(one: Followed) -> list[Any]:
    row, recommendation = one.addressed, one.recommendation
    return [
        *_key(one), recommendation.wording or recommendation.title, recommendation.page, recommendation.audit.number,
        row.get_position_display(), row.get_judgement_display(), row.closed_on, str(one.state.word),
        one.repeats.earlier.number if one.repeats.earlier else "",
        ", ".join(later.number for later in one.repeats.later),
    ]  # fmt: skip


def _answer(one: Followed) -> list[Any]:
    stand, statement, paper = one.stand, one.statement, one.paper
    return [
        *_key(one),
        stand.get_position_display() if stand else "",
        stand.reasons if stand else "",
        stand.counter_proposal if stand else "",
        statement.adopted_on if statement else None,
        paper.matter.registration_number if paper else "",
        paper.adopted_as if paper else "",
    ]


def _measures(one: Followed) -> Rows:
    rows = [
        [*_key(one), a.number, a.title, a.get_state_display(), a.starts_on, a.due_on, a.done_on,
         str(a.responsible or "")]
        for a in one.measures
    ]  # fmt: skip
    rows += [
        [*_key(one), n.number, n.title, n.kind_label, None, None, None, str(n.responsible or "")] for n in one.others
    ]
    return rows


def _evidence(one: Followed) -> Rows:
    return [
        [*_key(one), e.dated_on, e.get_kind_display(), e.title, e.node.number if e.node else "", e.value,
         str(e.period) if e.period else "", e.note, e.sha256]
        for e in one.evidence
    ]  # fmt: skip


def _judgements(one: Followed) -> Rows:
    return [
        [*_key(one), f.judged_on, f.get_judgement_display(), f.done, _("ja") if f.closes else "", f.made_by_label,
         f.audit.number if f.audit else ""]
        for f in one.follow_ups
    ]  # fmt: skip
