"""What people send in."""
