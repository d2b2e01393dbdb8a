"""Projects: the portfolio of a ministry, its acts, and the same by the API."""

from datetime import date
from typing import Any

from django.utils import timezone

from foundation.common import clock
from projects.operations import UpdateValues, add_sites, ask_revision, save_draft, set_initial_baseline
from projects.operations.baselines import PlannedValues
from tests.factories import ProjectFactory

from .matrix import ASIN, FOREIGN, INSIDE, MINISTRY, SIGNED_IN, Line

READERS = f"{INSIDE} {MINISTRY} {ASIN}"
OTHER_READERS = f"{INSIDE} project_lead auditor {ASIN}"  # all but the DSI
ALL_BUT_ADMIN = f"{INSIDE} {MINISTRY} asin_reader"
NOT_THE_DSIS = " ".join(actor for actor in SIGNED_IN.split() if actor not in ("dsi", "foreign_dsi"))
SEEN = {"own": READERS, "foreign": f"{FOREIGN} {ASIN}"}
DAY = "2026-02-01"
PAST = f"?on={timezone.localdate()}"  # every project of the world is known of today


def _acting(world: Any, variant: str) -> Any:
    return world["project", variant]


def _with(prepare: Any) -> Any:
    """The kwargs of a project made ready for the act; each cell is undone afterwards."""

    def kwargs(world: Any, variant: str) -> dict[str, Any]:
        project = _acting(world, variant)
        project.refresh_from_db()
        extra = prepare(project, world, variant) or {}
        return {"pk": project.pk} | extra

    return kwargs


def _baselined(project: Any, world: Any, variant: str) -> None:
    if not project.baselines.exists():
        set_initial_baseline(
            project.pk, PlannedValues(date(2026, 1, 1), date(2026, 12, 31), 5, date(2026, 1, 1), "Commission"), by=None
        )


def _asked(project: Any, world: Any, variant: str) -> dict[str, Any]:
    """A revision that the DSI asked."""
    _baselined(project, world, variant)
    planned = PlannedValues(date(2026, 1, 1), date(2027, 12, 31), 5, date(2026, 3, 1))
    return {"pk": ask_revision(project.pk, planned, reason="scope", explanation="Élargi.", by=world.users["dsi"]).pk}


def _drafted(project: Any, world: Any, variant: str) -> None:
    save_draft(
        project.pk,
        UpdateValues(**UpdateValues.of(project).__dict__ | {"narrative": "Brouillon."}),
        by=world.users["dsi"],
    )


def _site(project: Any, world: Any, variant: str) -> dict[str, Any]:
    return {"site_pk": add_sites(project.pk, ["Poste A"], by=None)[0].pk}


def _api_site(project: Any, world: Any, variant: str) -> dict[str, Any]:
    return {"pk": add_sites(project.pk, ["Poste A"], by=None)[0].pk}


def _api_baseline(project: Any, world: Any, variant: str) -> dict[str, Any]:
    _baselined(project, world, variant)
    return {"pk": project.baselines.get().pk}


def _api_draft(project: Any, world: Any, variant: str) -> dict[str, Any]:
    _drafted(project, world, variant)
    return {"pk": project.updates.get().pk}


def _other(world: Any, variant: str) -> Any:
    """A second project of the same ministry."""
    project = _acting(world, variant)
    return ProjectFactory(ministry=project.ministry, title="Second", code=f"{project.code}-{project.version}x")


def _data(*, ready: Any = None, **fields: Any) -> Any:
    def data(world: Any, variant: str) -> dict[str, Any]:
        project = _acting(world, variant)
        project.refresh_from_db()
        if ready is not None:  # before the version is read
            ready(project, world, variant)
            project.refresh_from_db()
        values = {name: value(world, variant) if callable(value) else value for name, value in fields.items()}
        return {"version": project.version, "base_version": project.version} | values

    return data


def _rows(world: Any, variant: str) -> dict[str, Any]:
    project = world["project", "own"]
    project.refresh_from_db()
    mark = f"p-{project.pk}"
    return {
        "row": [str(project.pk)],
        f"{mark}-stage": project.stage,
        f"{mark}-own_rating": "3",
        f"{mark}-version": project.version,
        f"{mark}-draft": 0,
    }


