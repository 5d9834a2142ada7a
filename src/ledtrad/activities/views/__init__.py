"""Pages of activities and assignments."""
