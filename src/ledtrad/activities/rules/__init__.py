"""The arithmetic and predicates of activities and assignments. No database, no request."""

from ledtrad.activities.rules.standing import standing

__all__ = ["standing"]
