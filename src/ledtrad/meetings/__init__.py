"""When boards meet: what every paper, list and deadline is counted from."""