def _bulk(world: Any, variant: str) -> dict[str, Any]:
    project = world["project", "own"]
    project.refresh_from_db()
    return {"rows": [{"project": str(project.pk), "own_rating": 3, "base_version": project.version}]}


def _ministry(world: Any, variant: str) -> str:
    return str(world["ministry", "own"].pk)


def dsi_acts(name: str, data: Any, prepare: Any = None, route: str = "projects") -> list[Line]:
    """A form of the DSI: both methods, own project; the neighbour finds nothing."""
    kwargs = _with(prepare or (lambda project, world, variant: None))
    who = {"variants": {"own": "dsi"}, "see": {"own": OTHER_READERS}, "kwargs": kwargs}
    return [Line(f"{route}:{name}", **who), Line(f"{route}:{name}", method="POST", data=data, **who)]


def _today(world: Any, variant: str) -> str:
    return clock.today().isoformat()


EDITED = _data(title=lambda w, v: f"{w['project', v].title} bis", kind="project")
STAGE = _data(stage="running", actual_start=DAY, reason="Le marché est signé plus tôt que prévu.")
BASELINE = _data(planned_start="2026-01-01", planned_end="2026-12-31", planned_cost="5", adopted_on=DAY)
REVISION = _data(ready=_baselined, reason="scope", explanation="Élargi.", planned_end="2027-12-31")
ANSWERS = {  # whoever asked never answers
    "kwargs": _with(_asked),
    "variants": {"own": "president asin_admin"},
    "see": {"own": "secretary member observer dsi project_lead auditor asin_reader"},
}
WITHDRAWS = {"kwargs": _with(_asked), "variants": {"own": "dsi"}, "see": {"own": OTHER_READERS}}
WHY = {"data": lambda w, v: {"reason": "Le marché n’a pas changé."}}
LEAVING = _data(reason="out_of_scope", left_on=_today, note="Hors champ.")
SPLIT = _data(titles="Volet A\nVolet B", on=_today)
MERGE = _data(projects=lambda w, v: [str(_other(w, v).pk)], on=_today)

LINES = [
    Line("projects:list", variants={"": SIGNED_IN}),
    Line("projects:export", variants={"": SIGNED_IN}),
    *(Line(f"projects:{view}", variants={"": SIGNED_IN}) for view in ("board", "bubbles", "map")),
    Line("projects:calibration", variants={"": SIGNED_IN}),
    Line("projects:quality", variants={"": SIGNED_IN}),
    Line("api:projects-calibration", variants={"": SIGNED_IN}),
    Line("api:projects-quality", variants={"": SIGNED_IN}),
    Line("projects:mine", variants={"": "dsi project_lead foreign_dsi"}),
    Line("projects:create", variants={"": "dsi foreign_dsi"}),
    Line("projects:detail", on="project", variants=SEEN),
    Line("projects:life", on="project", variants=SEEN),
    *dsi_acts("edit", EDITED),
    *dsi_acts("stage", STAGE),
    *dsi_acts("baseline", BASELINE),
    *dsi_acts("revise", REVISION, _baselined),
    Line("projects:approve_revision", method="POST", **ANSWERS),
    Line("projects:refuse_revision", **ANSWERS),
    Line("projects:refuse_revision", method="POST", **ANSWERS, **WHY),
    Line("projects:withdraw_revision", method="POST", **WITHDRAWS),
    *dsi_acts("leave", LEAVING),
    *dsi_acts("split", SPLIT),
    *dsi_acts("merge", MERGE),
    *dsi_acts("add_sites", _data(labels="Poste A")),
    *dsi_acts("edit_site", _data(version=1, label="Poste A", progress="10"), _site),
    Line("projects:rate", on="project", variants={"own": "asin_admin"}, see={"own": ALL_BUT_ADMIN}),
    Line(
        "projects:rate",
        method="POST",
        on="project",
        variants={"own": "asin_admin"},
        see={"own": ALL_BUT_ADMIN},
        data=_data(rating="4"),
    ),
    Line("projects:attest", method="POST", on="project", variants={"own": "dsi"}, see={"own": OTHER_READERS}),
    Line("projects:print_sheet", method="POST", on="project", variants=SEEN),
    Line(
        "projects:discard", method="POST", kwargs=_with(_drafted), variants={"own": "dsi"}, see={"own": OTHER_READERS}
    ),
]

