from .acting import cancel_job, retry_job
from .showing import job_list, job_progress

__all__ = ["cancel_job", "job_list", "job_progress", "retry_job"]
