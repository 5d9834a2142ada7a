"""Audits that come in files."""
