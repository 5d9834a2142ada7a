"""Everything that somebody must answer for over time, and what is written about it."""

from ledtrad.thread.models.followup import Assessment, Attachment, Comment, DueDate, LateTold
from ledtrad.thread.models.node import Area, Level, Link, Node, NodeQuerySet, NumberSeries, PairDecision, Share

__all__ = [
    "Area",
    "Assessment",
    "Attachment",
    "Comment",
    "DueDate",
    "LateTold",
    "Level",
    "Link",
    "Node",
    "NodeQuerySet",
    "NumberSeries",
    "PairDecision",
    "Share",
]
