"""One fictitious session deliberated in every way the portal knows: by name, in secret, together without debate;
explained, then corrected.

`playing` opens the session around them and lifts it after.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from commissions.enums import SeatRole
from commissions.models import Seat
from foundation.accounts.models import Person, User
from projects.models import Project
from sessions.core.enums import BallotMethod, ItemKind, Outcome, PresenceKind, Relation, Section, Voice
from sessions.core.models import AgendaItem, Ballot, CommissionSession, Decision, DecisionRelation
from sessions.meeting.operations.consent import adopt_block, object_to_item, put_in_block
from sessions.meeting.operations.correcting import correct_vote
from sessions.meeting.operations.deciding import correct_decision, decide
from sessions.meeting.operations.explaining import explain_vote
from sessions.meeting.operations.holding import start_item
from sessions.meeting.operations.minutes import save_text
from sessions.meeting.operations.presence import record_presence
from sessions.meeting.operations.relating import say_relation
from sessions.meeting.operations.voting import cast_vote, close_ballot, mark_voted, open_ballot
from sessions.meeting.queries.live_votes import franchise_at
from sessions.preparing.operations.agenda import ItemFacts, add_item, move_item
from sessions.preparing.operations.releasing import release_agenda

from .timeline import at, known


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
        "Le premier calendrier supposait un essai commun qui n’a pas eu lieu.",
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
    CALENDAR: "La commission donne un avis favorable au nouveau calendrier, qui remplace le précédent.",
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


def add_matters(session: CommissionSession, projects: Sequence[Project], presenter: Person | None, by: User) -> None:
    """Put on the agenda what is known before the convocation."""
    for matter in MATTERS:
        if not matter.is_late:
            _add(session, matter, projects, presenter, by)


def add_late_matter(session: CommissionSession, by: User) -> None:
    """After the convocation, put a note before « divers » and announce the second version of the agenda."""
    item = _add(session, MATTERS[RETENTION], (), None, by)
    move_item(item.pk, up=True, by=by)
    release_agenda(session.pk, by=by)


def _add(
    session: CommissionSession, matter: Matter, projects: Sequence[Project], presenter: Person | None, by: User
) -> AgendaItem:
    chosen = [] if matter.project is None else [projects[matter.project]]
    facts = ItemFacts(matter.title, matter.kind, matter.description, 10, presenter, projects=chosen)
    return add_item(session.pk, facts, by=by)


RANKS = {matter.title: rank for rank, matter in enumerate(MATTERS)}


def is_matter(item: AgendaItem) -> bool:
    return item.title in RANKS


def deliberate_on(item: AgendaItem, when: datetime, by: User) -> datetime:
    """Take up one of the matters at that instant, vote and decide; return when it ends."""
    rank, session, end = RANKS[item.title], item.session, when + timedelta(minutes=8)
    with at(when):
        start_item(session.pk, item.pk, by=by)
        if rank in DEBATES:
            write(session, item, Section.DEBATE, DEBATES[rank], by)
        if rank == EXTENSION:
            _prepare_block(session, by)
    if rank == REVISION:
        _vote_by_name(item, end, by)
    with at(end):
        if rank == ELECTION:
            _vote_in_secret(item, by)
        elif rank == CALENDAR:
            adopt_block(session.pk, by=by)
            # What the extension does to the decision of its project is left to be said: the register asks for it.
            for relation in DecisionRelation.objects.filter(decision__item=item):
                say_relation(relation.pk, kind=Relation.REPLACES, by=by)
        elif rank == RETENTION:
            decide(item.pk, outcome=Outcome.ADJOURNED, text=DECIDED[RETENTION], by=by)
    return end


def _item(session: CommissionSession, rank: int) -> AgendaItem:
    return AgendaItem.objects.get(session=session, title=MATTERS[rank].title)


def _seat(session: CommissionSession, acronym: str) -> Seat:
    return Seat.objects.get(
        commission_id=session.commission_id, structure__acronym=acronym, has_vote=True, role=SeatRole.MEMBER
    )


def _vote_by_name(item: AgendaItem, end: datetime, by: User) -> None:
    session = item.session
    with at(end - timedelta(minutes=3)):
        ballot = open_ballot(item.pk, method=BallotMethod.BY_NAME, proposed_outcome=Outcome.FAVOURABLE, by=by)
        said = {_seat(session, "DD-Zou").pk: Voice.AGAINST, _seat(session, "DSU").pk: Voice.ABSTAIN}
        for voter in franchise_at(session, item_id=item.pk).voters:
            cast_vote(ballot.pk, seat_id=voter.line.seat_id, choice=said.get(voter.line.seat_id, Voice.FOR), by=by)
    with at(end):
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


def _vote_in_secret(item: AgendaItem, by: User) -> None:
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


def _prepare_block(session: CommissionSession, by: User) -> None:
    """Two items to adopt in one act; a third taken out of the block by a member who wants it debated."""
    for rank in (EXTENSION, CALENDAR):
        write(session, _item(session, rank), Section.DECISION, DECIDED[rank], by)
        put_in_block(_item(session, rank).pk, outcome=Outcome.FAVOURABLE, by=by)
    late = _item(session, RETENTION)
    put_in_block(late.pk, outcome=Outcome.FAVOURABLE, by=by)
    seat_id = _seat(session, "DSU").pk
    object_to_item(late.pk, seat_id=seat_id, objection="La durée touche aux données personnelles.", by=by)


def write(session: CommissionSession, item: AgendaItem | None, section: Section, text: str, by: User) -> None:
    save_text(session.pk, section=section, item_id=item.pk if item else None, text=text, base_revision=0, by=by)


def explain_and_correct(session: CommissionSession, by: User) -> None:
    """After the session: two explanations of the vote by name, and three corrections, each with its reason."""
    zou, users = _seat(session, "DD-Zou"), _seat(session, "DSU")
    ballot = Ballot.objects.get(item=_item(session, REVISION))
    lifted_at = known(session.lifted_at)
    with at(lifted_at + timedelta(days=1)):
        explain_vote(ballot.pk, seat_id=zou.pk, text=AGAINST, by=zou.mandates.get().person.user)
        explain_vote(ballot.pk, seat_id=users.pk, text=ABSTAINED, for_another=True, by=by)
    with at(lifted_at + timedelta(days=2)):
        leaving = lifted_at - timedelta(minutes=4)
        record_presence(
            session.pk,
            seat_id=zou.pk,
            kind=PresenceKind.LEFT,
            at=leaving,
            reason="Départ avant la levée, relevé sur la feuille d’émargement.",
            by=by,
        )
        decision = _item(session, REVISION).decisions.get()
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
