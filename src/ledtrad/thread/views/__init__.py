"""The thread's pages, by what they show."""
