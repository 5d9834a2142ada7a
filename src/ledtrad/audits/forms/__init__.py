"""The forms of audits."""
