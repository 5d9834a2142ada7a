"""The tables that delegation reads from files."""
