"""One fictitious session deliberated in every way the portal knows: by name, in secret, together without debate;
explained, then corrected.

The acts are the portal's own operations, each at its hour: `_hold` of `history` opens the session around them and lifts
it after.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from commissions.models import Seat
from foundation.accounts.models import User
from projects.models import Project
from sessions.core.enums import BallotMethod, ItemKind, Outcome, PresenceKind, Relation, Section, Voice
from sessions.core.models import (
    AgendaItem,
    AgendaRelease,
    Ballot,
    CommissionSession,
    Decision,
    DecisionRelation,
    MinuteText,
    TextRevision,
)
from sessions.meeting.operations.consent import adopt_block, object_to_item, put_in_block
from sessions.meeting.operations.correcting import correct_vote
from sessions.meeting.operations.deciding import correct_decision, decide
from sessions.meeting.operations.explaining import explain_vote
from sessions.meeting.operations.presence import record_presence
from sessions.meeting.operations.relating import say_relation
from sessions.meeting.operations.voting import cast_vote, close_ballot, mark_voted, open_ballot
from sessions.meeting.queries.live_votes import franchise_at
from sessions.preparing.operations.releasing import announce
from sessions.preparing.queries.releases import frozen_agenda

from .timeline import at


@dataclass(frozen=True)
class Matter:
    """An item of that session beside the ordinary ones. `project` is its rank in the ministry's portfolio."""

    title: str
    kind: ItemKind
    description: str
    project: int | None = None
    is_late: bool = False  # put on the agenda after the convocation, told with its second version


REVISION, ELECTION, EXTENSION, CALENDAR, RETENTION = range(5)
MATTERS = [
    Matter(
        "Révision du coût et du calendrier du réseau local des directions départementales",
        ItemKind.PROJECT_REVIEW,
        "Le marché a été passé deux fois ; le coût prévu augmente d’un dixième et la fin est reportée de trois mois.",
        project=3,
    ),
    Matter(
        "Désignation du correspondant de la commission pour l’interopérabilité",
        ItemKind.COMMUNICATION,
        "Une seule candidature a été reçue. L’acte ne dit rien du scrutin ; un membre a demandé le bulletin secret.",
    ),
    Matter(
        "Extension de la gestion électronique du courrier aux directions départementales",
        ItemKind.PROJECT_REVIEW,
        "La plateforme est en service au cabinet et au secrétariat général depuis un an.",
        project=0,
    ),
    Matter(
        "Nouveau calendrier du raccordement à la plateforme nationale d’interopérabilité",
        ItemKind.PROJECT_REVIEW,
        "Le calendrier de mai supposait un essai commun qui n’a pas eu lieu.",
        project=7,
    ),
    Matter(
        "Durée de conservation des journaux techniques",
        ItemKind.TEXT,
        "Projet de note de service, reçu après la convocation.",
        is_late=True,
    ),
]

DECIDED = {
    REVISION: (
        "La commission donne un avis favorable à la révision : fin reportée de trois mois, coût porté à 1 045 000 000"
        " FCFA au plus."
    ),
    ELECTION: (
        "La commission désigne la directrice des services aux usagers comme correspondante pour l’interopérabilité."
    ),
    EXTENSION: "La commission donne un avis favorable à l’extension, dans la limite des crédits ouverts.",
    CALENDAR: "La commission donne un avis favorable au nouveau calendrier, qui remplace celui de mai 2025.",
    RETENTION: "La commission ajourne l’examen du projet de note.",
}
DEBATES = {
    REVISION: (
        "La directrice départementale du Zou relève que deux directions attendent depuis un an. Le directeur des"
        " systèmes d’information répond que le nouveau titulaire s’est engagé sur les sites restants."
    ),
    RETENTION: (
        "Un membre demande que la durée soit discutée : elle touche aux données personnelles des agents. La note sera"
        " présentée avec l’avis de l’APDP."
    ),
}
AGAINST = (
    "Je ne conteste pas l’utilité du réseau. Je vote contre parce que le surcoût est présenté sans comparaison, et que"
    " mon département a déjà financé un raccordement provisoire sur ses crédits."
)
ABSTAINED = "Je m’abstiens faute d’avoir reçu le nouveau calendrier avant la session."


