"""What the pages before a session show: the list, the state as a sentence, the stepper, the agenda, the answers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Value,
    When,
    prefetch_related_objects,
)
from django.db.models.functions import Cast, Concat
from django.urls import reverse

from foundation.accounts.models import User
from foundation.accounts.models.token import digest
from foundation.common import clock
from foundation.common.models import beforehand
from foundation.common.typography import long_date, plural, short_datetime, short_hour
from foundation.jobs.enums import JobState
from foundation.notifications.queries import Trouble, trouble_of
from ministries.models import FactSource
from projects.models import Project
from projects.queries.sheet import Values, values_of
from sessions.core.enums import Answer, ConvocationState, ItemKind, OpinionState
from sessions.core.enums import SessionState as State
from sessions.core.models import (
    OVERRIDES,
    AgendaItem,
    AgendaRelease,
    Annex,
    AnswerLink,
    CommissionSession,
    Convocation,
    Decision,
    MinuteText,
    Reserve,
)
from sessions.core.models.agenda import SUBJECTS
from sessions.core.queries.blockers import Blocker

from ..models import Opinion
from ..rules import can_read_reason
from .handed import handed_lines
from .ordering import moment
from .own_items import Row, own_rows, previous_session, rows_seen
from .releases import as_released, last_release

BEFORE = (State.PREPARING, State.POSTPONED, State.CONVENED)
SHORTEST_SECRET = 22  # 128 bits: what is shorter was never given out
LIVING = (State.PREPARING, State.POSTPONED)  # nobody was told of this agenda, or it will be told anew
# A link stays good as long as it has something to say to the member.
LINK_STATES = (State.CONVENED, State.OPEN, State.SUSPENDED, State.CANCELLED, State.POSTPONED)
UNFINISHED = (JobState.QUEUED, JobState.RUNNING, JobState.FAILED)  # a failed attempt is made again by itself


def sessions_for(user: User) -> "QuerySet[CommissionSession]":
    """Every session one sees, counts included (1 query).

    From the greatest `recency` to the least: those of one's own commissions first, the newest first.
    """
    mine = user.access.commissions()
    # What a reader may not see, or not yet, is not even counted.
    shown = AgendaItem.objects.visible_to(user).standing_to(user).exclude(kind=ItemKind.HEADING)
    items = Count("agenda_items", filter=Q(agenda_items__in=shown), distinct=True)
    return (
        CommissionSession.objects.visible_to(user)
        .select_related("commission")
        .annotate(
            recency=Concat(
                Case(When(commission_id__in=mine, then=Value("1")), default=Value("0"), output_field=CharField()),
                Cast(F("year"), CharField()),
                moment("held_on"),
                output_field=CharField(),
            ),
            item_count=items,
            convened_count=Count("convocations", distinct=True),
            answered_count=Count("convocations", filter=~Q(convocations__answer=Answer.NONE), distinct=True),
        )
    )


@dataclass(frozen=True)
class AnswerCounts:
    total: int = 0
    answered: int = 0
    present: int = 0
    excused: int = 0
    substitute: int = 0
    proxy: int = 0
    no_address: int = 0
    failed: int = 0

    @property
    def silent(self) -> int:
        return self.total - self.answered


def state_sentence(session: CommissionSession, *, items: int, answers: AnswerCounts) -> str:
    """The state of a session as somebody would say it."""
    state = State(session.state)
    day = long_date(session.held_on) if session.held_on else "date non fixée"
    if session.is_reconstituted:
        return (
            f"Reconstituée d’après ses sources : tenue le {day}."
            if session.held_on
            else "Reconstituée d’après ses sources ; date non renseignée."
        )
    convened = f"Convoquée le {long_date(session.convened_at, weekday=False)}" if session.convened_at else "Convoquée"
    replies = (
        f", {answers.answered} {'réponse' if answers.answered < 2 else 'réponses'} sur {answers.total}"
        if answers.total
        else ""
    )
    return {
        State.PREPARING: f"En préparation : {day}, {plural(items, 'point')} à l’ordre du jour.",
        State.CONVENED: f"{convened}{replies}.",
        State.OPEN: f"Ouverte depuis {short_hour(session.opened_at)}.",
        State.SUSPENDED: f"Suspendue ; ouverte à {short_hour(session.opened_at)}.",
        State.LIFTED: f"Levée le {short_datetime(session.lifted_at)}." if session.lifted_at else f"Tenue le {day}.",
        State.ARCHIVED: f"Archivée ; tenue le {day}.",
        State.CANCELLED: "Annulée.",
        State.POSTPONED: "Reportée : fixez la nouvelle date, puis convoquez de nouveau les membres.",
        State.NO_QUORUM: f"Carence constatée : le quorum n’était pas atteint le {day}.",
    }[state]


@dataclass(frozen=True)
class Agenda:
    """The agenda as one reader sees it: numbered, timed, with its annexes."""

    lines: tuple["AgendaLine", ...]
    planned_minutes: int | None

    @property
    def total_minutes(self) -> int:
        return sum(line.item.planned_minutes or 0 for line in self.lines if not line.item.withdrawn_at)

    @property
    def untimed(self) -> int:
        return sum(1 for line in self.lines if line.stands and not line.item.planned_minutes)

    @property
    def excess(self) -> int:
        """Minutes beyond the planned length; 0 when it holds or when no length was planned."""
        return max(0, self.total_minutes - self.planned_minutes) if self.planned_minutes else 0

    @property
    def item_count(self) -> int:
        return sum(1 for line in self.lines if line.stands)

    @property
    def late(self) -> list["AgendaLine"]:
        """The items that came after the deadline of the proposals or after the convocation."""
        return [line for line in self.lines if line.stands and (line.item.is_late or line.item.added_after_convocation)]

    @property
    def order(self) -> str:
        return ",".join(str(line.item.pk) for line in self.lines)


@dataclass(frozen=True)
class Linked:
    """A row that an item is about: its icon, its name, where it is read."""

    icon: str
    label: str
    href: str = ""
    is_stale: bool = False


@dataclass(frozen=True)
class AgendaLine:
    item: AgendaItem
    number: int | None  # a heading has none, nor an item that was withdrawn before anybody was told of it
    annexes: Sequence[Annex] = field(default_factory=tuple)
    rows: Sequence[Row] = field(default_factory=tuple)  # of an item that the portal writes

    @property
    def contents(self) -> list[str]:
        """What its material holds, in words: « exposé », « 2 projets », « 3 annexes »."""
        item: Any = self.item
        followed = sum(row["kind"] == "recommendation" for row in self.rows)
        held = (
            (followed, "recommandation", "recommandations"),
            (len(item.seen_projects) + len(self.rows) - followed, "projet", "projets"),
            (len(item.seen_services), "e-service", "e-services"),
            (len(item.seen_platforms), "plateforme", "plateformes"),
            (len(item.seen_asset_categories), "catégorie d’actifs", "catégories d’actifs"),
            (len(item.seen_stocktakes), "campagne d’inventaire", "campagnes d’inventaire"),
            (len(item.seen_communes), "commune", "communes"),
            (len(item.legal_texts.all()), "texte", "textes"),
            (len(item.seen_opinions), "avis de l’ASIN", "avis de l’ASIN"),
            (len(self.annexes), "annexe", "annexes"),
        )
        said = ["exposé"] if item.description else []
        said += ["procès-verbal à approuver"] if item.about_session_id else []
        said += ["classement des besoins"] if item.ranking_id else []
        said += ["recommandation reçue"] if item.recommendation_id else []
        said += ["révision demandée"] if self.revision else []
        said += [plural(count, one, many) for count, one, many in held if count]
        return said + (["fiche de conformité"] if hasattr(item, "sheet") else [])

    @property
    def links(self) -> list[Linked]:
        """What it is about, of what this reader may see."""
        item: Any = self.item
        about = (
            ("phone", "eservices:detail", item.seen_services),
            ("systems", "platforms:detail", item.seen_platforms),
            ("systems", "stocktakes:detail", item.seen_stocktakes),
            ("territories", "ministries:commune", item.seen_communes),
        )
        return [
            *(
                Linked("projects", row.title, reverse("projects:detail", args=[row.pk]), row.is_stale_now)
                for row in item.seen_projects
            ),
            *(
                Linked(icon, row["name"], reverse(route, args=[row["pk"]]))
                for icon, route, found in about
                for row in found
            ),
            *(
                Linked("systems", f"Mode de gestion : {row['name']}", f"{reverse('assets:costs')}?category={row['pk']}")
                for row in item.seen_asset_categories
            ),
            *(Linked("texts", str(text)) for text in item.legal_texts.all()),
        ]

    @property
    def biting(self) -> list[str]:
        """The reserves that forbid a favourable opinion, as long as nothing is concluded; of those this reader sees."""
        if self.item.outcome or self.item.is_heading:
            return []
        projects = beforehand(self.item, "seen_projects")
        return [row.in_words() for project in projects for row in beforehand(project, "open_reserves")]

    @property
    def revision(self) -> Values | None:
        """What is asked of a baseline, for who reads its project."""
        asked = self.item.revision
        known = {project.pk for project in beforehand(self.item, "seen_projects")}
        return values_of(asked) if asked is not None and asked.project_id in known else None

    @property
    def stands(self) -> bool:
        return self.number is not None and self.item.withdrawn_at is None

    @property
    def presenter(self) -> str:
        return self.item.presenter_in_words


RELATED = ("postponed_from__session__commission", "about_session", "sheet")  # what the material of an item stands on


def _material(user: User) -> tuple[str | Prefetch, ...]:
    """What an item is examined on, for this reader: its annexes, projects and their open reserves, texts, opinions,
    and where it went.
    """
    annexes = Annex.objects.visible_to(user).kept().select_related("file").order_by("position", "pk")
    reserves = Reserve.objects.visible_to(user).open().select_related("decision").order_by("due_on", "pk")
    biting = Prefetch("reserves", queryset=reserves, to_attr="open_reserves")
    projects = Project.objects.visible_to(user).prefetch_related(biting).order_by("title", "pk")
    opinions = Opinion.objects.exclude(state=OpinionState.WITHDRAWN).order_by("asked_at", "pk")
    later = AgendaItem.objects.visible_to(user).select_related("session__commission")
    return (
        Prefetch("annexes", queryset=annexes, to_attr="seen_annexes"),
        Prefetch("projects", queryset=projects, to_attr="seen_projects"),
        "legal_texts",
        "revision__project__baselines",  # nothing is read where no item is about one
        Prefetch("opinions", queryset=opinions, to_attr="seen_opinions"),
        Prefetch("postponed_to", queryset=later, to_attr="seen_later"),
    )


def material_of(item: AgendaItem, user: User) -> "AgendaLine":
    """One item with its material, the same as on the page of the session (7 queries, 2 more for an item of the portal).

    It was read with RELATED and its number.
    """
    prefetch_related_objects([item], *_material(user))
    known = AgendaItem.objects.with_subjects(user).only("pk").get(pk=item.pk)
    for name in SUBJECTS:
        setattr(item, f"seen_{name}", getattr(known, f"seen_{name}"))
    rows = rows_seen(item.own_rows, user) if item.own else ()
    return AgendaLine(item, item.number, beforehand(item, "seen_annexes"), rows)


def agenda_of(session: CommissionSession, user: User) -> Agenda:
    """The agenda this reader may see (11 queries): foreign projects and confidential annexes are left out.

    Between the convocation and the opening, only who prepares the session reads what is not announced yet: the others
    read the last version that was released (1 query more).
    """
    # The texts of a session held here are read in its procès-verbal; those of a reprise are what its sources say.
    texts = MinuteText.objects.all() if session.is_reconstituted else MinuteText.objects.none()
    items = (
        AgendaItem.objects.visible_to(user)
        .filter(session=session)
        .numbered()
        .with_subjects(user)
        .select_related("presenter", "withdrawn_by", *RELATED)
        .prefetch_related(
            *_material(user),
            Prefetch(
                "decisions",
                queryset=Decision.objects.prefetch_related("reserves", OVERRIDES).order_by("pk"),
                to_attr="seen_decisions",
            ),
            Prefetch("minute_texts", queryset=texts.exclude(text="").order_by("pk"), to_attr="seen_texts"),
        )
        .in_order()
    )
    lines = []
    keeps = session.is_kept_by(user)
    is_living = keeps and session.state in LIVING
    previous = previous_session(session) if is_living and any(item.own for item in items) else None
    for item in items:
        rows = _rows_of(item, session, previous, user, is_living=is_living) if item.own else ()
        lines.append(AgendaLine(item, item.number, beforehand(item, "seen_annexes"), rows))
    if session.is_unopened and not keeps:
        release = last_release(session)
        if release is not None:
            lines = _as_released(lines, release)
    return Agenda(tuple(lines), session.planned_minutes)


def _as_released(lines: Sequence[AgendaLine], release: AgendaRelease) -> list[AgendaLine]:
    """The lines as this version told them: its order, its words, its annexes."""
    known = {line.item.pk: line for line in lines}
    shown = as_released(release, [(line.item, line.annexes) for line in lines])
    return [AgendaLine(item, number, annexes, known[item.pk].rows) for item, annexes, number in shown]


def _rows_of(
    item: AgendaItem, session: CommissionSession, previous: CommissionSession | None, user: User, *, is_living: bool
) -> list[Row]:
    """What an item of the portal says: as things are while the agenda is prepared, as they were told once it was
    released.
    """
    item.session = session
    is_moving = is_living and item.edition_id is None
    return rows_seen(own_rows(item, previous, today=clock.today()) if is_moving else item.own_rows, user)


TONES = {
    State.PREPARING: "neutral",
    State.CONVENED: "information",
    State.OPEN: "good",
    State.SUSPENDED: "attention",
    State.LIFTED: "good",
    State.ARCHIVED: "neutral",
    State.CANCELLED: "late",
    State.POSTPONED: "attention",
    State.NO_QUORUM: "late",
}
RETRIED = "en attente d’un nouvel essai"


@dataclass(frozen=True)
class AnswerLine:
    convocation: Convocation
    warning: str = ""

    @property
    def delivery(self) -> ConvocationState:
        return self.convocation.delivery

    @property
    def has_failed(self) -> bool:
        return self.delivery == ConvocationState.FAILED

    @property
    def trouble(self) -> Trouble | None:
        """Why the letter is not delivered, and what happens next. Needs `mail__job`."""
        return trouble_of(self.convocation.mail)

    @property
    def delivery_in_words(self) -> str:
        """« échec d’envoi : le serveur ne connaît pas cette adresse (code 550) »"""
        trouble = self.trouble
        return f"{self.delivery_label} : {trouble.reason}" if trouble is not None else self.delivery_label

    @property
    def delivery_label(self) -> str:
        return RETRIED if self.trouble is not None and not self.trouble.is_final else self.delivery.label

    def detail_for(self, user: User) -> str:
        """What stands beside the answer: who comes instead, who votes for him; why he is away, for those who may read
        it.
        """
        row = self.convocation
        if row.answer == Answer.SUBSTITUTE and row.substitute:
            return str(row.substitute)
        if row.answer == Answer.PROXY and row.proxy_seat:
            return f"à : {row.proxy_seat.label}"
        return row.answer_reason if can_read_reason(user, row) else ""


def answers_of(session: CommissionSession) -> list[AnswerLine]:
    """Who was convened and what he answered, in the order of the letters (1 query)."""
    rows = list(
        session.convocations.select_related(
            "person", "seat", "mail__job", "letter__job", "substitute", "proxy_seat", "answer_recorded_by"
        )
        .annotate(handed=handed_lines())
        .order_by("number", "pk")
    )
    away = {row.seat_id for row in rows if row.answer in (Answer.EXCUSED, Answer.PROXY)}
    for row in rows:
        row.session = session
    return [
        AnswerLine(
            row,
            (
                "Le mandataire a lui-même annoncé son absence."
                if row.answer == Answer.PROXY and row.proxy_seat_id in away
                else ""
            ),
        )
        for row in rows
    ]


ANSWER_COLUMNS = ("Fonction", "Nom", "Envoi", "Lue", "Réponse", "Précision", "Répondu le")


def answer_rows(session: CommissionSession, user: User) -> list[tuple[object, ...]]:
    """The same as a table that leaves the portal, under ANSWER_COLUMNS."""
    return [
        (
            row.quality,
            row.person,
            line.delivery_in_words,
            row.read_at,
            row.answer_in_words,
            line.detail_for(user),
            row.answered_at,
        )
        for line in answers_of(session)
        for row in [line.convocation]
    ]


def count_answers(lines: Sequence[AnswerLine]) -> AnswerCounts:
    answers = [line.convocation.answer for line in lines]
    deliveries = [line.delivery for line in lines]
    return AnswerCounts(
        total=len(lines),
        answered=sum(1 for answer in answers if answer != Answer.NONE),
        present=answers.count(Answer.PRESENT),
        excused=answers.count(Answer.EXCUSED),
        substitute=answers.count(Answer.SUBSTITUTE),
        proxy=answers.count(Answer.PROXY),
        no_address=deliveries.count(ConvocationState.NO_ADDRESS),
        failed=deliveries.count(ConvocationState.FAILED),
    )


@dataclass(frozen=True)
class Sends:
    """How far the letters of a session are; `mark` changes with anything that their table shows."""

    waiting: int
    failed: int
    mark: str

    @property
    def sentence(self) -> str:
        if self.waiting:
            return (
                f"{plural(self.waiting, 'lettre part encore', 'lettres partent encore')} : la liste se met à jour"
                " d’elle-même."
            )
        return (
            f"Les envois sont terminés, {plural(self.failed, 'est', 'sont')} en échec."
            if self.failed
            else "Les envois sont terminés."
        )


def sends_of(session: CommissionSession, lines: Sequence[AnswerLine]) -> Sends:
    """What still leaves: a letter to lay out or a message to hand over, as long as the session waits for its members.

    Needs `mail` and `letter__job`.
    """
    shown = [
        (
            str(line.convocation.pk),
            line.delivery,
            bool(line.convocation.letter and line.convocation.letter.file_id),
            line.convocation.answer,
            str(line.convocation.read_at),
            str(line.convocation.reminded_at),
            line.delivery_in_words,
        )
        for line in lines
    ]
    waiting = sum(
        1 for line in lines if line.delivery == ConvocationState.QUEUED or _is_being_laid_out(line.convocation)
    )
    return Sends(
        waiting=waiting if session.state == State.CONVENED else 0,
        failed=sum(1 for line in lines if line.delivery == ConvocationState.FAILED),
        mark=sha256(repr(shown).encode()).hexdigest()[:16],
    )


def _is_being_laid_out(convocation: Convocation) -> bool:
    letter = convocation.letter
    return letter is not None and letter.file_id is None and letter.job is not None and letter.job.state in UNFINISHED


@dataclass(frozen=True)
class Step:
    key: str  # prepare, convene, hold, pv
    label: str
    state: str  # done, current, blocked, todo
    note: str = ""
    blockers: tuple[Blocker, ...] = ()


def steps_of(
    session: CommissionSession, *, blockers: Sequence[Blocker], pv_label: str = "", untimed: int = 0
) -> list[Step]:
    """Préparer → Convoquer → Tenir → Procès-verbal, with what still prevents the convocation.

    An agenda with items `untimed` may leave; it is not finished.
    """
    state = State(session.state)
    if state in (State.PREPARING, State.POSTPONED):
        unready = any(not blocker.article for blocker in blockers)
        note = plural(untimed, "point sans durée", "points sans durée") if untimed else ""
        convene = Step(
            "convene",
            "Convoquer",
            "todo" if unready else "blocked" if blockers else "todo" if untimed else "current",
            blockers=tuple(blockers),
        )
        return [
            Step("prepare", "Préparer", "current" if unready or untimed else "done", note),
            convene,
            Step("hold", "Tenir", "todo"),
            Step("pv", "Procès-verbal", "todo"),
        ]
    done = [
        Step("prepare", "Préparer", "done"),
        Step(
            "convene", "Convoquer", "done", note="sans convocation dans le portail" if session.is_reconstituted else ""
        ),
    ]
    if state == State.CONVENED:
        note = long_date(session.held_on) if session.held_on else ""
        return [*done, Step("hold", "Tenir", "current", note=note), Step("pv", "Procès-verbal", "todo")]
    if state in (State.OPEN, State.SUSPENDED):
        return [*done, Step("hold", "Tenir", "current", note=state.label), Step("pv", "Procès-verbal", "todo")]
    if state == State.CANCELLED:
        kept = (
            done if session.convened_at else [Step("prepare", "Préparer", "todo"), Step("convene", "Convoquer", "todo")]
        )
        return [*kept, Step("hold", "Tenir", "blocked", note="session annulée"), Step("pv", "Procès-verbal", "todo")]
    held = Step("hold", "Tenir", "done", note="carence" if state == State.NO_QUORUM else "")
    return [*done, held, Step("pv", "Procès-verbal", "done" if state == State.ARCHIVED else "current", note=pv_label)]


def sources_of(session: CommissionSession) -> list[FactSource]:
    """Where the facts of a reconstituted session come from; contested ones first."""
    return (
        list(FactSource.objects.filter(object_id=session.pk).order_by("-is_contested", "field", "source"))
        if session.is_reconstituted
        else []
    )


def own_convocation(session: CommissionSession, user: User) -> Convocation | None:
    return (
        session.convocations.filter(person__user_id=user.pk)
        .select_related("person", "seat", "substitute", "proxy_seat")
        .order_by("number", "pk")
        .first()
    )


def convocation_by_secret(secret: str) -> Convocation | None:
    """Find a convocation by the secret of a link, while the session has something to say to its member (1 query)."""
    return _by_secret(secret, Q(session__state__in=LINK_STATES))


def why_no_link(secret: str) -> list[str]:
    """What became of a link that opens nothing any more, and whom to ask, for who holds it; nothing for a link that
    the portal does not know (1 query).
    """
    convocation = _by_secret(secret, ~Q(session__state__in=LINK_STATES))
    if convocation is None:
        return []
    session = convocation.session
    state = State(session.state).label
    over = f"La {session.label} est à l’état « {state} » : ce lien n’y répond plus et n’en ouvre plus les pièces."
    return [over, ask_secretariat(session)]


def ask_secretariat(session: CommissionSession) -> str:
    """« Demandez-les au secrétariat de la commission (téléphone …). »"""
    where = session.commission.reached_at
    return f"Ce qui vous manque se demande au secrétariat de la commission{f' ({where})' if where else ''}."


def _by_secret(secret: str, states: Q) -> Convocation | None:
    if len(secret) < SHORTEST_SECRET:
        return None
    code = digest(secret)
    links = AnswerLink.objects.filter(convocation=OuterRef("pk"), secret_hash=code)
    return (
        Convocation.objects.filter(Q(secret_hash=code) | Exists(links), states)
        .select_related(
            "session__commission__ministry", "session__statute", "person", "seat", "substitute", "proxy_seat"
        )
        .first()
    )
