"""What a page shows, gathered from several queries."""
