"""Audits, their recommendations, the boards' statements, and the follow-up."""

from ledtrad.audits.models.audits import (
    Audit,
    AuditArea,
    AuditCriterion,
    AuditPaper,
    AuditQuestion,
    AuditSource,
    Finding,
)
from ledtrad.audits.models.followup import Evidence, FollowUp
from ledtrad.audits.models.recommendations import Addressed, Recommendation
from ledtrad.audits.models.statements import Stand, StandMeasure, Statement

__all__ = [
    "Addressed",
    "Audit",
    "AuditArea",
    "AuditCriterion",
    "AuditPaper",
    "AuditQuestion",
    "AuditSource",
    "Evidence",
    "Finding",
    "FollowUp",
    "Recommendation",
    "Stand",
    "StandMeasure",
    "Statement",
]
