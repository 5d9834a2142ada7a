"""What delegation hands to the packages below it: importers, jobs, things to do."""


def register() -> None:
    """Called when the app is ready."""
    from ledtrad.delegation import control_jobs, jobs, todo_sources

    control_jobs.register()
    jobs.register()
    todo_sources.register()
