"""What delegation hands to the packages below it: importers, jobs, things to do."""

from ledtrad.delegation import imports


def register() -> None:
    """Called when the app is ready."""
    from ledtrad.delegation import control_jobs, jobs, todo_sources

    control_jobs.register()
    jobs.register()
    todo_sources.register()
    imports.register()
