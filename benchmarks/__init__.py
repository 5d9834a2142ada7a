"""What is measured, beside the floor of the same job, in the same run: `python -m benchmarks`.

Each module here has `run() -> Iterable[Row]`. Machines differ and drift: a time means nothing, a ratio does.
"""
