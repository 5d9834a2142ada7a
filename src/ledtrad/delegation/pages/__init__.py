"""What the pages of delegation are made of, gathered for one request."""
