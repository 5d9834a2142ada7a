"""The organisation's pages."""
