"""Reads of delegation, each with a fixed number of queries."""
