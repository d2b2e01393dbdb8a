"""Who is told of a project, in the page or by mail as he chose."""

from collections.abc import Iterable

from django.urls import reverse_lazy

from foundation.accounts.models import User
from foundation.notifications.enums import NoticeKind
from foundation.notifications.operations.notifying import notify

from .models import Mutualisation


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
