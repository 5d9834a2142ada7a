"""The demonstration municipality: Björkvalla, built from files by the same imports that users have."""
