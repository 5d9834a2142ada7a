"""What the pages of audits read."""
