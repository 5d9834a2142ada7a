"""The control itself: one function over tables, the same on SQLite, PostgreSQL and DuckDB."""
