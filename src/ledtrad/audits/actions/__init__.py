"""Every write to audits: a module for each area."""
