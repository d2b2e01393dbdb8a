from .months import import_months, save_months
from .probing import probe_service, unwatch_service, watch_service
from .problems import (
    admit_problem,
    close_problem,
    diagnose_problem,
    erase_words,
    improve_problem,
    reconsider_problem,
    reform_problem,
    reject_problem,
    report_problem,
    resume_problem,
)
from .steps import say_online_steps

__all__ = [
    "admit_problem",
    "close_problem",
    "diagnose_problem",
    "erase_words",
    "import_months",
    "improve_problem",
    "probe_service",
    "reconsider_problem",
    "reform_problem",
    "reject_problem",
    "report_problem",
    "resume_problem",
    "save_months",
    "say_online_steps",
    "unwatch_service",
    "watch_service",
]
