"""Procès-verbaux, attendance sheets, recommendations: pages and API."""

from sessions.papers.operations.papers import refresh_pv

from .matrix import ASIN, INSIDE, MINISTRY, SIGNED_IN, Line

READERS = {"draft": f"{INSIDE} dsi auditor", "submitted": f"{INSIDE} dsi auditor", "submitted_closed": INSIDE}
WRITERS = "secretary president"
SEES = f"{INSIDE} {MINISTRY} {ASIN}"  # a recommendation that is not behind closed doors


def without(everybody: str, named: str) -> str:
    return " ".join(actor for actor in everybody.split() if actor not in named.split())


def proofread_session(world, variant):
    """The draft as it is submitted: made anew from all that was noted since."""
    return {"pk": refresh_pv(world["session", variant].pk, by=None).session_id}


def proofread_pv(world, variant):
    return {"pk": refresh_pv(world["session", variant].pk, by=None).pk}


def paper_act(name: str, variants: tuple[str, ...] = ("draft", "submitted", "submitted_closed"), **options) -> Line:
    return Line(
        f"sessions:{name}",
        on="session",
        **({"method": "POST"} | options),
        variants=dict.fromkeys(variants, "secretary"),
        see={v: without(READERS[v], "secretary") for v in variants},
    )


def pv_act(name: str, variant: str, **options) -> Line:
    return Line(
        f"api:pvs-{name}",
        method="POST",
        on="pv",
        **options,
        variants={variant: "secretary"},
        see={variant: without(READERS[variant], "secretary")},
    )


def archive(route: str) -> Line:
    return Line(
        route,
        method="POST",
        on="session",
        variants={"submitted": WRITERS},
        see={"submitted": without(READERS["submitted"], WRITERS)},
    )


def form(name: str, variant: str, keepers: str, data) -> list[Line]:
    see = {variant: without(SEES, keepers)}
    return [
        Line(f"recommendations:{name}", on="recommendation", variants={variant: keepers}, see=see),
        Line(
            f"recommendations:{name}",
            method="POST",
            on="recommendation",
            variants={variant: keepers},
            see=see,
            data=lambda w, v: data,
        ),
        Line(
            f"api:recommendations-{name}",
            method="POST",
            on="recommendation",
            variants={variant: keepers},
            see=see,
            data=lambda w, v: data,
        ),
    ]


def act(name: str, variant: str, keepers: str) -> list[Line]:
    see = {variant: without(SEES, keepers)}
    return [
        Line(f"recommendations:{name}", method="POST", on="recommendation", variants={variant: keepers}, see=see),
        Line(f"api:recommendations-{name}", method="POST", on="recommendation", variants={variant: keepers}, see=see),
    ]


def new(w, v):
    return {
        "commission": str(w["commission", "own"].pk),
        "text": "Ouvrir.",
        "priority": "normal",
        "origin_label": "Courrier",
    }


def sheet(w, v):
    return {"session": str(w["session", v].pk)}


REPORT = {"text": "Fait.", "proof_link": "https://exemple.bj"}
REASON = {"reason": "Sans objet."}

