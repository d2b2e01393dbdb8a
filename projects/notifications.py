"""Who is told of a project, in the page or by mail as he chose."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.urls import reverse_lazy
from django.utils.text import format_lazy

from foundation.accounts.enums import NATIONAL_ROLES
from foundation.accounts.models import User
from foundation.notifications.enums import NoticeKind
from foundation.notifications.operations.notifying import accounts_of, national_accounts_of, notify

from .enums import RevisionState
from .models import Mutualisation, Project, RevisionRequest
from .rules import approving_roles


def tell_directors(directors: Iterable[User], proposal: Mutualisation, *, by: User) -> None:
    """To the DSI of the ministry that carries the project: who proposes, and about what."""
    project, proposing = proposal.project, proposal.scope
    notify(
        directors,
        NoticeKind.MUTUALISATION,
        title=f"Mutualisation proposée : {project.code}",
        text=(
            f"{by} ({by.access.capacity(scope=proposing.pk)}) propose de mutualiser votre projet {project.code}, «"
            f" {project.title} », avec ce que prépare {proposing} : « {proposal.title} ».\n\nPrenez contact pour voir"
            " ce qui peut se faire ensemble."
        ),
        href=reverse_lazy("projects:detail", args=[project.pk]),
        by=by,
        scope=project.scope_id,
        origin=proposing.pk,
    )


def approvers_of(project: Project) -> tuple[QuerySet[User], QuerySet[User]]:
    """Who may answer the revision of a baseline today: those of the ministry, and those of a national body."""
    roles = approving_roles()
    return accounts_of(*roles - NATIONAL_ROLES, scope=project.scope_id), national_accounts_of(*roles)


def tell_approvers(request: RevisionRequest, *, by: User) -> None:
    """To whoever may answer, but for whoever asked."""
    project = request.project
    here, national = approvers_of(project)
    for users, scope in ((here, project.scope_id), (national, None)):  # the ASIN reads it wherever it belongs
        notify(
            users,
            NoticeKind.REVISION,
            title=f"Révision demandée : {project.code}",
            text=(
                f"{request.asker()} demande de réviser la référence du projet {project.code}, « {project.title} »."
                f" Motif : {request.get_reason_display()}.\n\n{request.explanation}\n\nRien ne change avant"
                " votre réponse."
            ),
            href=format_lazy("{}#revision", reverse_lazy("projects:detail", args=[project.pk])),
            by=by,
            scope=scope,
            origin=project.scope_id,
        )


def tell_answer(request: RevisionRequest, *, by: User) -> None:
    """To whoever asked: what was answered, and why when it was refused."""
    project = request.project
    approved = request.state == RevisionState.APPROVED
    said = "est approuvée : la nouvelle référence est en vigueur" if approved else f"est refusée : {request.answer}"
    notify(
        [request.asked_by],
        NoticeKind.REVISION,
        title=f"Révision {request.get_state_display()} : {project.code}",
        text=f"La révision de la référence du projet {project.code} {said}\n\nRéponse de {request.answerer()}.",
        href=format_lazy("{}#references", reverse_lazy("projects:detail", args=[project.pk])),
        by=by,
        scope=project.scope_id,
    )
