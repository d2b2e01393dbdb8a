"""Plans, their actions, the projects that carry them, and the measures of the PSSIE."""

from plans.enums import PlanState
from plans.models import Plan

from .lines_institutions import new_form, others
from .matrix import ASIN, INSIDE, MINISTRY, SIGNED_IN, Line

SEES = f"{INSIDE} {MINISTRY} {ASIN}"
SEEN = {"own": SEES, "foreign": f"foreign_secretary foreign_dsi {ASIN}"}
READS = " ".join(actor for actor in SEES.split() if actor != "dsi")
BLIND = others(SEES)  # who do not see what is named in a payload: it is unknown to them


def kept(route, on="plan", *, data=None, reads=READS, **more):
    """An act of the DSI on one row: both methods of a page, the one of a call."""
    who = {"on": on, "variants": {"own": "dsi"}, "see": {"own": reads}}
    post = Line(route, method="POST", data=data, **who, **more)
    return [post] if route.startswith("api:") or data is None else [Line(route, **who, **more), post]


def posted(on, **fields):
    def data(world, variant):
        row = world[on, "own"]
        row.refresh_from_db()
        own = {name: value(world) if callable(value) else value for name, value in fields.items()}
        return {"version": row.version, "base_version": row.version} | own

    return data


def in_state(state):
    def kwargs(world, variant):
        Plan.objects.filter(pk=world["plan", variant].pk).update(state=state)
        return {"pk": world["plan", variant].pk}

    return kwargs


def key(on):
    return lambda world: str(world[on, "own"].pk)


def asked(world, variant):
    return {"pk": world["ministry", variant].pk, "measure_pk": world["pssie_measure", variant].pk}


def listed(name, data=None, *, on="plan", keepers="dsi", invalid=BLIND):
    """A list, a row, and the call that adds one."""
    lines = [Line(f"api:{name}-list", variants={"": SIGNED_IN}), Line(f"api:{name}-detail", on=on, variants=SEEN)]
    if data is not None:
        who = {"variants": {"": keepers}, "invalid": {"": invalid}}
        lines.append(Line(f"api:{name}-list", method="POST", data=data, **who))
    return lines


PLAN = posted("plan", ministry=key("ministry"), kind="pssi", title="Politique de sécurité")
EDITED = posted("plan", kind="pssi", title="Politique de sécurité")
REASON = {"data": posted("plan", reason="Saisi par erreur.")}
AXIS = posted("plan_axis", title="Gouvernance", position=2)
ACTION = posted("plan_action", title="Annuaire unique", stated="running", plan=key("plan"))
LINES_PASTED = posted("plan", lines="Une action\nUne autre")
LINKED = posted("plan_action", project=key("project"), action=key("plan_action"))
ANSWER = posted("measure_answer", state="running", ministry=key("ministry"), measure=key("pssie_measure"))
ADOPTED = posted("plan", act_reference="Arrêté n° 3", adopted_on="2026-01-10")
MEASURE = posted("pssie_measure", ministry=key("ministry"), title="Inventaire du parc", position=0)
MEASURES = posted("pssie_measure", ministry=key("ministry"), lines="Inventaire du parc")
KEEP_MEASURES = "foreign_dsi asin_admin"  # some, but not those of this ministry

LINES = [
    *(Line(f"plans:{name}", variants={"": SIGNED_IN}) for name in ("list", "export", "actions", "actions_export")),
    Line("plans:detail", on="plan", variants=SEEN),
    *new_form("plans:new", "dsi", PLAN, invalid="foreign_dsi rsi"),
    *kept("plans:edit", data=EDITED),
    *kept("plans:adopt", data=ADOPTED),
    *kept("plans:reopen", kwargs=in_state(PlanState.ADOPTED), **REASON),
    *kept("plans:drop", **REASON),
    *kept("plans:new_axis", data=AXIS),
    *kept("plans:edit_axis", "plan_axis", data=AXIS),
    *kept("plans:remove_axis", "plan_axis"),
    *kept("plans:new_action", data=ACTION),
    *kept("plans:paste_actions", data=LINES_PASTED),
    Line("plans:action", on="plan_action", variants=SEEN),
    *kept("plans:edit_action", "plan_action", data=ACTION),
    *kept("plans:remove_action", "plan_action"),
    *kept("plans:link", "plan_action", data=LINKED),
    *kept("plans:unlink", "plan_link"),
    *kept("plans:link_project", "project", data=LINKED),
    *(Line(f"plans:{name}", variants={"": SIGNED_IN}) for name in ("pssie", "pssie_export")),
    *(Line(f"plans:{name}", on="ministry", variants=SEEN) for name in ("pssie_ministry", "pssie_ministry_export")),
    *kept("plans:answer", data=ANSWER, kwargs=asked),
    *new_form("plans:paste_measures", "dsi", MEASURES, invalid=KEEP_MEASURES),
    *(Line(f"pssie-measures:{name}", variants={"": SIGNED_IN}) for name in ("list", "export")),
    Line("pssie-measures:detail", on="pssie_measure", variants=SEEN),
    *new_form("pssie-measures:new", "dsi", MEASURE, invalid=KEEP_MEASURES),
    *kept("pssie-measures:edit", "pssie_measure", data=MEASURE),
    *listed("plans", PLAN, invalid="foreign_dsi rsi"),
    *kept("api:plans-edit", data=EDITED),
    *kept("api:plans-adopt", data=ADOPTED),
    *kept("api:plans-reopen", kwargs=in_state(PlanState.ADOPTED), **REASON),
    *kept("api:plans-drop", **REASON),
    *kept("api:plans-paste", data=LINES_PASTED),
    *listed("plan-axes", posted("plan_axis", title="Gouvernance", plan=key("plan")), on="plan_axis"),
    *kept("api:plan-axes-edit", "plan_axis", data=AXIS),
    *kept("api:plan-axes-remove", "plan_axis"),
    *listed("plan-actions", ACTION, on="plan_action"),
    *kept("api:plan-actions-edit", "plan_action", data=ACTION),
    *kept("api:plan-actions-remove", "plan_action"),
    *listed("plan-links", LINKED, on="plan_link"),
    *kept("api:plan-links-remove", "plan_link"),
    *listed("pssie", on="ministry"),
    Line("api:pssie-paste-measures", method="POST", variants={"": "dsi"}, invalid={"": KEEP_MEASURES}, data=MEASURES),
    *listed("measure-answers", ANSWER, on="measure_answer", invalid=BLIND),
    *kept("api:measure-answers-edit", "measure_answer", data=ANSWER),
    *listed("pssie-measures", MEASURE, on="pssie_measure", invalid=KEEP_MEASURES),
    *kept("api:pssie-measures-edit", "pssie_measure", data=MEASURE),
]