def write_items(
    session: CommissionSession, projects: Sequence[Project], *, position: int, moment: datetime
) -> list[AgendaItem]:
    items = []
    for rank, matter in enumerate(MATTERS):
        began = moment + timedelta(minutes=8 * rank)
        item = AgendaItem.objects.create(
            scope_id=session.scope_id,
            session=session,
            position=position + rank,
            kind=matter.kind,
            title=matter.title,
            description=matter.description,
            planned_minutes=10,
            presenter=session.rapporteur,
            started_at=began,
            ended_at=began + timedelta(minutes=8),
            is_late=matter.is_late,
            added_after_convocation=matter.is_late,
        )
        if matter.project is not None:
            item.projects.add(projects[matter.project])
        items.append(item)
    return items


def release_twice(session: CommissionSession, late: AgendaItem, by: User | None) -> None:
    """Version A as it was convened, without the late item, then B with it, four days later."""
    full = frozen_agenda(session)
    announce(session, full)
    for number, content, released_at in (
        (1, _without(full, str(late.pk)), session.convened_at),
        (2, full, session.convened_at + timedelta(days=4)),
    ):
        AgendaRelease.objects.create(
            scope_id=session.scope_id,
            session=session,
            number=number,
            content=content,
            released_at=released_at,
            released_by=by,
            by_capacity="secrétaire",
        )


def _without(content: dict, item_id: str) -> dict:
    items: list[dict] = []
    for item in content["items"]:
        if item["id"] != item_id:
            counted = sum(1 for kept in items if kept["number"] is not None)
            items.append(item | {"number": counted + 1 if item["number"] is not None else None})
    return content | {"items": items}


def deliberate(session: CommissionSession, items: Sequence[AgendaItem], by: User | None) -> None:
    """Vote and decide on the matters, one by one, each at its hour."""
    for rank, text in DEBATES.items():
        _write(session, items[rank], Section.DEBATE, text, by)
    _vote_by_name(items[REVISION], by)
    _vote_in_secret(items[ELECTION], by)
    _adopt_together(session, items, by)
    with at(items[RETENTION].ended_at):
        decide(items[RETENTION].pk, outcome=Outcome.ADJOURNED, text=DECIDED[RETENTION], by=by)


def _seat(session: CommissionSession, acronym: str) -> Seat:
    return Seat.objects.get(commission_id=session.commission_id, structure__acronym=acronym, has_vote=True)


def _vote_by_name(item: AgendaItem, by: User | None) -> None:
    session = item.session
    with at(item.ended_at - timedelta(minutes=3)):
        ballot = open_ballot(item.pk, method=BallotMethod.BY_NAME, proposed_outcome=Outcome.FAVOURABLE, by=by)
        said = {_seat(session, "DD-Zou").pk: Voice.AGAINST, _seat(session, "DSU").pk: Voice.ABSTAIN}
        for voter in franchise_at(session, item_id=item.pk).voters:
            cast_vote(ballot.pk, seat_id=voter.line.seat_id, choice=said.get(voter.line.seat_id, Voice.FOR), by=by)
    with at(item.ended_at):
        close_ballot(ballot.pk, by=by)
        earlier = Decision.objects.filter(
            commission_id=session.commission_id, effects__project__in=item.projects.all(), outcome=Outcome.FAVOURABLE
        )
        decide(
            item.pk,
            outcome=Outcome.FAVOURABLE,
            text=DECIDED[REVISION],
            relations={str(row.pk): Relation.AMENDS for row in earlier},
            by=by,
        )


