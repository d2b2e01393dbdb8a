"""What /healthz says of background work."""

from typing import Any

import redis
from django.conf import settings
from django.db import connection

FIGURES = """
SELECT (SELECT count(*) FROM jobs_worker WHERE role = 'worker' AND seen_at > clock_timestamp() - interval '30 seconds'),
       (SELECT count(*) FROM jobs_worker WHERE role = 'relay' AND seen_at > clock_timestamp() - interval '30 seconds'),
       (SELECT extract(epoch FROM clock_timestamp() - min(coalesce(run_after, created_at))) FROM jobs_job
        WHERE state IN ('queued', 'failed') AND (run_after IS NULL OR run_after <= clock_timestamp())),
       (SELECT count(*) FROM jobs_job WHERE state = 'dead')
"""


def jobs_health() -> tuple[dict[str, Any], bool]:
    """The portal still answers when workers or broker are away: work waits in rows. So they are told, not fatal."""
    with connection.cursor() as cursor:
        cursor.execute(FIGURES)
        workers, relays, oldest, dead = cursor.fetchone()
    figures = {"broker": broker_state(), "workers": workers, "relay": "ok" if relays else "absent"}
    figures |= {"oldest_waiting_job_seconds": round(float(oldest), 1) if oldest is not None else 0, "dead_jobs": dead}
    return figures, True


def broker_state() -> str:
    try:
        client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1)
        with client:
            client.ping()
    except (redis.RedisError, OSError) as error:
        return f"error: {type(error).__name__}"
    return "ok"
