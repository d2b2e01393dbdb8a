"""The nearest peer of V10: Celery alone, as one would use it without the Job row."""

import os
import time

from celery import Celery

app = Celery("bare", broker=os.environ["BARE_BROKER"])
app.conf.update(
    task_ignore_result=True,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    broker_connection_retry_on_startup=True,
)


@app.task(name="bare.instant")
def instant(place: int) -> None:
    began = time.time()
    with open(os.environ["CMSIC_BENCH_FILE"], "a") as out:
        out.write(f"{place} {began}\n")
