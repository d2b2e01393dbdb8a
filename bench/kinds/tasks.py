"""Work that only says when it began."""

import os
import time

from foundation.jobs import job


@job("bench_instant", label="Mesure")
def bench_instant(place: int) -> None:
    began = time.time()
    with open(os.environ["CMSIC_BENCH_FILE"], "a") as out:
        out.write(f"{place} {began}\n")
