"""Imports of projects."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from foundation.common.models import Level
from foundation.documents.operations.storing import store_bytes
from foundation.jobs import enqueue
from imports.enums import Crossing, ImportState, RefusalRule, RowOutcome
from imports.models import ImportRow, ImportRun, Observation, Workbook

from .matrix import ASIN, INSIDE, MINISTRY, SIGNED_IN, Line

KEEPERS = "dsi asin_admin"
SEES = f"dsi auditor {ASIN}"
OTHERS = "auditor asin_reader"
TABLE = "Intitulé;Stade\nArchives CANARIAPORTFOLIO;identifié\n".encode()
READING = {"kind": "csv", "encoding": "utf-8", "separator": ";", "sheet": "", "header_line": 1, "date_order": "dmy"}


def plant_import(ministry, by, state=ImportState.PREPARED, **more):
    """As `open_import` leaves it, without its process of inspection."""
    file = store_bytes(
        TABLE, name="projets.csv", content_type="text/csv", scope=ministry.scope, by=by, level=Level.MINISTRY
    )
    done = {"done_at": timezone.now(), "done_by": by} if state == ImportState.DONE else {}
    counted = {} if state == ImportState.PREPARED else {"created": 1, "total": 1}
    run = ImportRun.objects.create(
        scope=ministry.scope,
        ministry=ministry,
        file=file,
        name="projets.csv",
        edition=f"Édition CANARI{ministry.acronym[-1:]}PORTFOLIO",
        as_of=timezone.localdate(),
        opened_by=by,
        reading=READING,
        headers=["Intitulé", "Stade"],
        columns=["title", "stage"],
        state=state,
        **(done | counted | more),
    )
    return run


def sent_out(world, variant):
    """As `send_out` leaves it."""
    ministry = world["ministry", variant]
    workbook = Workbook.objects.create(
        scope=ministry.scope, ministry=ministry, out_on=timezone.localdate(), out_by=world.users["dsi"], total=0
    )
    return {"pk": workbook.pk}


def with_conflict(world, variant):
    key = run_in(ImportState.CHECKED, refused=1, conflicts=1)(world, variant)
    run = ImportRun.objects.get(**key)
    fault = {"cell": "C2", "field": "progress", "rule": RefusalRule.CONFLICT, "text": "Choisissez."}
    crossed = {"progress": {"state": Crossing.BOTH, "was": 10, "sent": 20, "now": 30}}
    ImportRow.objects.create(
        scope=run.scope, run=run, line=2, outcome=RowOutcome.REFUSED, title="A", faults=[fault], crossed=crossed
    )
    return key


def run_in(state, **more):
    """A run of one's own ministry in this state, made for the line."""

    def kwargs(world, variant):
        ministry = world["ministry", variant]
        return {"pk": plant_import(ministry, world.users["dsi"], state, **more).pk}

    return kwargs


def working(world, variant):
    job = enqueue("check_import", world["project", "own"].pk, by=world.users["dsi"])
    return run_in(ImportState.PREPARED, job=job)(world, variant)


def with_near(world, variant):
    key = run_in(ImportState.CHECKED, refused=1, near=1)(world, variant)
    run, project = ImportRun.objects.get(**key), world["project", "own"]
    near = [{"id": str(project.pk), "code": project.code, "title": project.title, "score": 0.5}]
    ImportRow.objects.create(
        scope=run.scope, run=run, line=2, outcome=RowOutcome.REFUSED, title="Archives", near=near, faults=[]
    )
    return key


def seen(world, variant):
    run = plant_import(world["ministry", variant], world.users["dsi"], ImportState.DONE)
    project = world["project", variant]
    row = Observation.objects.create(
        scope=project.scope, project=project, run=run, edition=run.edition, observed_on=run.as_of, title=project.title
    )
    return {"pk": row.pk}


def own(route, kwargs, method="GET", **more):
    return Line(route, method=method, kwargs=kwargs, variants={"own": KEEPERS}, see={"own": OTHERS}, **more)


def sent(world, variant):
    return {"ministry": world["ministry", "own"].pk, "file": SimpleUploadedFile("a.csv", TABLE)}


def out(world, variant):
    return {"ministry": world["ministry", "own"].pk}


def read(world, variant):
    return {
        "encoding": "utf-8",
        "separator": ";",
        "header_line": 1,
        "date_order": "dmy",
        "base_version": 1,
        "version": 1,
    }


def settled(world, variant):
    names = {"column_0": "title", "column_1": "stage", "columns": ["title", "stage"]}
    return names | {"key": "title", "factor": 1, "unit": "", "base_version": 1, "version": 1}


