"""Reads across rows, each with a fixed number of SQL queries."""
