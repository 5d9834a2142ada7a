"""Work in the background, with progress that the one who asked can follow.

    jobs.register("report.compose", compose)                # in AppConfig.ready()
    job = jobs.enqueue("report.compose", actor, report=7)   # in the transaction of the order
    redirect("job", job.pk)                                 # the page shows progress, then result["url"]

A job function is called as `compose(handle, **params)`. It may be called again after a crash, and must then
end with the same database as if it had been called once: make what it writes one transaction that ends with
`handle.complete(result)`, or let each step look at what is already there.
"""

from ledtrad.core.jobs.models import Job, State
from ledtrad.core.jobs.running import JobFunction, JobHandle, enqueue, execute, recover, register, run_inline

__all__ = [
    "Job",
    "JobFunction",
    "JobHandle",
    "State",
    "enqueue",
    "execute",
    "recover",
    "register",
    "run_inline",
]
