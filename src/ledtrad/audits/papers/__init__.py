"""What audits give out on paper: documents as plain data, drawn by `core.papers`."""