LINES = [
    Line("sessions:pv", on="session", variants=READERS),
    Line("sessions:pv_progress", on="session", variants=READERS),
    Line(
        "sessions:pv_draft_file",
        on="session",
        variants={"draft": WRITERS},
        see={"draft": without(READERS["draft"], WRITERS)},
        ok=(409,),
    ),  # not laid out yet
    paper_act("pv_submit", ("draft",), kwargs=proofread_session),
    paper_act("submitting", ("draft",), method="GET"),
    paper_act("pv_refresh", ("draft",)),
    paper_act("pv_retry"),
    paper_act("transmit", ("submitted",)),
    archive("sessions:archive"),
    archive("api:sessions-archive"),
    Line("sessions:attendance_sheet", on="session", variants=READERS),
    Line("sessions:attendance_progress", on="session", variants=READERS),
    paper_act("make_sheet"),
    paper_act("attendance_retry"),
    Line("api:pvs-list", variants={"": SIGNED_IN}),
    Line("api:pvs-detail", on="pv", variants=READERS),
    Line("api:pvs-paper", on="pv", variants={v: READERS[v] for v in ("submitted", "submitted_closed")}),
    Line("api:pvs-paper", on="pv", variants={"draft": READERS["draft"]}, ok=(409,)),
    pv_act("submit", "draft", kwargs=proofread_pv),
    pv_act("refresh", "draft"),
    pv_act("retry", "submitted_closed"),
    pv_act("transmit", "submitted"),
    Line("api:attendance-sheets-list", variants={"": SIGNED_IN}),
    Line("api:attendance-sheets-detail", on="sheet", variants=READERS),
    Line(
        "api:attendance-sheets-list",
        method="POST",
        data=sheet,
        kwargs=lambda w, v: {},
        variants=dict.fromkeys(READERS, "secretary"),
        see={v: without(READERS[v], "secretary") for v in READERS},
        invalid={v: without(SIGNED_IN, READERS[v]) for v in READERS},
    ),
    Line("sessions:presence_statement", on="session", variants=READERS),
    Line("sessions:statement_progress", on="session", variants=READERS),
    paper_act("make_presence_statement"),
    paper_act("statement_retry"),
    Line("api:presence-statements-list", variants={"": SIGNED_IN}),
    Line("api:presence-statements-detail", on="statement", variants=READERS),
    Line(
        "api:presence-statements-list",
        method="POST",
        data=sheet,
        kwargs=lambda w, v: {},
        variants=dict.fromkeys(READERS, "secretary"),
        see={v: without(READERS[v], "secretary") for v in READERS},
        invalid={v: without(SIGNED_IN, READERS[v]) for v in READERS},
    ),
    Line(
        "api:presence-statements-retry",
        method="POST",
        on="statement",
        variants=dict.fromkeys(READERS, "secretary"),
        see={v: without(READERS[v], "secretary") for v in READERS},
    ),
    Line("recommendations:list", variants={"": SIGNED_IN}),
    Line("recommendations:export", variants={"": SIGNED_IN}),
    Line("recommendations:balance", variants={"": SIGNED_IN}),
    Line("recommendations:balance_csv", variants={"": SIGNED_IN}),
    Line("recommendations:create", variants={"": "secretary foreign_secretary"}),
    Line(
        "recommendations:create", method="POST", variants={"": "secretary"}, invalid={"": "foreign_secretary"}, data=new
    ),
    Line(
        "recommendations:detail",
        on="recommendation",
        variants={"own": SEES, "reported": SEES, "closed": INSIDE, "foreign": f"foreign_secretary foreign_dsi {ASIN}"},
    ),
    *act("accept", "addressed", "dsi"),
    *act("start", "accepted", "dsi"),
    *form("report", "running", "dsi", REPORT),
    *act("validate", "reported", WRITERS),
    *form("reject", "reported", WRITERS, REASON),
    *form("lapse", "addressed", WRITERS, REASON),
    *form("redate", "addressed", WRITERS, {"due_on": "2030-01-31", "reason": "Le marché est reporté."}),
    Line("api:recommendations-list", variants={"": SIGNED_IN}),
    Line(
        "api:recommendations-list",
        method="POST",
        data=new,
        variants={"": "secretary"},
        see={"": f"{without(INSIDE, 'secretary')} {MINISTRY}"},
        invalid={"": "foreign_secretary foreign_dsi rsi stranger demoted"},
    ),
    Line("api:recommendations-detail", on="recommendation", variants={"own": SEES, "reported": SEES, "closed": INSIDE}),
    Line("api:recommendations-steps", on="recommendation", variants={"reported": SEES}),
    Line("api:recommendations-reports", on="recommendation", variants={"reported": SEES}),
]
