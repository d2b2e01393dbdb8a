"""Play a session as its secretary does: each act is the portal's own operation, done at the hour it is told for.

What a session shows afterwards is therefore what the portal would show of a real one: no row is written by hand but
those of the letters, which no worker sends.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from commissions.enums import SeatRole
from commissions.models import Commission
from foundation.accounts.models import User
from foundation.common import clock
from foundation.jobs.enums import JobState
from foundation.jobs.models import Job
from foundation.notifications.enums import MailState
from foundation.notifications.models import OutgoingMail
from ministries.models import Commune, Structure
from projects.models import Project
from recommendations.enums import Priority, RecommendationState
from recommendations.models import Recommendation
from recommendations.operations import accept, lapse, report, start, validate
from sessions.core.enums import (
    Answer,
    BallotMethod,
    CheckInChannel,
    ConvocationState,
    ItemKind,
    Outcome,
    PresenceKind,
    Section,
    SessionKind,
    SpeechKind,
)
from sessions.core.models import AgendaItem, CommissionSession, Convocation
from sessions.meeting.operations.checking_in import open_check_in
from sessions.meeting.operations.deciding import RecommendationLine, ReserveLine, decide, recommend
from sessions.meeting.operations.holding import lift, open_session, start_item
from sessions.meeting.operations.minutes import add_speech
from sessions.meeting.operations.presence import record_presence, tick_expected
from sessions.meeting.operations.voting import close_ballot, open_ballot
from sessions.meeting.queries.live_votes import franchise_at
from sessions.papers.operations.papers import submit_pv, transmit_session
from sessions.preparing.operations.agenda import ItemFacts, add_item
from sessions.preparing.operations.answering import AnswerFacts, answer_convocation, mark_read
from sessions.preparing.operations.convening import convene
from sessions.preparing.operations.preparing import SessionFacts, create_session
from sessions.preparing.operations.releasing import SEND_AGENDA
from sessions.preparing.operations.reminding import remind_by_itself
from sessions.preparing.operations.sending import SEND_LETTER

from . import deliberations
from .deliberations import write
from .timeline import at, known, wednesday_before

S = RecommendationState
PLACE = "Salle de réunion du cabinet, Cotonou"


@dataclass(frozen=True)
class Review:
    """A project examined in a session."""

    project: int  # rank in the ministry's portfolio
    outcome: Outcome
    debate: str
    reserve: str = ""


@dataclass(frozen=True)
class Ask:
    """A recommendation issued, and what became of it. `structure` is an acronym; `commune` a name instead."""

    text: str
    structure: str
    days: int  # from the session to the due day
    state: RecommendationState
    theme: str = "pilotage"
    priority: Priority = Priority.NORMAL
    commune: str = ""


@dataclass(frozen=True)
class Sitting:
    ago: int  # days before today; it is held on the Wednesday before
    kind: SessionKind = SessionKind.ORDINARY
    absent: Sequence[int] = ()  # seats, by rank: the first is excused, the second gives proxy, the others are silent
    reviews: Sequence[Review] = ()
    asks: Sequence[Ask] = ()
    theme: str = ""
    late: bool = False  # a member arrives after the opening
    pv_waits: bool = False  # its procès-verbal is still a draft
    by_code: bool = False  # every second member noted his own arrival; the silent were reminded, one letter came back
    deliberates: bool = False  # votes of every kind, explained and corrected

    @property
    def on(self) -> date:
        return wednesday_before(self.ago)


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


@dataclass(frozen=True)
class Table:
    """A commission and those who act in its name."""

    body: Commission
    projects: Sequence[Project]
    secretary: User
    chair: User | None
    reporter: User | None  # whoever reports on projects and answers recommendations


def table_of(body: Commission, projects: Sequence[Project]) -> Table:
    def account(role: SeatRole) -> User | None:
        return (
            User.objects.filter(
                person__mandates__seat__commission=body,
                person__mandates__seat__role=role,
                person__mandates__valid_to=None,
            )
            .order_by("person__mandates__kind", "pk")
            .first()
        )

    secretary = account(SeatRole.SECRETARY)
    assert secretary is not None
    return Table(body, projects, secretary, account(SeatRole.PRESIDENT), account(SeatRole.RAPPORTEUR))


def play(body: Commission, projects: Sequence[Project], sittings: Sequence[Sitting]) -> None:
    """Play the sittings of a commission that has had none yet, from the oldest on."""
    if not CommissionSession.objects.filter(commission=body).exists():
        table = table_of(body, projects)
        for sitting in sittings:
            with transaction.atomic():
                _play(table, sitting)


def _play(table: Table, sitting: Sitting) -> None:
    day, by = sitting.on, table.secretary
    with at(moment(day - timedelta(days=20), 9)):
        session = create_session(
            table.body.pk,
            SessionFacts(
                year=day.year,
                kind=sitting.kind,
                held_on=day,
                starts_at=time(10),
                planned_minutes=180,
                place=PLACE,
                theme=sitting.theme,
            ),
            by=by,
        )
        _write_agenda(table, session, sitting)
    call(session, moment(day - timedelta(days=12), 9), by=by)
    session.refresh_from_db()
    if sitting.deliberates:
        with at(known(session.convened_at) + timedelta(days=4)), undelivered(session):
            deliberations.add_late_matter(session, by)
    _answer(session, sitting)
    if sitting.by_code:
        _remind(session, by)
    _arrive(session, sitting, by)
    with at(moment(day, 10, 12)):
        session = open_session(session.pk, by=by)
        add_speech(
            session.pk,
            kind=SpeechKind.OPENING,
            person=session.chair,
            speaker_function=session.chair_capacity,
            summary=(
                f"Ouvre les travaux, rappelle le thème de la session ({sitting.theme[:1].lower()}{sitting.theme[1:]})"
                " et remercie les membres de leur assiduité."
            ),
            by=by,
        )
    asked = _go_through(table, session, sitting)
    with at(moment(day, 12, 48)):
        write(
            session, None, Section.CLOSING, "L’ordre du jour étant épuisé, la présidence remercie les participants.", by
        )
        lift(session.pk, by=by)
    session.refresh_from_db()
    if sitting.deliberates:
        deliberations.explain_and_correct(session, by)
    for recommendation, ask in asked:
        _follow(table, recommendation, ask, session)
    if not sitting.pv_waits:
        with at(moment(day + timedelta(days=5 + day.day % 9), 15)):
            submit_pv(session.pk, by=by)
            transmit_session(session.pk, by=by)


# Before the session.


@contextmanager
def undelivered(session: CommissionSession, *, with_papers: bool = False) -> Iterator[None]:
    """The letters that an act asks for do not leave: they count as arrived. Those of the past are made when somebody
    opens them.
    """
    yield
    Job.objects.filter(kind__in=(SEND_LETTER, SEND_AGENDA), scope_id=session.scope_id).delete()
    rows = Convocation.objects.filter(session=session)
    if not with_papers:
        letters = rows.exclude(letter=None).values("letter__job")
        Job.objects.filter(pk__in=letters, state=JobState.QUEUED).delete()
    rows.filter(state=ConvocationState.QUEUED).update(state=ConvocationState.SENT, sent_at=clock.now())


def call(session: CommissionSession, when: datetime, *, by: User, with_papers: bool = False) -> None:
    """Convene the members at that instant."""
    with at(when), undelivered(session, with_papers=with_papers):
        convene(session.pk, by=by)


def _write_agenda(table: Table, session: CommissionSession, sitting: Sitting) -> None:
    by, presenter = table.secretary, table.reporter.person if table.reporter else None
    if sitting.kind == SessionKind.EXTRAORDINARY:
        add_item(session.pk, ItemFacts(sitting.theme, planned_minutes=40, presenter=presenter), by=by)
    for review in sitting.reviews:
        project = table.projects[review.project]
        add_item(
            session.pk,
            ItemFacts(
                f"Examen du projet « {project.title} »",
                ItemKind.PROJECT_REVIEW,
                planned_minutes=30,
                presenter=presenter,
                projects=[project],
            ),
            by=by,
        )
    if sitting.deliberates:
        deliberations.add_matters(session, table.projects, presenter, by)
    add_item(session.pk, ItemFacts("Divers", ItemKind.MISCELLANEOUS, planned_minutes=10), by=by)


def _answer(session: CommissionSession, sitting: Sitting) -> None:
    """Those who come say so; one absent member is excused, another gives proxy, the others are silent."""
    rows = list(session.convocations.select_related("seat", "person__user").order_by("number"))
    by_rank = {known(row.seat).position: row for row in rows}
    missing = [by_rank[rank] for rank in sitting.absent if rank in by_rank]
    coming = [row for row in rows if row not in missing]
    answers = {row.pk: AnswerFacts(Answer.PRESENT) for row in coming}
    for row, facts in zip(
        missing,
        (
            AnswerFacts(Answer.EXCUSED, reason="Mission à l’intérieur du pays"),
            AnswerFacts(Answer.PROXY, proxy_seat_id=coming[1].seat_id),
        ),
        strict=False,
    ):
        answers[row.pk] = facts
    late = next(row.pk for row in reversed(coming) if known(row.seat).has_vote) if sitting.late else None
    for rank, row in enumerate(row for row in rows if row.pk in answers and row.pk != late):
        with at(known(session.convened_at) + timedelta(days=1 + rank % 4, hours=rank % 7)):
            mark_read(row)
            answer_convocation(row.pk, answers[row.pk], by=row.person.user)


def _remind(session: CommissionSession, by: User) -> None:
    """The silent were reminded on the days that the commission chose; the address of the last of them was wrong."""
    for before in session.commission.reminder_days:
        with at(moment(known(session.held_on) - timedelta(days=before), 8)), undelivered(session):
            remind_by_itself(session.pk)
    row = session.convocations.filter(answer=Answer.NONE).select_related("person").order_by("number").last()
    if row is not None:
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


# In session.


def _arrive(session: CommissionSession, sitting: Sitting, by: User) -> None:
    day = known(session.held_on)
    if sitting.by_code:
        with at(moment(day, 9, 50)):
            open_check_in(session.pk, by=by)
        coming = session.convocations.filter(answer=Answer.PRESENT, seat__has_vote=True).order_by("number")
        for row in coming.select_related("person__user")[1::2]:
            kind = PresenceKind.ARRIVED if _holds(row) else PresenceKind.REPRESENTED
            with at(moment(day, 9, 52)):
                record_presence(
                    session.pk,
                    seat_id=known(row.seat_id),
                    kind=kind,
                    person_name=row.person.full_name,
                    checked_in_by=CheckInChannel.CODE,
                    by=row.person.user,
                )
    with at(moment(day, 10, 4)):
        tick_expected(session.pk, by=by)
        for row in session.convocations.filter(answer=Answer.PROXY):
            record_presence(
                session.pk, seat_id=known(row.seat_id), kind=PresenceKind.PROXY, proxy_seat_id=row.proxy_seat_id, by=by
            )


def _holds(row: Convocation) -> bool:
    """Whether the person convened is the titular of the seat."""
    return known(row.seat).mandates.filter(person_id=row.person_id, kind="titular").exists()


def _go_through(table: Table, session: CommissionSession, sitting: Sitting) -> list[tuple[Recommendation, Ask]]:
    """Take the items one after the other; return the recommendations that were issued on the way."""
    day, by = known(session.held_on), table.secretary
    clock_at, asked = moment(day, 10, 20), []
    reviews = {f"Examen du projet « {table.projects[review.project].title} »": review for review in sitting.reviews}
    items = list(session.agenda_items.in_order())
    followed = next((item for item in items if item.kind == ItemKind.FOLLOW_UP), items[0])
    for rank, item in enumerate(items):
        if rank == 2 and sitting.late:
            _come_late(session, sitting, clock_at, by)
        if deliberations.is_matter(item) and sitting.deliberates:
            clock_at = deliberations.deliberate_on(item, clock_at, by)
            continue
        with at(clock_at):
            start_item(session.pk, item.pk, by=by)
            _note(session, item, by)
            if item.pk == followed.pk:
                asked = [(_recommend(session, item, ask, by), ask) for ask in sitting.asks]
        clock_at += timedelta(minutes=6)
        if (review := reviews.get(item.title)) is not None:
            clock_at += timedelta(minutes=12)
            _decide(session, item, review, clock_at, by)
    return asked


def _come_late(session: CommissionSession, sitting: Sitting, when: datetime, by: User) -> None:
    silent = session.convocations.filter(answer=Answer.NONE, seat__has_vote=True)
    row = silent.exclude(seat__position__in=sitting.absent).get()
    with at(when):
        record_presence(session.pk, seat_id=known(row.seat_id), kind=PresenceKind.ARRIVED, by=by)


NOTES = {
    ItemKind.PREVIOUS_PV: (Section.CONCLUSION, "Le procès-verbal est approuvé sans modification."),
    ItemKind.FOLLOW_UP: (
        Section.COMMUNICATION,
        "Le rapporteur présente l’état des recommandations, par ancienneté et par destinataire. La commission en prend"
        " acte.",
    ),
    ItemKind.MOVED_PROJECTS: (
        Section.COMMUNICATION,
        "Le rapporteur présente les projets qui ont changé d’étape ou de calendrier depuis la dernière session.",
    ),
    ItemKind.USE_INDICATORS: (
        Section.COMMUNICATION,
        "Le rapporteur présente les indicateurs d’usage des projets achevés et ceux qui manquent.",
    ),
    ItemKind.COMMUNICATION: (
        Section.COMMUNICATION,
        "Le rapporteur expose les faits, ce qui a été fait aussitôt et ce qui reste à faire.",
    ),
    ItemKind.PROJECT_REVIEW: (
        Section.COMMUNICATION,
        "Le rapporteur rappelle l’objet du projet, son coût, son calendrier et ce qui a été fait depuis la dernière"
        " session.",
    ),
    ItemKind.MISCELLANEOUS: (Section.CONCLUSION, "Aucune question diverse n’est soulevée."),
}


def _note(session: CommissionSession, item: AgendaItem, by: User) -> None:
    section, text = NOTES[ItemKind(item.kind)]
    write(session, item, section, text, by)


WORDS = {
    Outcome.FAVOURABLE: "La commission donne un avis favorable au projet.",
    Outcome.QUALIFIED: "La commission donne un avis favorable, sous la réserve énoncée.",
    Outcome.ADJOURNED: "La commission ajourne l’examen du projet.",
    Outcome.UNFAVOURABLE: "La commission donne un avis défavorable au projet.",
    Outcome.NOTED: "La commission prend acte de la présentation.",
}
VOTED = (Outcome.FAVOURABLE, Outcome.QUALIFIED, Outcome.UNFAVOURABLE)


def _decide(session: CommissionSession, item: AgendaItem, review: Review, when: datetime, by: User) -> None:
    write_at = when - timedelta(minutes=4)
    with at(write_at):
        write(session, item, Section.DEBATE, review.debate, by)
    with at(when):
        if review.outcome in VOTED:
            ballot = open_ballot(item.pk, method=BallotMethod.SHOW_OF_HANDS, proposed_outcome=review.outcome, by=by)
            voters = len(franchise_at(session, item_id=item.pk).voters)
            against = 1 if review.outcome == Outcome.QUALIFIED else 0
            close_ballot(ballot.pk, votes_for=voters - against, votes_against=against, abstentions=0, by=by)
        project = item.projects.get()
        due_on = known(session.held_on) + timedelta(days=180)
        reserves = [ReserveLine(review.reserve, project.pk, due_on)] if review.reserve else []
        decide(item.pk, outcome=review.outcome, text=WORDS[review.outcome], reserves=reserves, by=by)


# After the session.


def _recommend(session: CommissionSession, item: AgendaItem, ask: Ask, by: User) -> Recommendation:
    structure = Structure.objects.filter(ministry=session.commission.ministry, acronym=ask.structure).first()
    commune = Commune.objects.get(name=ask.commune) if ask.commune else None
    recommendation = recommend(
        session.pk,
        item_id=item.pk,
        line=RecommendationLine(
            ask.text,
            addressee_label="" if structure or commune else ask.structure,
            structure=None if commune else structure,
            commune=commune,
            due_on=known(session.held_on) + timedelta(days=ask.days),
            priority=ask.priority,
        ),
        by=by,
    )
    Recommendation.objects.filter(pk=recommendation.pk).update(theme=ask.theme)
    return recommendation


def _follow(table: Table, recommendation: Recommendation, ask: Ask, session: CommissionSession) -> None:
    """Lead a recommendation from issued to its state, by those who do it; nothing is done after today."""
    by, last, lifted = table.reporter or table.secretary, clock.now() - timedelta(hours=1), session.lifted_at
    assert lifted is not None

    def done(rank: int) -> datetime:
        return min(max(lifted, moment(known(session.held_on) + timedelta(days=ask.days * rank // 5 + 2), 10)), last)

    if ask.state == S.LAPSED:
        with at(done(1)):
            lapse(recommendation.pk, reason="Sans objet depuis la réorganisation.", by=table.secretary)
    if ask.state in (S.ACCEPTED, S.RUNNING, S.REPORTED, S.DONE):
        with at(done(1)):
            accept(recommendation.pk, by=by)
    if ask.state in (S.RUNNING, S.REPORTED, S.DONE):
        with at(done(2)):
            start(recommendation.pk, by=by)
    if ask.state in (S.REPORTED, S.DONE):
        with at(done(3)):
            report(
                recommendation.pk,
                text="Le travail est achevé ; la pièce est au dossier.",
                proof_link="https://exemple.test/preuve",
                by=by,
            )
    if ask.state == S.DONE:
        with at(done(4)):
            validate(recommendation.pk, by=table.chair or table.secretary)
