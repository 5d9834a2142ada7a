"""What holds for audits, as plain functions of plain values: a module for each area."""
