"""Reads of meetings, matters and papers, each with a fixed number of SQL queries."""
