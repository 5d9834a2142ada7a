"""Every write to activities and assignments."""

from ledtrad.activities.actions.activities import ReasonMissing, refresh, save_activity, with_done_day

__all__ = ["ReasonMissing", "refresh", "save_activity", "with_done_day"]
