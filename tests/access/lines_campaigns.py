"""The monthly campaigns, and the deadlines that open them."""

from foundation.common import clock

from .lines_institutions import new_form
from .matrix import ASIN, FOREIGN, INSIDE, MINISTRY, SIGNED_IN, Line

SEES = f"{INSIDE} {MINISTRY} {ASIN}"
SEEN = {"own": SEES, "foreign": f"{FOREIGN} {ASIN}"}
ALL_BUT_ADMIN = " ".join(actor for actor in SEES.split() if actor != "asin_admin")
ALL_BUT_DSI = " ".join(actor for actor in SEES.split() if actor != "dsi")


def posted(world, variant):
    return {
        "ministry": world["ministry", "own"].pk,
        "due_day": 12,
        "first_month": "2026-01-01",
        "version": world["deadline", "own"].version,
        "base_version": world["deadline", "own"].version,
    }


def kept_for_all(world, variant):
    return posted(world, variant) | {"ministry": ""}


def question(world, variant):
    return {"question": "Pourquoi ?", "answer_by": clock.today().isoformat()}


def asked(world, variant):
    """One whose explanation is asked."""
    row = world["campaign", variant]
    row.question, row.asked_by, row.asked_at = "Pourquoi ?", world.users["asin_admin"], clock.now()
    row.answer_by = clock.today()
    row.save()
    return {"pk": row.pk}


ADMIN = {"on": "campaign", "variants": {"own": "asin_admin"}, "see": {"own": ALL_BUT_ADMIN}}
EXPLAINS = {"kwargs": asked, "variants": {"own": "dsi"}, "see": {"own": ALL_BUT_DSI}}
TOLD = {"data": lambda w, v: {"explanation": "Le marché est suspendu."}}
KEEPS = {"on": "deadline", "variants": {"own": "asin_admin"}}
NOT_THE_ADMIN = " ".join(actor for actor in SIGNED_IN.split() if actor != "asin_admin")
KEEPS["see"] = {"own": NOT_THE_ADMIN}

LINES = [
    Line("campaigns:list", variants={"": SIGNED_IN}),
    Line("campaigns:export", variants={"": SIGNED_IN}),
    Line("campaigns:detail", on="campaign", variants=SEEN),
    Line("campaigns:nudge_all", method="POST", variants={"": "asin_admin"}),
    Line("campaigns:nudge", method="POST", **ADMIN),
    Line("campaigns:ask", **ADMIN),
    Line("campaigns:ask", method="POST", data=question, **ADMIN),
    Line("campaigns:explain", **EXPLAINS),
    Line("campaigns:explain", method="POST", **EXPLAINS, **TOLD),
    Line("api:campaigns-list", variants={"": SIGNED_IN}),
    Line("api:campaigns-detail", on="campaign", variants=SEEN),
    Line("api:campaigns-nudge", method="POST", **ADMIN),
    Line("api:campaigns-ask", method="POST", data=question, **ADMIN),
    Line("api:campaigns-explain", method="POST", **EXPLAINS, **TOLD),
    Line("api:campaigns-nudge-all", method="POST", variants={"": "asin_admin"}),
    Line("deadlines:list", variants={"": SIGNED_IN}),
    Line("deadlines:export", variants={"": SIGNED_IN}),
    Line("deadlines:detail", on="deadline", variants={"own": SIGNED_IN}),
    *new_form("deadlines:new", "asin_admin", posted),
    Line("deadlines:edit", **KEEPS),
    Line("deadlines:edit", method="POST", data=kept_for_all, **KEEPS),
    Line("api:deadlines-list", variants={"": SIGNED_IN}),
    Line("api:deadlines-detail", on="deadline", variants={"own": SIGNED_IN}),
    Line("api:deadlines-list", method="POST", variants={"": "asin_admin"}, data=posted),
    Line("api:deadlines-edit", method="POST", data=posted, **KEEPS),
]
