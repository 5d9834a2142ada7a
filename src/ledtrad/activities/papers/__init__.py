"""What activities give out on paper."""
