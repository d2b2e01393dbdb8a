"""What /healthz says of background work: ready means that a job was done, by somebody who is still there."""

from typing import Any

import redis
from django.conf import settings
from django.db import connection

FIGURES = """
SELECT (SELECT count(*) FROM jobs_worker WHERE role = 'worker' AND seen_at > clock_timestamp() - interval '30 seconds'),
       (SELECT count(*) FROM jobs_worker WHERE role = 'relay' AND seen_at > clock_timestamp() - interval '30 seconds'),
       (SELECT extract(epoch FROM clock_timestamp() - min(coalesce(run_after, created_at))) FROM jobs_job
        WHERE state IN ('queued', 'failed') AND (run_after IS NULL OR run_after <= clock_timestamp())),
       (SELECT count(*) FROM jobs_job WHERE state = 'dead'),
       EXISTS (SELECT 1 FROM jobs_job JOIN jobs_worker ON jobs_worker.name = jobs_job.worker
               WHERE jobs_job.state = 'done' AND jobs_job.finished_at >= jobs_worker.started_at
               AND jobs_worker.seen_at > clock_timestamp() - interval '30 seconds')
"""


def jobs_health() -> tuple[dict[str, Any], bool]:
    """The broker away is told, not fatal: work waits in rows. Nobody to do it is fatal: no letter would ever leave."""
    with connection.cursor() as cursor:
        cursor.execute(FIGURES)
        workers, relays, oldest, dead, has_worked = cursor.fetchone()
    figures = {"broker": broker_state(), "workers": workers, "relay": "ok" if relays else "absent"}
    figures |= {"oldest_waiting_job_seconds": round(float(oldest), 1) if oldest is not None else 0, "dead_jobs": dead}
    if reason := what_is_missing(workers, relays, has_worked):
        figures["reason"] = reason
    return figures, not reason


def what_is_missing(workers: int, relays: int, has_worked: bool) -> str:
    if not workers:
        return (
            "Aucun service de traitement n’est en marche : lettres et documents attendent. Voyez son journal (worker)."
        )
    if not relays:
        return "Le relais est absent : aucun travail ne parvient au service de traitement. Voyez son journal (relay)."
    return "" if has_worked else "Aucun travail n’a encore été fait par un service de traitement en marche."


def broker_state() -> str:
    try:
        client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1)
        with client:
            client.ping()
    except (redis.RedisError, OSError) as error:
        return f"error: {type(error).__name__}"
    return "ok"
