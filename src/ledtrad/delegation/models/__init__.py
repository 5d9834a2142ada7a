"""The tables of delegation."""

from ledtrad.delegation.models.control import ControlFinding, ControlRun, FindingHandling, FindingTask
from ledtrad.delegation.models.decisions import DecisionSource, DelegatedDecision, FormRequirement
from ledtrad.delegation.models.lists import DecisionReport, ListChoice, ListFile, OpenVersion, ReportedDecision
from ledtrad.delegation.models.minutes import LegalDays, SeparateMinutes
from ledtrad.delegation.models.orders import (
    DelegationItem,
    DelegationOrder,
    ForbiddenMatter,
    ItemDelegate,
    Statute,
    Subdelegation,
    Substitution,
)
from ledtrad.delegation.models.unexecuted import UnexecutedDecision, UnexecutedGround, UnexecutedReport

__all__ = [
    "ControlFinding",
    "ControlRun",
    "DecisionReport",
    "DecisionSource",
    "DelegatedDecision",
    "DelegationItem",
    "DelegationOrder",
    "FindingHandling",
    "FindingTask",
    "ForbiddenMatter",
    "FormRequirement",
    "ItemDelegate",
    "LegalDays",
    "ListChoice",
    "ListFile",
    "OpenVersion",
    "ReportedDecision",
    "SeparateMinutes",
    "Statute",
    "Subdelegation",
    "Substitution",
    "UnexecutedDecision",
    "UnexecutedGround",
    "UnexecutedReport",
]
