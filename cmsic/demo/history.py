"""Years of fictitious sessions: agendas, presence, votes, decisions, recommendations and procès-verbaux."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from random import Random

from django.db import transaction
from django.utils import timezone

from commissions.enums import HolderKind, SeatRole, SeriesKind
from commissions.models import Commission, Mandate, Seat
from commissions.operations import next_number
from foundation.accounts.models import Person, User
from foundation.journal.record import record
from foundation.notifications.enums import MailState
from foundation.notifications.models import OutgoingMail
from projects.models import Project
from recommendations.enums import Priority, RecommendationAction, RecommendationState, ReportOutcome
from recommendations.models import Recommendation, RecommendationReport, RecommendationStep
from recommendations.operations import issue
from sessions.core.enums import (
    Answer,
    BallotMethod,
    BallotState,
    CheckInChannel,
    ConvocationState,
    ItemKind,
    Outcome,
    PresenceKind,
    Section,
    SessionAction,
    SessionKind,
    SessionState,
    SpeechKind,
)
from sessions.core.models import (
    AgendaItem,
    Ballot,
    CommissionSession,
    Convocation,
    Decision,
    DecisionEffect,
    ItemRecommendation,
    MinuteText,
    PresenceEvent,
    ProcesVerbal,
    Reminder,
    Reserve,
    SessionStep,
    Speech,
    TextRevision,
)
from sessions.core.models.settled import writing_the_past
from sessions.meeting.queries.presence import quorum_at
from sessions.meeting.queries.votes import vote_outcome
from sessions.papers.operations.papers import prepare_pv, submit_pv

from . import deliberations

S = RecommendationState


@dataclass(frozen=True)
class Review:
    """A project examined in a session."""

    project: int  # rank in the ministry's portfolio
    outcome: Outcome
    debate: str
    reserve: str = ""


@dataclass(frozen=True)
class Ask:
    """A recommendation issued, and what became of it."""

    text: str
    structure: str
    days: int
    state: RecommendationState
    theme: str = "pilotage"
    priority: Priority = Priority.NORMAL


@dataclass(frozen=True)
class Sitting:
    on: date
    kind: SessionKind = SessionKind.ORDINARY
    present: int = 9
    reviews: Sequence[Review] = ()
    asks: Sequence[Ask] = ()
    theme: str = ""
    late: bool = False  # a member arrives after the opening
    pv_waits: bool = False  # its procès-verbal is still a draft
    by_code: bool = False  # every second member noted his own arrival; the silent were reminded, one letter came back
    deliberates: bool = False  # votes of every kind, explained and corrected


SITTINGS = [
    Sitting(
        date(2023, 5, 17),
        present=10,
        theme="Installation et état des lieux",
        reviews=[
            Review(
                0, Outcome.FAVOURABLE, "Les membres demandent que la reprise des dossiers papier soit chiffrée à part."
            ),
            Review(
                1, Outcome.NOTED, "Le besoin est confirmé par trois directions ; le dossier n’est pas encore complet."
            ),
        ],
        asks=[
            Ask(
                "Tenir à jour la liste des applications du ministère et la présenter à chaque session",
                "DSI",
                120,
                S.DONE,
                "patrimoine",
            ),
            Ask("Désigner un correspondant numérique dans chaque direction", "SGM", 60, S.DONE),
        ],
    ),
    Sitting(
        date(2023, 11, 22),
        present=8,
        theme="Sécurité et hébergement",
        reviews=[
            Review(
                2,
                Outcome.QUALIFIED,
                "L’hébergement proposé est hors du pays ; la commission demande l’hébergement national.",
                "Héberger la plateforme dans le centre de données national avant l’ouverture au public",
            ),
            Review(3, Outcome.ADJOURNED, "Le plan de financement n’est pas arrêté."),
        ],
        asks=[
            Ask(
                "Rédiger la politique de sécurité du système d’information du ministère",
                "DSI",
                240,
                S.RUNNING,
                "sécurité",
                Priority.HIGH,
            ),
            Ask("Généraliser les adresses électroniques professionnelles", "DPAF", 90, S.DONE, "usages"),
        ],
        late=True,
    ),
    Sitting(
        date(2024, 4, 24),
        present=11,
        theme="Services aux usagers",
        reviews=[
            Review(3, Outcome.FAVOURABLE, "Le financement est acquis ; le calendrier tient compte de la passation."),
            Review(4, Outcome.FAVOURABLE, "Le service existe ailleurs : la mutualisation est retenue."),
        ],
        asks=[
            Ask("Publier les délais et les pièces demandées pour chaque démarche", "DSU", 150, S.DONE, "usagers"),
            Ask(
                "Proposer la liste des pièces que l’administration détient déjà",
                "DER",
                180,
                S.REPORTED,
                "interopérabilité",
            ),
        ],
    ),
    Sitting(
        date(2024, 6, 12),
        SessionKind.EXTRAORDINARY,
        present=7,
        theme="Incident de sécurité du mois de mai",
        reviews=[],
        asks=[
            Ask(
                "Séparer les comptes d’administration des comptes d’usage courant",
                "DSI",
                30,
                S.DONE,
                "sécurité",
                Priority.HIGH,
            )
        ],
    ),
    Sitting(
        date(2024, 11, 13),
        present=9,
        theme="Bilan de l’année et budget",
        reviews=[
            Review(
                5,
                Outcome.QUALIFIED,
                "Le coût a augmenté d’un tiers depuis le dépôt du dossier.",
                "Présenter une révision du coût approuvée par la DPAF",
            ),
            Review(6, Outcome.UNFAVOURABLE, "Une plateforme existante rend déjà ce service."),
        ],
        asks=[
            Ask("Présenter un plan de renouvellement des postes de travail", "DPAF", 120, S.ACCEPTED, "patrimoine"),
            Ask("Former les correspondants numériques", "DSI", 200, S.DONE, "usages"),
        ],
        late=True,
    ),
    Sitting(
        date(2025, 5, 14),
        present=10,
        theme="Interopérabilité",
        reviews=[
            Review(7, Outcome.FAVOURABLE, "Les échanges passent par la plateforme nationale d’interopérabilité."),
            Review(8, Outcome.FAVOURABLE, "Les indicateurs d’usage sont définis avant l’ouverture."),
        ],
        asks=[
            Ask(
                "Raccorder le registre des agréments à la plateforme nationale d’interopérabilité",
                "DSI",
                210,
                S.RUNNING,
                "interopérabilité",
                Priority.HIGH,
            ),
            Ask(
                "Mesurer l’usage de chaque e-service et le présenter à la commission", "DSU", 150, S.ACCEPTED, "usagers"
            ),
        ],
    ),
    Sitting(
        date(2025, 11, 19),
        present=8,
        theme="Archives et mémoire",
        reviews=[
            Review(
                9,
                Outcome.QUALIFIED,
                "Deux sites sur neuf sont prêts ; le pilote est jugé concluant.",
                "Produire la preuve de la sauvegarde hors site avant la phase 2",
            ),
            Review(2, Outcome.NOTED, "La migration vers l’hébergement national est engagée."),
        ],
        asks=[
            Ask("Établir le calendrier de versement des archives numérisées", "ADA", 180, S.ISSUED, "archives"),
            Ask(
                "Achever l’action de sécurité en retard et en rendre compte par écrit",
                "DSI",
                90,
                S.RUNNING,
                "sécurité",
                Priority.HIGH,
            ),
            Ask(
                "Adresser à l’ASIN la liste des e-services prêts à être raccordés",
                "DSU",
                120,
                S.LAPSED,
                "interopérabilité",
            ),
        ],
        late=True,
        pv_waits=True,
        by_code=True,
        deliberates=True,
    ),
]


def load_history(body: Commission, projects: Sequence[Project], sittings: Sequence[Sitting] = SITTINGS) -> None:
    for sitting in sittings:
        if not CommissionSession.objects.filter(commission=body, held_on=sitting.on).exists():
            with transaction.atomic(), writing_the_past():
                _hold(body, projects, sitting)


def _moment(day: date, hour: int, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def _holder(seat: Seat) -> Person | None:
    mandate = Mandate.objects.filter(seat=seat, kind=HolderKind.TITULAR).select_related("person").first()
    return mandate.person if mandate else None


def _interim(seat: Seat, day: date) -> Person | None:
    """Who held the seat par intérim on that day."""
    mandate = Mandate.objects.in_force(day).filter(seat=seat, kind=HolderKind.INTERIM).select_related("person").first()
    return mandate.person if mandate else None


def _hold(body: Commission, projects: Sequence[Project], sitting: Sitting) -> None:
    secretary_seat = Seat.objects.get(commission=body, role=SeatRole.SECRETARY)
    secretary = _holder(secretary_seat)
    by = secretary.user if secretary else None
    chair_seat = Seat.objects.get(commission=body, role=SeatRole.PRESIDENT)
    rapporteur = Seat.objects.filter(commission=body, role=SeatRole.RAPPORTEUR).first()
    series = SeriesKind.ORDINARY_SESSION if sitting.kind == SessionKind.ORDINARY else SeriesKind.EXTRAORDINARY_SESSION
    day = sitting.on
    session = CommissionSession.objects.create(
        scope=body.scope,
        commission=body,
        statute=body.statutes.first(),
        kind=sitting.kind,
        year=day.year,
        number=next_number(body, series, day.year),
        state=SessionState.LIFTED,
        theme=sitting.theme,
        held_on=day,
        starts_at=time(10),
        planned_minutes=180,
        place="Salle de réunion du cabinet, Cotonou",
        convened_at=_moment(day - timedelta(days=12), 9),
        convened_by=by,
        convocation_number=next_number(body, SeriesKind.CONVOCATION, day.year),
        opened_at=_moment(day, 10, 12),
        lifted_at=_moment(day, 12, 48),
        chair=_holder(chair_seat),
        chair_capacity=chair_seat.label,
        rapporteur=_holder(rapporteur) if rapporteur else None,
        transmitted_at=_moment(day + timedelta(days=6), 11),
        is_fictitious=True,
    )
    _steps(session, by)
    _presence(session, sitting, secretary_seat, by)
    _convocations(session)
    if sitting.by_code:
        _reminders(session, by)
    items, matters = _agenda(session, sitting, projects)
    _minutes(session, sitting, items, by)
    if matters:
        deliberations.release_twice(session, matters[-1], by)
        CommissionSession.objects.filter(pk=session.pk).update(state=SessionState.OPEN)
        deliberations.deliberate(session, matters, by)
        CommissionSession.objects.filter(pk=session.pk).update(state=SessionState.LIFTED)
        deliberations.explain_and_correct(session, matters, by)
    for ask in sitting.asks:
        _recommendation(session, items[1], ask, by)
    record("load_demo", session, by=by)
    if not sitting.pv_waits:
        submitted = submit_pv(session.pk, by)
        ProcesVerbal.objects.filter(pk=submitted.pk).update(
            submitted_at=session.lifted_at + timedelta(days=5 + day.day % 9)
        )
    else:
        prepare_pv(session.pk, by)


def _steps(session: CommissionSession, by: User | None) -> None:
    moves = [
        (SessionAction.CONVENE, SessionState.PREPARING, SessionState.CONVENED, session.convened_at),
        (SessionAction.OPEN, SessionState.CONVENED, SessionState.OPEN, session.opened_at),
        (SessionAction.LIFT, SessionState.OPEN, SessionState.LIFTED, session.lifted_at),
    ]
    SessionStep.objects.bulk_create(
        [
            SessionStep(
                scope_id=session.scope_id,
                session=session,
                action=action,
                from_state=before,
                to_state=after,
                at=at,
                by=by,
                by_capacity="secrétaire",
            )
            for action, before, after, at in moves
        ]
    )


def _presence(session: CommissionSession, sitting: Sitting, secretary_seat: Seat, by: User | None) -> None:
    """The secretary and the first seats come, one of them late when the sitting says so; one absent member is excused,
    another gives proxy.
    """
    seats = list(Seat.objects.filter(commission_id=session.commission_id, has_vote=True).in_protocol_order())
    rng = Random(session.held_on.toordinal())  # noqa: S311 - the same demo every time, no secret
    comers = seats[:1] + sorted(
        rng.sample(seats[1:], min(sitting.present - 1, len(seats) - 1)), key=lambda s: s.position
    )
    missing = [seat for seat in seats if seat not in comers]
    events = []

    def event(seat: Seat, kind: PresenceKind, at: datetime, **fields: object) -> None:
        who = _holder(seat)
        if kind == PresenceKind.ARRIVED and (interim := _interim(seat, session.held_on)) is not None:
            who, kind = interim, PresenceKind.REPRESENTED
        if who is not None:
            author = who.user if "checked_in_by" in fields and who.user is not None else by
            events.append(
                PresenceEvent(
                    scope_id=session.scope_id,
                    session=session,
                    seat=seat,
                    kind=kind,
                    at=at,
                    person=who,
                    person_name=who.full_name,
                    recorded_by=author,
                    **fields,
                )
            )

    event(secretary_seat, PresenceKind.ARRIVED, _moment(session.held_on, 9, 55))
    for rank, seat in enumerate(comers):
        late = sitting.late and rank == len(comers) - 1
        himself = {"checked_in_by": CheckInChannel.CODE} if sitting.by_code and rank % 2 else {}
        event(seat, PresenceKind.ARRIVED, _moment(session.held_on, 10, 40 if late else rng.randint(0, 9)), **himself)
    if missing:
        event(missing[0], PresenceKind.EXCUSED, _moment(session.held_on, 9, 30), note="Mission à l’intérieur du pays")
    if len(missing) > 1:
        event(missing[1], PresenceKind.PROXY, _moment(session.held_on, 9, 45), proxy_seat=comers[1])
    PresenceEvent.objects.bulk_create(events)


ANSWERS: dict[str, Answer] = {
    PresenceKind.ARRIVED: Answer.PRESENT,
    PresenceKind.REPRESENTED: Answer.SUBSTITUTE,
    PresenceKind.EXCUSED: Answer.EXCUSED,
    PresenceKind.PROXY: Answer.PROXY,
}


def _convocations(session: CommissionSession) -> None:
    """Every holder was convened and the mail arrived; those who came, excused themselves or gave proxy had said so."""
    events = {event.seat_id: event for event in session.presence_events.all()}
    seats = [
        (seat, who)
        for seat in Seat.objects.filter(commission_id=session.commission_id).in_protocol_order()
        if (who := _holder(seat)) is not None
    ]
    rows = []
    for number, (seat, who) in enumerate(seats, start=1):
        event = events.get(seat.pk)
        answered = session.convened_at + timedelta(days=1 + number % 4, hours=number % 7) if event else None
        rows.append(
            Convocation(
                scope_id=session.scope_id,
                session=session,
                seat=seat,
                person=who,
                seat_label=seat.label,
                number=number,
                state=ConvocationState.SENT,
                sent_at=session.convened_at,
                secret_hash=sha256(f"{session.pk} {seat.pk}".encode()).hexdigest(),
                read_at=answered,
                answer=ANSWERS[event.kind] if event else Answer.NONE,
                answered_at=answered,
                answer_reason=event.note if event else "",
                proxy_seat_id=event.proxy_seat_id if event else None,
                substitute_id=event.person_id if event and event.kind == PresenceKind.REPRESENTED else None,
            )
        )
    Convocation.objects.bulk_create(rows)


def _reminders(session: CommissionSession, by: User | None) -> None:
    """The silent were reminded seven and two days before; the address of the last of them was wrong."""
    silent = list(session.convocations.filter(answer=Answer.NONE).select_related("person").order_by("number"))
    Reminder.objects.bulk_create(
        Reminder(
            scope_id=session.scope_id, convocation=row, day=session.held_on - timedelta(days=before), is_automatic=True
        )
        for row in silent
        for before in (7, 2)
    )
    if silent:
        row = silent[-1]
        row.mail = OutgoingMail.objects.create(
            message_id=f"<{row.pk}@demonstration>",
            scope_id=session.scope_id,
            commission_id=session.commission_id,
            person=row.person,
            to_name=row.person.titled_name,
            to_email=row.person.email,
            subject=f"Convocation, {session.commission.code}",
            text="Courriel de démonstration.",
            html="<p>Courriel de démonstration.</p>",
            template="convocation",
            state=MailState.FAILED,
            attempts=1,
            error="SMTPRecipientsRefused: {'': (550, b'5.1.1 user unknown')}",
            created_by=by,
            subject_type=row._meta.label_lower,
            subject_id=str(row.pk),
        )
        row.save(update_fields=["mail"])


def _agenda(
    session: CommissionSession, sitting: Sitting, projects: Sequence[Project]
) -> tuple[list[AgendaItem], list[AgendaItem]]:
    """The ordinary items, and those of a session that deliberates in full; « divers » comes last."""
    lines: list[tuple[ItemKind, str, Review | None]] = [
        (ItemKind.PREVIOUS_PV, "Approbation du procès-verbal de la session précédente", None),
        (ItemKind.FOLLOW_UP, "État de mise en œuvre des recommandations", None),
    ]
    lines += [
        (ItemKind.PROJECT_REVIEW, f"Examen du projet « {projects[review.project].title} »", review)
        for review in sitting.reviews
    ]
    lines.append((ItemKind.MISCELLANEOUS, "Divers", None))
    items, matters = [], []
    moment = session.opened_at + timedelta(minutes=10)
    for rank, (kind, title, review) in enumerate(lines, start=1):
        if sitting.deliberates and rank == len(lines):
            matters = deliberations.write_items(session, projects, position=rank, moment=moment)
            moment = matters[-1].ended_at or moment
        position = rank + len(matters)
        ended = moment + timedelta(minutes=28 if review else 12)
        item = AgendaItem.objects.create(
            scope_id=session.scope_id,
            session=session,
            position=position,
            kind=kind,
            title=title,
            planned_minutes=30 if review else 15,
            presenter=session.rapporteur if review else None,
            started_at=moment,
            ended_at=ended,
            outcome=review.outcome if review else Outcome.NOTED,
        )
        if review:
            item.projects.add(projects[review.project])
        items.append(item)
        moment = ended
    return items, matters


def _minutes(session: CommissionSession, sitting: Sitting, items: Sequence[AgendaItem], by: User | None) -> None:
    chair = session.chair
    Speech.objects.create(
        scope_id=session.scope_id,
        session=session,
        kind=SpeechKind.OPENING,
        position=1,
        person=chair,
        speaker_name=chair.full_name if chair else "",
        speaker_function=session.chair_capacity,
        summary=(
            f"Ouvre les travaux, rappelle le thème de la session ({sitting.theme[:1].lower()}{sitting.theme[1:]}) et"
            " remercie les membres de leur assiduité."
        ),
    )
    _text(session, items[0], Section.CONCLUSION, "Le procès-verbal est approuvé sans modification.", by)
    _text(
        session,
        items[1],
        Section.COMMUNICATION,
        "Le rapporteur présente l’état des recommandations, par ancienneté et par destinataire.",
        by,
    )
    _text(session, items[1], Section.CONCLUSION, "La commission prend acte de l’état présenté.", by)
    _text(session, items[-1], Section.CONCLUSION, "Aucune question diverse n’est soulevée.", by)
    reviewed = [item for item in items if item.kind == ItemKind.PROJECT_REVIEW]
    for item, review in zip(reviewed, sitting.reviews, strict=True):
        _text(
            session,
            item,
            Section.COMMUNICATION,
            "Le rapporteur rappelle l’objet du projet, son coût, son calendrier et ce qui a été fait depuis la dernière"
            " session.",
            by,
        )
        _text(session, item, Section.DEBATE, review.debate, by)
        _decide(session, item, review)
    _text(session, None, Section.CLOSING, "L’ordre du jour étant épuisé, la présidence remercie les participants.", by)


def _text(session: CommissionSession, item: AgendaItem | None, section: Section, text: str, by: User | None) -> None:
    name = by.full_name if by else ""
    row = MinuteText.objects.create(
        scope_id=session.scope_id,
        session=session,
        item=item,
        section=section,
        text=text,
        revision=1,
        saved_by_name=name,
        saved_at=session.lifted_at,
    )
    TextRevision.objects.create(
        scope_id=session.scope_id,
        minute_text=row,
        revision=1,
        base_revision=0,
        text=text,
        author=by,
        author_name=name,
        at=session.lifted_at,
    )


WORDS = {
    Outcome.FAVOURABLE: "La commission donne un avis favorable au projet.",
    Outcome.QUALIFIED: "La commission donne un avis favorable, sous la réserve énoncée.",
    Outcome.ADJOURNED: "La commission ajourne l’examen du projet.",
    Outcome.UNFAVOURABLE: "La commission donne un avis défavorable au projet.",
    Outcome.NOTED: "La commission prend acte de la présentation.",
}


def _decide(session: CommissionSession, item: AgendaItem, review: Review) -> None:
    at = item.ended_at
    quorum = quorum_at(session, at)
    ballot = None
    if review.outcome in (Outcome.FAVOURABLE, Outcome.QUALIFIED, Outcome.UNFAVOURABLE) and session.statute:
        voters = quorum.present + quorum.represented
        against = 1 if review.outcome == Outcome.QUALIFIED else 0
        won = vote_outcome(
            session.statute, votes_for=voters - against, votes_against=against, entitled=voters, seats=quorum.base
        )
        ballot = Ballot.objects.create(
            scope_id=session.scope_id,
            session=session,
            item=item,
            question=WORDS[review.outcome],
            proposed_outcome=review.outcome,
            method=BallotMethod.SHOW_OF_HANDS,
            state=BallotState.CLOSED,
            opened_at=at - timedelta(minutes=2),
            closed_at=at,
            votes_for=voters - against,
            votes_against=against,
            abstentions=0,
            result=won.result,
            snapshot={"quorum": quorum.as_snapshot(), "entitled": voters, "explanation": won.explanation},
        )
    decision = Decision.objects.create(
        scope_id=session.scope_id,
        commission_id=session.commission_id,
        session=session,
        item=item,
        ballot=ballot,
        year=session.year,
        number=next_number(session.commission, SeriesKind.DECISION, session.year),
        outcome=review.outcome,
        text=WORDS[review.outcome],
        decided_at=at,
    )
    project = item.projects.get()
    DecisionEffect.objects.create(
        scope_id=session.scope_id,
        decision=decision,
        project=project,
        stage_before=project.stage,
        stage_after=project.stage,
    )
    if review.reserve:
        Reserve.objects.create(
            scope_id=session.scope_id,
            decision=decision,
            project=project,
            text=review.reserve,
            due_on=session.held_on + timedelta(days=180),
        )


# The acts that lead a recommendation from issued to each state.
PATHS = {
    S.ISSUED: [],
    S.ACCEPTED: [(RecommendationAction.ACCEPT, S.ACCEPTED)],
    S.RUNNING: [(RecommendationAction.ACCEPT, S.ACCEPTED), (RecommendationAction.START, S.RUNNING)],
    S.REPORTED: [
        (RecommendationAction.ACCEPT, S.ACCEPTED),
        (RecommendationAction.START, S.RUNNING),
        (RecommendationAction.REPORT, S.REPORTED),
    ],
    S.DONE: [
        (RecommendationAction.ACCEPT, S.ACCEPTED),
        (RecommendationAction.START, S.RUNNING),
        (RecommendationAction.REPORT, S.REPORTED),
        (RecommendationAction.VALIDATE, S.DONE),
    ],
    S.LAPSED: [(RecommendationAction.LAPSE, S.LAPSED)],
}


def _recommendation(session: CommissionSession, item: AgendaItem, ask: Ask, by: User | None) -> None:
    structure = session.commission.ministry.structures.filter(acronym=ask.structure).first()
    recommendation = issue(
        commission=session.commission,
        year=session.year,
        text=ask.text,
        addressee_label=structure.name if structure else ask.structure,
        structure=structure,
        due_on=session.held_on + timedelta(days=ask.days),
        priority=ask.priority,
        theme=ask.theme,
        origin_label=f"{session.label}, point {item.position}",
        issued_on=session.held_on,
        is_fictitious=True,
        by=by,
    )
    ItemRecommendation.objects.create(
        scope_id=session.scope_id, session=session, item=item, recommendation=recommendation
    )
    state: RecommendationState = S.ISSUED
    rapporteur = session.rapporteur.user if session.rapporteur else None
    chair = session.chair.user if session.chair else None
    for rank, (action, target) in enumerate(PATHS[ask.state], start=1):
        at = _moment(session.held_on + timedelta(days=ask.days * rank // 5 + 2), 10)
        judged = action == RecommendationAction.VALIDATE
        RecommendationStep.objects.create(
            scope_id=recommendation.scope_id,
            recommendation=recommendation,
            action=action,
            from_state=state,
            to_state=target,
            by=chair if judged else rapporteur,
            at=at,
            reason="Sans objet depuis la réorganisation." if target == S.LAPSED else "",
        )
        if action == RecommendationAction.REPORT and rapporteur:
            done = ask.state == S.DONE
            RecommendationReport.objects.create(
                scope_id=recommendation.scope_id,
                recommendation=recommendation,
                text="Le travail est achevé ; la pièce est au dossier.",
                proof_link="https://exemple.test/preuve",
                author=rapporteur,
                reported_at=at,
                outcome=ReportOutcome.ACCEPTED if done else ReportOutcome.PENDING,
                reviewed_by=chair if done else None,
                reviewed_at=at + timedelta(days=6) if done else None,
            )
        state = target
    Recommendation.objects.filter(pk=recommendation.pk).update(state=state)
