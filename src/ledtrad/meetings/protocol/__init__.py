"""What a meeting gives out on paper: the notice, the minutes, the extracts. Kept as data, drawn by `core.papers`."""
