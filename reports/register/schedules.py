"""The register of scheduled reports: which, for whom, when the next one is made, its last runs and what failed."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import path, reverse
from rest_framework import serializers

from foundation.accounts.models import User
from foundation.common.acts import acts_on, api_act, one_of
from foundation.common.exceptions import InvalidInput
from foundation.common.keyset import Sort
from foundation.common.lists import Button, Cell, Column, Filters, chosen, column_of
from foundation.common.typography import capitalize_first
from foundation.registers.register import Register, Words
from foundation.ui.buttons import Act
from ministries.filters import MinistryChoice

from ..enums import Recipients, ReportKind
from ..models import Schedule
from ..operations import pause_schedule, resume_schedule, run_now
from ..queries.shown import last_runs, next_words
from ..rules import can_schedule_report


class ScheduleFilter(Filters):
    ministry = MinistryChoice()
    kind = chosen("Rapport", ReportKind, "tous les rapports")


def check(values: Mapping[str, Any]) -> None:
    is_annual = values["kind"] == ReportKind.ANNUAL
    errors: dict[str, list[str]] = {}
    if is_annual and values["ministry"] is not None:
        errors["ministry"] = ["Le rapport annuel est celui de l’État : laissez ce champ vide."]
    if is_annual and values["recipients"] != Recipients.ASIN:
        errors["recipients"] = ["Le rapport annuel n’est ouvert qu’à l’ASIN : choisissez « l’ASIN seule »."]
    if errors:
        raise InvalidInput(errors)


def acts(user: User, row: Schedule) -> Sequence[Button]:
    if not can_schedule_report(user, row):
        return []
    found: list[Button] = [Act("Établir maintenant", reverse("report-schedules:run", args=[row.pk]), "primary", "play")]
    if row.paused_at is None:
        found.append(Act("Suspendre", reverse("report-schedules:pause", args=[row.pk]), "secondary", "pause"))
    else:
        found.append(Act("Reprendre", reverse("report-schedules:resume", args=[row.pk]), "secondary", "play"))
    return found


SCHEDULES: Register = Register(
    name="report-schedules",
    model=Schedule,
    fields=("kind", "ministry", "days_after", "starts_on", "recipients", "tells_asin"),
    owner="ministry",
    keeps=can_schedule_report,
    check=check,
    words=Words(
        "rapport programmé",
        none="Aucun rapport programmé",
        new="Programmer un rapport",
        added="Le rapport est programmé : il sera établi après chaque période, et ses destinataires prévenus.",
    ),
    title="Rapports programmés",
    noun=("rapport programmé", "rapports programmés"),
    state="Ce qui est établi de soi-même après chaque trimestre ou chaque année, et à qui cela est écrit.",
    empty="Programmez le rapport trimestriel d’un ministère : il sera établi et gardé quelques jours après chaque"
    " trimestre.",
    columns=(
        column_of(
            Schedule, "kind", shown=lambda row: Cell(capitalize_first(ReportKind(row.kind).label), SCHEDULES.href(row))
        ),
        Column("Portefeuille", lambda row: row.whose),
        Column("Prochain", next_words, lambda row: Cell(next_words(row), tone="attention" if row.paused_at else "")),
        column_of(Schedule, "recipients"),
        column_of(Schedule, "tells_asin"),
        column_of(Schedule, "days_after", numeric=True),
        column_of(Schedule, "starts_on", sort="since", on_page=False),
        column_of(Schedule, "paused_at", on_page=False),
        column_of(Schedule, "is_fictitious", on_page=False),
    ),
    filters=ScheduleFilter,
    sorts={"since": Sort("starts_on", date.fromisoformat)},
    default="-since",
    file="rapports-programmes",
    finds=(),
    crumbs=(("Accueil", "/"), ("Projets", "/projets/"), ("Rapports", "/rapports/")),
    icon="clock",
    acts=acts,
    row_template="reports/schedule.html",
    row_more=last_runs,
    also_shown={
        "next_on": serializers.DateField(
            source="upcoming", read_only=True, allow_null=True, label="prochain établissement"
        ),
        "paused_at": serializers.DateTimeField(read_only=True, allow_null=True, label="suspendue le"),
    },
    api_acts={
        "run": api_act(run_now, name="run", rule=can_schedule_report, summary="Établir maintenant ceux qui manquent"),
        "pause": api_act(pause_schedule, name="pause", rule=can_schedule_report, summary="Suspendre"),
        "resume": api_act(resume_schedule, name="resume", rule=can_schedule_report, summary="Reprendre"),
    },
)
on_schedule = acts_on(
    fetch=one_of(Schedule, "ministry__scope"),
    to=SCHEDULES.href,
    crumbs=lambda row, here: [*SCHEDULES.crumbs, (SCHEDULES.title, SCHEDULES.list_href()), (str(row), "")],
    rule=can_schedule_report,
)
app_name = SCHEDULES.name
urlpatterns = [
    *SCHEDULES.urlpatterns,
    path("<uuid:pk>/etablir", on_schedule(run_now, said="Ils sont en cours d’établissement, ci-dessous."), name="run"),
    path(
        "<uuid:pk>/suspendre",
        on_schedule(pause_schedule, said="Rien ne sera établi tant qu’elle est suspendue."),
        name="pause",
    ),
    path(
        "<uuid:pk>/reprendre",
        on_schedule(resume_schedule, said=lambda row: f"Le prochain est établi {next_words(row)}."),
        name="resume",
    ),
]
