"""Forms of activities and assignments: they validate, and save nothing."""
