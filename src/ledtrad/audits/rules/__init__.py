"""The arithmetic of audits. No database, no request."""