def _vote_in_secret(item: AgendaItem, by: User | None) -> None:
    with at(item.ended_at):
        ballot = open_ballot(
            item.pk,
            method=BallotMethod.SECRET,
            question="désignation de la correspondante pour l’interopérabilité",
            proposed_outcome=Outcome.FAVOURABLE,
            by=by,
        )
        voters = franchise_at(item.session, item_id=item.pk).voters
        for voter in voters:
            mark_voted(ballot.pk, seat_id=voter.line.seat_id, by=by)
        close_ballot(ballot.pk, votes_for=len(voters) - 2, votes_against=1, abstentions=1, by=by)
        decide(item.pk, outcome=Outcome.FAVOURABLE, text=DECIDED[ELECTION], by=by)


def _adopt_together(session: CommissionSession, items: Sequence[AgendaItem], by: User | None) -> None:
    """Two items adopted in one act; a third taken out of the block by a member who wants it debated."""
    with at(items[EXTENSION].started_at):
        for rank in (EXTENSION, CALENDAR):
            _write(session, items[rank], Section.DECISION, DECIDED[rank], by)
            put_in_block(items[rank].pk, outcome=Outcome.FAVOURABLE, by=by)
        put_in_block(items[RETENTION].pk, outcome=Outcome.FAVOURABLE, by=by)
        object_to_item(
            items[RETENTION].pk,
            seat_id=_seat(session, "DSU").pk,
            objection="La durée touche aux données personnelles.",
            by=by,
        )
    with at(items[CALENDAR].ended_at):
        adopt_block(session.pk, by=by)
        # What the extension does to the decision of 2023 is left to be said: the register asks for it.
        for relation in DecisionRelation.objects.filter(decision__item=items[CALENDAR]):
            say_relation(relation.pk, kind=Relation.REPLACES, by=by)


def _write(session: CommissionSession, item: AgendaItem, section: Section, text: str, by: User | None) -> None:
    name = by.full_name if by else ""
    row = MinuteText.objects.create(
        scope_id=session.scope_id,
        session=session,
        item=item,
        section=section,
        text=text,
        revision=1,
        saved_by_name=name,
        saved_at=item.ended_at,
    )
    TextRevision.objects.create(
        scope_id=session.scope_id,
        minute_text=row,
        revision=1,
        base_revision=0,
        text=text,
        author=by,
        author_name=name,
        at=item.ended_at,
    )


def explain_and_correct(session: CommissionSession, items: Sequence[AgendaItem], by: User | None) -> None:
    """After the session: two explanations of the vote by name, and three corrections, each with its reason."""
    zou, users = _seat(session, "DD-Zou"), _seat(session, "DSU")
    ballot = Ballot.objects.get(item=items[REVISION])
    with at(session.lifted_at + timedelta(days=1)):
        explain_vote(ballot.pk, seat_id=zou.pk, text=AGAINST, by=zou.mandates.get().person.user)
        explain_vote(ballot.pk, seat_id=users.pk, text=ABSTAINED, for_another=True, by=by)
    with at(session.lifted_at + timedelta(days=2)):
        leaving = session.lifted_at - timedelta(minutes=4)
        record_presence(
            session.pk,
            seat_id=zou.pk,
            kind=PresenceKind.LEFT,
            at=leaving,
            reason="Départ avant la levée, relevé sur la feuille d’émargement.",
            by=by,
        )
        decision = items[REVISION].decisions.get()
        corrected = decision.text.replace("au plus", "au plus, hors taxes")
        correct_decision(
            decision.pk,
            text=corrected,
            base_version=decision.version,
            reason="Mots omis, lus en séance par le rapporteur.",
            by=by,
        )
        shown = session.ballots.filter(method=BallotMethod.SHOW_OF_HANDS).first()
        if shown is not None and shown.votes_for and shown.votes_for > 1:
            correct_vote(
                shown.pk,
                votes_for=shown.votes_for - 1,
                votes_against=shown.votes_against or 0,
                abstentions=(shown.abstentions or 0) + 1,
                reason="Une abstention avait été comptée parmi les voix pour.",
                by=by,
            )
