from .baselines import PlannedValues, adopt_revision, set_initial_baseline
from .creating import create_project
from .describing import edit_project, rename_project
from .mutualising import propose_mutualisation
from .printing import print_sheet
from .refreshing import fold_figures, note_bounds, rebuild_figures, refresh_signals, take_reading
from .reshaping import merge_projects, split_project
from .revising import approve_revision, ask_revision, refuse_revision, withdraw_revision
from .sites import add_sites, update_site
from .staging import ActualDates, change_stage, leave_portfolio, rate_for_asin
from .updating import (
    BULK_ACTS,
    RowInput,
    RowResult,
    UpdateValues,
    attest_no_change,
    attest_the_rest,
    discard_draft,
    publish_update,
    publish_updates,
    save_draft,
    save_drafts,
)

__all__ = [
    "BULK_ACTS",
    "ActualDates",
    "PlannedValues",
    "RowInput",
    "RowResult",
    "UpdateValues",
    "add_sites",
    "adopt_revision",
    "approve_revision",
    "ask_revision",
    "attest_no_change",
    "attest_the_rest",
    "change_stage",
    "create_project",
    "discard_draft",
    "edit_project",
    "fold_figures",
    "leave_portfolio",
    "merge_projects",
    "note_bounds",
    "print_sheet",
    "propose_mutualisation",
    "publish_update",
    "publish_updates",
    "rate_for_asin",
    "rebuild_figures",
    "refresh_signals",
    "refuse_revision",
    "rename_project",
    "save_draft",
    "save_drafts",
    "set_initial_baseline",
    "split_project",
    "take_reading",
    "update_site",
    "withdraw_revision",
]
