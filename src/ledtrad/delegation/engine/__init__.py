"""The control itself: one function over tables, the same on SQLite, PostgreSQL and DuckDB."""

from ledtrad.delegation.engine.question import Found, Outcome, Question, Requirement
from ledtrad.delegation.engine.running import control

__all__ = ["Found", "Outcome", "Question", "Requirement", "control"]
