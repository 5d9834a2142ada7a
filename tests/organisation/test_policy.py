"""The access policy as a literal truth table: role × unit × confidentiality → seen or not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledtrad.organisation import rules
from ledtrad.organisation.rules import Confidentiality, Place, Post, Power, Role, Tree, UnitKind

KF, SN, SNF, SNV, AFE, U1824, BSN, SKOLA = range(1, 9)
TREE = Tree(
    [
        Place(KF, None, UnitKind.COUNCIL),
        Place(SN, KF, UnitKind.BOARD),
        Place(SNF, SN, UnitKind.ADMINISTRATION),
        Place(SNV, SNF, UnitKind.DIVISION),
        Place(AFE, SNV, UnitKind.UNIT),
        Place(U1824, SNV, UnitKind.UNIT),
        Place(BSN, KF, UnitKind.BOARD),
        Place(SKOLA, BSN, UnitKind.UNIT),
    ]
)

# role, its unit → where it reads what is internal, where it reads what is confidential
READS = [
    (Role.ELECTED_MEMBER, SN, {KF, SN, SNF, SNV, AFE, U1824}, set()),
    (Role.BOARD_SECRETARY, SN, {KF, SN, SNF, SNV, AFE, U1824}, {SN, SNF, SNV, AFE, U1824}),
    (Role.DIRECTOR, SNF, {KF, SN, SNF, SNV, AFE, U1824}, {SN, SNF, SNV, AFE, U1824}),
    (Role.DIVISION_MANAGER, SNV, {KF, SN, SNF, SNV, AFE, U1824}, {SNV, AFE, U1824}),
    (Role.UNIT_MANAGER, AFE, {KF, SN, SNF, SNV, AFE}, {AFE}),
    (Role.CONTROLLER, SNF, {KF, SN, SNF, SNV, AFE, U1824}, set()),
    (Role.QUALITY_DEVELOPER, SNF, {KF, SN, SNF, SNV, AFE, U1824}, {SN, SNF, SNV, AFE, U1824}),
    (Role.CASE_WORKER, AFE, {KF, SN, SNF, SNV, AFE}, set()),
    (Role.AUDITOR, KF, {KF, SN, SNF, SNV, AFE, U1824, BSN, SKOLA}, set()),
    (Role.ADMINISTRATOR, KF, {KF, SN, SNF, SNV, AFE, U1824, BSN, SKOLA}, set()),
]

# role → manages, edits, plans, administers, contributes
DOES = [
    (Role.ELECTED_MEMBER, False, False, False, False, False),
    (Role.BOARD_SECRETARY, False, True, True, False, True),
    (Role.DIRECTOR, True, True, True, False, True),
    (Role.DIVISION_MANAGER, True, True, False, False, True),
    (Role.UNIT_MANAGER, True, True, False, False, True),
    (Role.CONTROLLER, False, True, True, False, True),
    (Role.QUALITY_DEVELOPER, False, True, False, False, True),
    (Role.CASE_WORKER, False, False, False, False, True),
    (Role.AUDITOR, False, False, False, False, False),
    (Role.ADMINISTRATOR, False, False, False, True, False),
]


# role, its unit → where it sees delegated decisions that others made
FOLLOWS = [
    (Role.ELECTED_MEMBER, SN, set()),
    (Role.BOARD_SECRETARY, SN, {SN, SNF, SNV, AFE, U1824}),
    (Role.DIRECTOR, SNF, {SN, SNF, SNV, AFE, U1824}),
    (Role.DIVISION_MANAGER, SNV, {SNV, AFE, U1824}),
    (Role.UNIT_MANAGER, AFE, {AFE}),
    (Role.CONTROLLER, SNF, {SN, SNF, SNV, AFE, U1824}),
    (Role.QUALITY_DEVELOPER, SNF, {SN, SNF, SNV, AFE, U1824}),
    (Role.CASE_WORKER, AFE, set()),
    (Role.AUDITOR, KF, {KF, SN, SNF, SNV, AFE, U1824, BSN, SKOLA}),
    (Role.ADMINISTRATOR, KF, set()),
]


@pytest.mark.parametrize(("role", "unit", "follows"), FOLLOWS)
def test_whose_decisions_a_role_follows(role, unit, follows):
    assert rules.units_within(Power.FOLLOW_DECISIONS, [Post(1, unit, role)], TREE) == follows


@pytest.mark.parametrize(("role", "unit", "internal", "confidential"), READS)
def test_what_a_role_reads(role, unit, internal, confidential):
    posts = [Post(1, unit, role)]
    assert rules.units_within(Power.READ_INTERNAL, posts, TREE) == internal
    assert rules.units_within(Power.READ_CONFIDENTIAL, posts, TREE) == confidential


@pytest.mark.parametrize(("role", "manages", "edits", "plans", "administers", "contributes"), DOES)
def test_what_a_role_does(role, manages, edits, plans, administers, contributes):
    powers = rules.POWERS[role]
    assert (Power.MANAGE in powers, Power.EDIT in powers, Power.PLAN in powers) == (manages, edits, plans)
    assert (Power.ADMINISTER in powers, Power.CONTRIBUTE in powers) == (administers, contributes)


def test_every_role_is_in_the_tables():
    assert {r[0] for r in READS} == {r[0] for r in DOES} == set(Role)


@given(st.lists(st.builds(Post, st.integers(1, 5), st.integers(KF, SKOLA), st.sampled_from(Role)), max_size=4))
def test_raising_a_mark_never_widens(posts):
    internal = rules.units_within(Power.READ_INTERNAL, posts, TREE)
    confidential = rules.units_within(Power.READ_CONFIDENTIAL, posts, TREE)
    assert confidential <= internal <= set(TREE.places)


@given(
    st.lists(st.builds(Post, st.integers(1, 5), st.integers(KF, SKOLA), st.sampled_from(Role)), max_size=4),
    st.builds(Post, st.integers(1, 5), st.integers(KF, SKOLA), st.sampled_from(Role)),
    st.sampled_from(Power),
)
def test_another_function_never_takes_a_right_away(posts, one_more, power):
    assert rules.units_within(power, posts, TREE) <= rules.units_within(power, [*posts, one_more], TREE)


def test_the_marks_are_three():
    assert [c.value for c in Confidentiality] == ["open", "internal", "confidential"]