PREPARED, CHECKED, DONE = (run_in(state) for state in (ImportState.PREPARED, ImportState.CHECKED, ImportState.DONE))
SEEN = {"own": SEES, "foreign": f"foreign_dsi {ASIN}"}
WORDS = {"stage": {"en chantier": "running"}}
UNKNOWN = run_in(ImportState.CHECKED, unknown={"stage": [["en chantier", 1]]})
PROJECT_READERS = f"{INSIDE} {MINISTRY} {ASIN}"

LINES = [
    Line("imports:list", variants={"": SIGNED_IN}),
    Line("imports:new", variants={"": f"{KEEPERS} foreign_dsi"}),
    Line("imports:new", method="POST", variants={"": KEEPERS}, invalid={"": "foreign_dsi"}, data=sent, ok=(302,)),
    Line("imports:detail", on="import", variants=SEEN),
    Line("imports:rows", on="import", variants=SEEN),
    Line("imports:progress", kwargs=working, variants={"own": SEES}, ok=(302,)),
    Line("imports:refused_csv", kwargs=CHECKED, variants={"own": SEES}),
    Line("imports:refused_xlsx", kwargs=CHECKED, variants={"own": SEES}),
    own("imports:reading", PREPARED),
    own("imports:reading", PREPARED, "POST", data=read, ok=(302,)),
    own("imports:columns", PREPARED),
    own("imports:columns", PREPARED, "POST", data=settled, ok=(302,)),
    own("imports:words", UNKNOWN, "POST", data=lambda w, v: {"stage_0": "running"}, ok=(302,)),
    own("imports:near", with_near, "POST", data=lambda w, v: {"line_2": "new"}, ok=(302,)),
    own("imports:conflicts", with_conflict, "POST", data=lambda w, v: {"cell_2.progress": "file"}, ok=(302,)),
    own("imports:check", PREPARED, "POST", ok=(302,)),
    own("imports:run", CHECKED, "POST", ok=(302,)),
    own("imports:stop", working, "POST", ok=(302,)),
    own("imports:abandon", PREPARED, "POST", ok=(302,)),
    own("imports:undo", DONE),
    own("imports:undo", DONE, "POST", data=lambda w, v: {"reason": "Mauvais fichier."}, ok=(302,)),
    own("imports:publish", DONE),
    own("imports:publish", DONE, "POST", data=lambda w, v: {"projects": 57, "times": 1}, ok=(302,)),
    Line("imports:workbooks", variants={"": SIGNED_IN}),
    Line("imports:workbook_new", variants={"": "dsi foreign_dsi"}),
    Line("imports:workbook_new", method="POST", variants={"": "dsi"}, invalid={"": "foreign_dsi"}, data=out, ok=(302,)),
    Line("imports:workbook", kwargs=sent_out, variants=SEEN),
    Line("imports:workbook_file", kwargs=sent_out, variants=SEEN),
    Line("api:project-workbooks-list", variants={"": SIGNED_IN}),
    Line("api:project-workbooks-list", method="POST", variants={"": "dsi"}, invalid={"": "foreign_dsi"}, data=out),
    Line("api:project-workbooks-detail", kwargs=sent_out, variants=SEEN),
    Line("api:project-workbooks-file", kwargs=sent_out, variants=SEEN),
    Line("api:imports-list", variants={"": SIGNED_IN}),
    Line("api:imports-detail", on="import", variants=SEEN),
    Line("api:imports-rows", on="import", variants=SEEN),
    # A file comes by multipart: in JSON, its absence is what is refused.
    Line("api:imports-list", method="POST", variants={"": f"{KEEPERS} foreign_dsi"}, ok=(400,)),
    own("api:imports-reading", PREPARED, "POST", data=read),
    own("api:imports-columns", PREPARED, "POST", data=settled),
    own("api:imports-words", UNKNOWN, "POST", data=lambda w, v: {"words": WORDS}),
    own("api:imports-near", with_near, "POST", data=lambda w, v: {"answers": {"2": "new"}}),
    own("api:imports-conflicts", with_conflict, "POST", data=lambda w, v: {"choices": {"2.progress": "file"}}),
    own("api:imports-check", PREPARED, "POST"),
    own("api:imports-run", CHECKED, "POST"),
    own("api:imports-stop", working, "POST"),
    own("api:imports-abandon", PREPARED, "POST"),
    own("api:imports-undo", DONE, "POST", data=lambda w, v: {"reason": "Mauvais fichier."}),
    own("api:imports-publish", DONE, "POST", data=lambda w, v: {"projects": 57}),
    Line("api:project-observations-list", variants={"": SIGNED_IN}),
    Line("api:project-observations-detail", kwargs=seen, variants={"own": PROJECT_READERS}),
]
