"""Audits: what auditors asked and recommended, what boards answered, and what became of it."""
