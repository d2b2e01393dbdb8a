"""Propose to another ministry to do together what its project does already."""

from uuid import UUID

from django.db import transaction

from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.typography import long_date
from foundation.journal.record import record
from foundation.notifications.operations.notifying import accounts_of

from ..models import Mutualisation
from ..notifications import tell_directors
from ..rules import proposing_scope
from .storing import locked


@transaction.atomic
def propose_mutualisation(project_id: UUID, *, title: str, by: User, scope_id: UUID | None = None) -> Mutualisation:
    """Write to the DSI of the project's ministry who proposes and about what; once for each pair of a ministry and a
    project.

    It is proposed for `scope_id`, or for the first of his own ministries that may. Raise Refused when the project is
    one's own, when it was proposed before, or when nobody there would read it.
    """
    project = locked(project_id)
    scope_id = scope_id or proposing_scope(by, project)
    title = " ".join(title.replace("\x00", "").split())[:500]
    if not title:
        raise InvalidInput(
            {"title": ["Donnez l’intitulé de ce que vous préparez : le DSI de l’autre ministère le lira."]}
        )
    if project.scope_id == scope_id:
        raise Refused("Impossible de proposer une mutualisation : ce projet est déjà celui de votre ministère.")
    if project.left_on is not None:
        raise Refused(
            f"Impossible de proposer une mutualisation : {project.code} est sorti du portefeuille le"
            f" {long_date(project.left_on, weekday=False)}."
        )
    if (
        before := Mutualisation.objects.filter(project=project, scope_id=scope_id).select_related("proposed_by").first()
    ) is not None:
        raise Refused(
            f"La mutualisation est déjà proposée depuis le {long_date(before.proposed_at, weekday=False)}, par"
            f" {before.proposed_by}. Rien n’est envoyé de nouveau."
        )
    directors = list(accounts_of(Role.DSI, scope=project.scope_id))
    if not directors:
        raise Refused(
            f"Impossible de proposer une mutualisation : {project.ministry.short_name} n’a pas de DSI enregistré dans"
            " le portail. Écrivez-lui autrement."
        )
    proposal = Mutualisation.objects.create(
        scope_id=scope_id, project=project, title=title, proposed_by=by, proposed_at=clock.now()
    )
    tell_directors(directors, proposal, by=by)
    record(
        "propose_mutualisation",
        proposal,
        by=by,
        after={"project": project.code, "to": str(project.ministry), "title": title},
    )
    return proposal
