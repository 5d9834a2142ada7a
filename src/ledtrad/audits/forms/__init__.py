"""What is typed about audits: a module for each area."""
