"""Reads of audits, each with a fixed number of SQL queries: a module for each area."""
