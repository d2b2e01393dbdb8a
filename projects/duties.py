"""What awaits a DSI for his projects."""

from datetime import date, timedelta

from django.urls import reverse

from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.common.duties import Duty, Place, duties, places, waiting_since
from foundation.common.typography import local_day, plural

from .enums import Stage
from .extensions import month_notes
from .models import Project, RevisionRequest
from .queries.own_projects import done_in
from .rules import approving_roles, can_answer_revision


@duties.register
def updates_to_publish(user: User, day: date) -> list[Duty]:
    scopes = user.access.scopes(Role.DSI)
    if not scopes:
        return []
    stale = Project.objects.filter(scope_id__in=scopes).stale(day).count()
    running = (
        Project.objects.filter(scope_id__in=scopes, stage=Stage.RUNNING)
        .followed()
        .filter(~done_in(day.replace(day=1)))  # attested is done too
        .count()
    )
    found = []
    if stale:
        found.append(
            Duty(
                "Mettre à jour",
                f"{plural(stale, 'projet')} dont les données sont périmées",
                reverse("projects:mine"),
                is_late=True,
            )
        )
    elif running:
        end_of_month = (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        notes = [note for told in month_notes for note in told(user, day)]
        found.append(
            Duty(
                "Mettre à jour",
                f"{plural(running, 'projet')} en cours, pas encore mis à jour ce mois-ci",
                reverse("projects:mine"),
                min((note.due_on for note in notes if note.due_on), default=end_of_month),
            )
        )
    return found


@duties.register
def revisions_to_answer(user: User, day: date) -> list[Duty]:
    """For whoever approves: each revision of a baseline that another asked."""
    if not user.has_role(*approving_roles()):
        return []
    waiting = RevisionRequest.objects.visible_to(user).waiting().exclude(asked_by=user).select_related("project")
    return [
        Duty(
            "Répondre",
            f"à la révision demandée de la référence : {row.project.code}, « {row.project.title} »",
            reverse("projects:detail", args=[row.project_id]) + "#revision",
            **waiting_since(local_day(row.asked_at), day),
        )
        for row in waiting.order_by("asked_at", "pk")
        if can_answer_revision(user, row)
    ]


@places.register
def projects_of_mine(user: User) -> list[Place]:
    access, home = user.access, reverse("projects:list")
    found = []
    if access.is_asin:
        found.append(Place("Projets au rouge", f"{home}?colour=red", "dans tous les ministères"))
        found.append(Place("Calibrage des notes", reverse("projects:calibration"), "les notes des DSI et les vôtres"))
    if access.scopes(Role.AUDITOR):
        found.append(Place("Le portefeuille du ministère", home, "écarts, révisions de la référence, fiches périmées"))
    if access.scopes(Role.DSI, Role.PROJECT_LEAD):
        found.append(Place("Mes projets", reverse("projects:mine"), "la mise à jour du mois, en une page"))
    if found:
        found.append(Place("Qualité des données", reverse("projects:quality"), "ce qui manque aux fiches"))
    return found