API = {"variants": {"own": "dsi"}, "see": {"own": OTHER_READERS}, "method": "POST"}
LINES += [
    Line("api:projects-list", variants={"": SIGNED_IN}),
    Line(
        "api:projects-list",
        method="POST",
        variants={"": "dsi"},
        data=lambda w, v: {"ministry": _ministry(w, v), "title": "Neuf"},
    ),
    Line("api:projects-detail", on="project", variants=SEEN),
    Line("api:projects-timeline", on="project", variants=SEEN),
    Line("api:projects-past", on="project", query=PAST, variants=SEEN),
    Line("api:projects-edit", kwargs=_with(lambda *a: None), data=EDITED, **API),
    Line("api:projects-rename", kwargs=_with(lambda *a: None), data=_data(title="Autre nom"), **API),
    Line("api:projects-stage", kwargs=_with(lambda *a: None), data=STAGE, **API),
    Line(
        "api:projects-initial-baseline",
        kwargs=_with(lambda *a: None),
        data=_data(planned_cost=5, adopted_on=DAY),
        **API,
    ),
    Line("api:projects-revise", kwargs=_with(_baselined), data=REVISION, **API),
    Line("api:project-revisions-list", variants={"": SIGNED_IN}),
    Line("api:project-revisions-detail", kwargs=_with(_asked), variants={"own": READERS}),
    Line("api:project-revisions-approve", method="POST", **ANSWERS),
    Line("api:project-revisions-refuse", method="POST", **ANSWERS, **WHY),
    Line("api:project-revisions-withdraw", method="POST", **WITHDRAWS),
    Line("api:projects-leave", kwargs=_with(lambda *a: None), data=LEAVING, **API),
    Line(
        "api:projects-split", kwargs=_with(lambda *a: None), data=_data(titles=["Volet A", "Volet B"], on=_today), **API
    ),
    Line("api:projects-merge", kwargs=_with(lambda *a: None), data=MERGE, **API),
    Line("api:projects-add-sites", kwargs=_with(lambda *a: None), data=_data(labels=["Poste A"]), **API),
    Line("api:projects-publish", kwargs=_with(lambda *a: None), data=_data(own_rating=3), **API),
    Line("api:projects-draft", kwargs=_with(lambda *a: None), data=_data(own_rating=3), **API),
    Line("api:projects-discard-draft", kwargs=_with(_drafted), **API),
    Line("api:projects-print-sheet", method="POST", on="project", variants=SEEN),
    Line("api:projects-attest", kwargs=_with(lambda *a: None), data=_data(), **API),
    Line(
        "api:projects-rate",
        method="POST",
        on="project",
        variants={"own": "asin_admin"},
        see={"own": ALL_BUT_ADMIN},
        data=_data(rating=4),
    ),
    # The rows of the payload decide: a foreign one is not found, one that is only seen is forbidden.
    Line(
        "projects:mine",
        method="POST",
        kwargs=lambda w, v: {},
        variants={"own": "dsi"},
        see={"own": NOT_THE_DSIS},
        data=_rows,
    ),
    Line(
        "api:projects-bulk-update",
        method="POST",
        kwargs=lambda w, v: {},
        variants={"own": "dsi"},
        see={"own": NOT_THE_DSIS},
        data=_bulk,
    ),
    Line("api:project-baselines-list", variants={"": SIGNED_IN}),
    Line("api:project-updates-list", variants={"": SIGNED_IN}),
    Line("api:project-sites-list", variants={"": SIGNED_IN}),
    Line("api:project-baselines-detail", kwargs=_with(_api_baseline), variants={"own": READERS}),
    Line("api:project-updates-detail", kwargs=_with(_api_draft), variants={"own": f"{INSIDE} {MINISTRY}"}),
    Line("api:project-sites-detail", kwargs=_with(_api_site), variants={"own": READERS}),
    Line(
        "api:project-sites-edit",
        kwargs=_with(_api_site),
        data=_data(label="Poste A", progress=10, base_version=1),
        **API,
    ),
]
