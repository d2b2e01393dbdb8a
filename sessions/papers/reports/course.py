"""The course of a session, item by item: what was presented, said, concluded, voted and decided."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from uuid import UUID

from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone

from commissions.enums import HolderKind
from commissions.models import Mandate, Seat
from foundation.accounts.models import Person
from foundation.common.typography import capitalize_first, long_date, plural, short_date
from needs.queries.sheet import verdict_words
from projects.enums import Colour, Situation
from projects.models import Project, RevisionRequest
from projects.queries.project_signals import turns_better
from projects.queries.sheet import values_of
from recommendations.enums import OPEN_STATES, RecommendationState
from recommendations.models import Recommendation
from sessions.core.enums import (
    OVER,
    BallotMethod,
    BallotState,
    ItemKind,
    Outcome,
    PresenceKind,
    Section,
    SpeechKind,
    Voice,
)
from sessions.core.models import (
    OVERRIDES,
    AgendaItem,
    Ballot,
    CommissionSession,
    Decision,
    DecisionEffect,
    MinuteText,
    Reserve,
    Speech,
)
from sessions.core.queries.roll import person_then, projects_then, recommendations_then, subjects_then
from sessions.core.reports.wording import act, agreed, at_hour, named, within
from sessions.meeting.models import BallotVote, VoteExplanation
from sessions.meeting.queries.room import Room
from sessions.preparing.models import Opinion

from .signatures import person_at

QUORUM_LOST = "quorum perdu"
VOICES = {Voice.FOR: "Pour", Voice.AGAINST: "Contre", Voice.ABSTAIN: "Abstention"}
GROUPS = (
    (Situation.DONE, "Projets réalisés"),
    (Situation.RUNNING, "Projets en cours"),
    (Situation.TO_COME, "Projets à venir"),
    (Situation.STOPPED, "Projets arrêtés"),
)


@dataclass(frozen=True)
class SpeechLine:
    speaker: str
    summary: str


@dataclass(frozen=True)
class VoicesLine:
    """« Pour (3) : A. Dossou ; B. Ahoyo (par la voix de C. Zinsou) »"""

    label: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class VoteLine:
    question: str
    method: str
    counts: str  # « 7 voix pour, 1 contre, 1 abstention »
    result: str
    rule: str
    quorum: str
    voices: tuple[VoicesLine, ...] = ()  # by name, or who took part in a secret vote
    explanations: tuple[SpeechLine, ...] = ()


@dataclass(frozen=True)
class ReserveLine:
    text: str
    due_on: str
    project: str


@dataclass(frozen=True)
class DecisionLine:
    id: str
    reference: str
    outcome: str
    text: str
    item: str
    projects: tuple[str, ...]
    reserves: tuple[ReserveLine, ...]
    relations: tuple[str, ...] = ()  # « Cette décision remplace la Décision n° 3/2025. »
    overrides: tuple[str, ...] = ()
    in_block: bool = False


@dataclass(frozen=True)
class ProjectLine:
    code: str
    title: str
    stage: str


@dataclass(frozen=True)
class ProjectGroup:
    label: str
    projects: tuple[ProjectLine, ...]


@dataclass(frozen=True)
class RecommendationLine:
    id: str
    number: str
    text: str
    addressee: str
    due_on: str
    item: str
    state: str
    verification: str  # where one will see that it was done


@dataclass(frozen=True)
class AnnexLine:
    number: int
    title: str
    item: str
    note: str = ""


@dataclass(frozen=True)
class RevisionPart:
    """The baseline that an item is about: what was first planned, what was in force, what is asked."""

    project: str
    asked: str  # « Demandée le 4 mai 2026 par …. Motif : périmètre. »
    explanation: str
    rows: tuple[tuple[str, str, str, str], ...]  # label, initial, in force when it was asked, asked
    effect: str  # what the decision made of it


@dataclass(frozen=True)
class ItemPart:
    id: str
    number: int
    title: str
    kind: str
    hours: str
    presenter: str
    is_closed_doors: bool
    is_late: bool
    postponed_from: str
    withdrawn: str
    description: str
    communication: str
    speeches: tuple[SpeechLine, ...]
    recused: tuple[str, ...]
    projects: tuple[ProjectGroup, ...]
    debate: str
    conclusion: str
    decision_text: str  # of the minutes, when no decision was taken
    votes: tuple[VoteLine, ...]
    outcome: str
    decision: DecisionLine | None
    recommendations: tuple[str, ...]
    is_blank: bool = False  # nothing at all is recorded of it
    opinions: tuple[str, ...] = ()  # of the ASIN, given on this item
    legal_texts: tuple[str, ...] = ()  # « le décret n° 2018-531 du 14 novembre 2018 »
    edition: str = ""  # « Portefeuille lu : édition n° 3 … »
    revision: "RevisionPart | None" = None
    is_unopened: bool = False  # the session ended before this item was taken up
    about: tuple[str, ...] = ()  # e-services, platforms, assets, communes


@dataclass(frozen=True)
class AgendaLine:
    """A heading has no number."""

    number: int | None
    title: str
    presenter: str
    note: str


class Course:
    """Everything the items need besides the room, read once: the cost does not grow with their number (about 10
    queries).
    """

    def __init__(self, room: Room) -> None:
        self.session = session = room.session
        self.seats = {seat.pk: seat for seat in room.seats}
        # What was withdrawn before anybody was told of it was never on the agenda.
        self.items = [
            item
            for item in session.agenda_items.numbered()
            .with_subjects()
            .in_order()
            .select_related("presenter", "postponed_from__session", "ranking", "recommendation__commission")
            .prefetch_related("projects", "annexes", "opinions")
            if item.number is not None or item.kind == ItemKind.HEADING
        ]
        # Only an item about texts names any.
        prefetch_related_objects([item for item in self.items if item.kind == ItemKind.TEXT], "legal_texts")
        asked = {item.revision_id: item for item in self.items if item.revision_id is not None}
        self.revisions = {
            row.pk: row
            for row in RevisionRequest.objects.filter(pk__in=asked)
            .told()
            .select_related("project", "baseline")
            .prefetch_related("project__baselines")
        }
        self.texts = {(row.item_id, row.section): row.text for row in MinuteText.objects.filter(session=session)}
        self.speeches = list(Speech.objects.filter(session=session).select_related("person").order_by("position", "pk"))
        told = [row for row in room.ballots if row.state == BallotState.CLOSED or is_fallen(row)]
        prefetch_related_objects(told, "votes__seat", "explanations__seat")
        self.all_ballots = sorted(told, key=lambda row: (row.closed_at or row.opened_at, row.pk))
        self.decisions = {
            row.item_id: row
            for row in (
                Decision.objects.filter(session=session)
                .select_related("consent_line")
                .prefetch_related(
                    Prefetch("effects", DecisionEffect.objects.select_related("project").order_by("project__code")),
                    Prefetch("reserves", Reserve.objects.select_related("project").order_by("pk")),
                    "relations__earlier",
                    OVERRIDES,
                )
                .order_by("number", "decided_at", "pk")
            )
        }
        self.has_presence = bool(room.events)
        self.recusals = sorted(
            (event for event in room.events if event.kind == PresenceKind.RECUSED), key=lambda event: event.pk
        )
        self.recommendations = recommendations_then(
            session,
            Recommendation.objects.filter(origin__session=session)
            .select_related("origin__item", "seat", "project")
            .prefetch_related("steps")
            .order_by("origin__item__position", "number", "pk"),
        )
        self.projects_then, self.closed_at = projects_then(session), closing_of(session)
        self.numbers = {item.pk: item.number for item in self.items if item.number is not None}

    def text(self, section: Section, item_id: UUID | None = None) -> str:
        return self.texts.get((item_id, section), "").strip()

    def spoken(self, *kinds: SpeechKind, item_id: UUID | None = None) -> tuple[SpeechLine, ...]:
        return tuple(
            SpeechLine(_speaker(row, person_then(self.session, row.person), self.seats.values()), row.summary)
            for row in self.speeches
            if row.item_id == item_id and row.kind in kinds
        )

    def agenda(self) -> tuple[AgendaLine, ...]:
        return tuple(
            AgendaLine(
                self.numbers.get(item.pk),
                item.title,
                presenter.titled_name if (presenter := self._presenter(item)) is not None else item.presenter_label,
                _agenda_note(item),
            )
            for item in self.items
        )

    def _presenter(self, item: AgendaItem) -> Person | None:
        return person_then(self.session, item.presenter)

    def _then(self, project: Project) -> Project:
        return self.projects_then.get(str(project.pk), project)

    def parts(self) -> tuple[ItemPart, ...]:
        return tuple(self._part(item) for item in self.items if item.kind != ItemKind.HEADING)

    def _part(self, item: AgendaItem) -> ItemPart:
        decision = self.decisions.get(item.pk)
        hours = f"de {at_hour(item.started_at)} à {at_hour(item.ended_at)}" if item.started_at and item.ended_at else ""
        part = ItemPart(
            id=str(item.pk),
            number=self.numbers[item.pk],
            title=item.title,
            kind=item.get_kind_display(),
            hours=hours,
            presenter=named(self._presenter(item)) or item.presenter_label,
            is_closed_doors=item.is_closed_doors,
            is_late=item.added_after_convocation,
            postponed_from=(
                f"Point repris de la {item.postponed_from.session.label}." if item.postponed_from is not None else ""
            ),
            withdrawn=f"Point retiré de l’ordre du jour. Motif : {item.withdrawal_reason}" if item.withdrawn_at else "",
            description=item.description,
            edition=_read_there(item),
            revision=self._revision(item, decision) if item.revision_id is not None else None,
            communication=self.text(Section.COMMUNICATION, item.pk),
            speeches=self.spoken(*SpeechKind, item_id=item.pk),
            recused=tuple(event.person_name for event in self.recusals if event.item_id == item.pk),
            projects=project_groups((self._then(row) for row in item.projects.all()), self.session.held_on),
            debate=self.text(Section.DEBATE, item.pk),
            conclusion=self.text(Section.CONCLUSION, item.pk),
            decision_text=self.text(Section.DECISION, item.pk) if decision is None else "",
            votes=tuple(vote_line(ballot, self.seats) for ballot in self.all_ballots if ballot.item_id == item.pk),
            outcome=item.get_outcome_display() if item.outcome else "",
            decision=self._decision(decision, item) if decision is not None else None,
            recommendations=tuple(_short_number(row) for row in self.recommendations if row.origin.item_id == item.pk),
            legal_texts=(
                tuple(act(text) for text in sorted(item.legal_texts.all(), key=lambda row: row.pk))
                if item.kind == ItemKind.TEXT
                else ()
            ),
            about=subjects_then(item),
            opinions=tuple(
                opinion_line(row)
                for row in sorted(item.opinions.all(), key=lambda row: row.pk)
                if row.given_at and (self.closed_at is None or row.given_at <= self.closed_at)
            ),
        )
        told = (
            part.opinions,
            part.withdrawn,
            part.communication,
            part.description,
            part.speeches,
            part.projects,
            part.debate,
            part.conclusion,
            part.decision_text,
            part.votes,
            part.outcome,
            part.decision,
            part.recommendations,
        )
        is_blank = not any(told)
        # Where the portal kept the hours, an item without an hour was not taken up; a source of the past says nothing.
        never = item.started_at is None and item.withdrawn_at is None and not self.session.is_reconstituted
        return replace(part, is_blank=is_blank, is_unopened=never and not _is_treated(part))

    def _revision(self, item: AgendaItem, decision: Decision | None) -> RevisionPart:
        """From rows that never change: the request, the initial baseline, the one that was in force."""
        assert item.revision_id is not None
        asked = self.revisions[item.revision_id]
        return RevisionPart(
            project=f"{asked.project.code}, {self._then(asked.project).title}",
            asked=f"Demandée le {long_date(asked.asked_at, weekday=False)} par {asked.asker()}. Motif :"
            f" {asked.get_reason_display()}.",
            explanation=asked.explanation,
            rows=values_of(asked).rows,
            effect=_effect_on(asked, decision),
        )

    def _decision(self, decision: Decision, item: AgendaItem) -> DecisionLine:
        return DecisionLine(
            id=str(decision.pk),
            reference=decision.reference if decision.number else "",
            outcome=decision.get_outcome_display(),
            text=decision.text or self.text(Section.DECISION, item.pk),
            item=f"{self.numbers[item.pk]}. {item.title}",
            projects=tuple(self._then(effect.project).title for effect in decision.effects.all()),
            reserves=tuple(
                ReserveLine(
                    reserve.text,
                    long_date(reserve.due_on, weekday=False) if reserve.due_on else "",
                    self._then(reserve.project).title if reserve.project else "",
                )
                for reserve in decision.reserves.all()
            ),
            relations=tuple(
                f"Cette décision {row.get_kind_display()} la"
                f" {row.earlier.reference[:1].lower()}{row.earlier.reference[1:]}."
                for row in sorted(decision.relations.all(), key=lambda row: (row.earlier.year, row.earlier.number or 0))
                if row.kind
            ),
            overrides=tuple(row.sentence for row in sorted(decision.overrides.all(), key=lambda row: row.pk)),
            in_block=getattr(decision, "consent_line", None) is not None,
        )

    def decision_lines(self) -> tuple[DecisionLine, ...]:
        return tuple(self._decision(self.decisions[item.pk], item) for item in self.items if item.pk in self.decisions)

    def recommendation_lines(self) -> tuple[RecommendationLine, ...]:
        places = {key: f"point {number}" for key, number in self.numbers.items()}
        return tuple(
            recommendation_line(
                row, places.get(row.origin.item_id, "") if row.origin.item_id else "", at=self.closed_at
            )
            for row in self.recommendations
        )

    def annexes(self) -> tuple[AnnexLine, ...]:
        """Annex 1 is the attendance list, but for a session of the past of which no list is known."""
        lines = (
            [AnnexLine(1, "Liste de présence", "", "feuille d’émargement, document séparé")]
            if self.has_presence or not self.session.is_reconstituted
            else []
        )
        for item in self.items:
            for annex in sorted(item.annexes.all(), key=lambda row: (row.position, str(row.pk))):
                if annex.removed_at is None:
                    lines.append(
                        AnnexLine(
                            len(lines) + 1,
                            annex.title,
                            f"point {self.numbers[item.pk]}" if item.pk in self.numbers else "",
                            "confidentielle" if annex.is_confidential else "",
                        )
                    )
        return tuple(lines)

    @property
    def has_closed_doors(self) -> bool:
        return (
            self.session.is_closed_doors
            or any(item.is_closed_doors for item in self.items)
            or any(row.is_closed_doors for row in self.recommendations)
        )


def _effect_on(asked: RevisionRequest, decision: Decision | None) -> str:
    if decision is None or decision.outcome in (Outcome.ADJOURNED, Outcome.NOTED):
        return "La référence en vigueur reste la même."
    if decision.outcome == Outcome.REFUSED:
        return "La révision est refusée : la référence en vigueur reste la même."
    kept = getattr(asked, "baseline", None)
    if kept is None:
        return ""
    signal = f"{kept.get_colour_before_display()} → {kept.get_colour_after_display()}"
    greened = (
        " Verdi par révision : la référence a changé, pas le projet."
        if turns_better(Colour(kept.colour_before), Colour(kept.colour_after))
        else ""
    )
    return (
        f"Cette décision adopte la référence n° {kept.number} ; la référence initiale reste affichée. Signal calculé :"
        f" {signal}.{greened}"
    )


def _is_treated(part: ItemPart) -> bool:
    """Whether the minutes tell anything of it: what was prepared before the session (projects, opinion) is not that."""
    return any(
        (
            part.communication,
            part.speeches,
            part.debate,
            part.conclusion,
            part.decision_text,
            part.votes,
            part.outcome,
            part.decision,
            part.recommendations,
        )
    )


def _speaker(row: Speech, person: Person | None, seats: Iterable[Seat]) -> str:
    """« Madame Fifamè ZINSOUKPÈ, représentant le ministre »: with the civility of the person, the quality in which he
    sat, and no capital inside.
    """
    name = row.speaker_name
    if person is not None and name in ("", person.full_name):
        name = person.titled_name
    function = row.speaker_function or (person.function if person is not None else "")
    own = next((seat for seat in seats if person is not None and _is_held_by(seat, person)), None)
    in_words = own is not None and function in ("", own.label, person.function if person is not None else "")
    quality = own.quality_of(person) if own is not None and in_words else agreed(function, person)
    return ", ".join(part for part in (name, within(quality) if name else quality) if part)


def _is_held_by(seat: Seat, person: Person) -> bool:
    held: Iterable[Mandate] = seat.holders_then
    return any(mandate.kind == HolderKind.TITULAR and mandate.person_id == person.pk for mandate in held)


def project_groups(projects: Iterable[Project], day: date | None = None) -> tuple[ProjectGroup, ...]:
    """Done, running, to come, as ministries print them; empty groups are left out. `day`: that of the session, on which
    the data of a project were stale or not.
    """

    def named(row: Project) -> str:
        if day is None or row.fresh_until is None or not row.is_stale(day):
            return row.title
        return f"{row.title} (données périmées depuis le {short_date(row.fresh_until)})"

    rows = sorted(projects, key=lambda project: (project.code, str(project.pk)))
    groups = []
    for situation, label in GROUPS:
        lines = tuple(
            ProjectLine(row.code, named(row), row.get_stage_display()) for row in rows if row.situation == situation
        )
        if lines:
            groups.append(ProjectGroup(f"{label} ({len(lines)})", lines))
    return tuple(groups)


def opinion_line(opinion: Opinion) -> str:
    """« Avis de l’ASIN : réservé (rendu le 3 mars 2026, après son délai). Motifs »"""
    late = ", après son délai" if opinion.came_late else ""
    return (
        f"Avis de l’ASIN : {opinion.get_sense_display()} (rendu le {long_date(opinion.given_at, weekday=False)}{late})."
        f" {opinion.text}"
    )


def is_fallen(ballot: Ballot) -> bool:
    """Whether the vote ended without result because the quorum was lost (product: D3)."""
    return ballot.state == BallotState.CANCELLED and ballot.snapshot.get("cancelled_because") == QUORUM_LOST


def vote_line(ballot: Ballot, seats: Mapping[UUID, Seat]) -> VoteLine:
    def then(row: BallotVote | VoteExplanation) -> Seat:
        return seats.get(row.seat_id, row.seat)

    snapshot = ballot.snapshot
    quorum = snapshot.get("quorum") or {}
    if ballot.method == BallotMethod.CONSENSUS and ballot.votes_for is None:
        counts = "aucune opposition"
    elif is_fallen(ballot):
        counts = f"ouvert à {at_hour(ballot.opened_at)}"
    else:
        counts = ", ".join(
            (
                plural(ballot.votes_for or 0, "voix pour", "voix pour"),
                plural(ballot.votes_against or 0, "voix contre", "voix contre"),
                plural(ballot.abstentions or 0, "abstention"),
            )
        )
    if is_fallen(ballot):
        result = f"clos sans résultat à {at_hour(ballot.closed_at)}, le quorum n’étant plus atteint"
    else:
        result = ballot.get_result_display() + (
            " par la voix prépondérante de la présidence" if ballot.used_casting_vote else ""
        )
    reached = (
        f"{quorum['counted']} sur {quorum['base']}"
        + (f", {quorum['required']} requis" if quorum.get("required") else "")
        if "counted" in quorum
        else ""
    )
    explanations = tuple(
        SpeechLine(_explains(row, then(row)), row.text)
        for row in sorted(ballot.explanations.all(), key=lambda row: (then(row).position, str(row.seat_id)))
    )
    return VoteLine(
        ballot.question,
        ballot.get_method_display(),
        counts,
        result,
        str(snapshot.get("explanation") or ""),
        reached,
        voices_of(ballot, seats),
        explanations,
    )


def _explains(row: VoteExplanation, seat: Seat) -> str:
    """« Yasmine OROUGNIMA, la directrice des services aux usagers »"""
    quality = seat.quality_of(person_at(seat, row.person_name)) if hasattr(seat, "holders_then") else seat.label
    return ", ".join(part for part in (row.person_name, within(quality)) if part)


def voices_of(ballot: Ballot, seats: Mapping[UUID, Seat]) -> tuple[VoicesLine, ...]:
    """Who said what in a vote by name; who took part in a secret one, and nothing else. In the order of the seats."""
    if ballot.state != BallotState.CLOSED:
        return ()
    lines = []
    if ballot.method == BallotMethod.BY_NAME:
        votes = sorted(
            ballot.votes.all(), key=lambda vote: (seats.get(vote.seat_id, vote.seat).position, str(vote.seat_id))
        )
        for voice in Voice:
            names = tuple(
                vote.person_name + (f" (par la voix de {vote.through_name})" if vote.through_name else "")
                for vote in votes
                if vote.choice == voice
            )
            if names:
                lines.append(VoicesLine(f"{VOICES[voice]} ({len(names)})", names))
        silent = tuple(row["name"] for row in ballot.snapshot.get("silent", []))
    elif ballot.method == BallotMethod.SECRET:
        names_of = {
            row["seat"]: row["name"] or row["label"]
            for row in [*ballot.snapshot.get("present", []), *ballot.snapshot.get("proxies", [])]
        }
        voted = tuple(names_of[key] for key in ballot.snapshot.get("voted", []) if key in names_of)
        lines.append(VoicesLine(f"Ont pris part au vote ({len(voted)})", voted))
        silent = tuple(name for key, name in names_of.items() if key not in ballot.snapshot.get("voted", []))
    else:
        return ()
    if silent:
        lines.append(VoicesLine(f"N’ont pas pris part au vote ({len(silent)})", silent))
    return tuple(lines)


def state_at(row: Recommendation, moment: datetime | None) -> str:
    """Where a recommendation stood at an instant, now when there is none. Needs `steps`."""
    steps = sorted(row.steps.all(), key=lambda step: step.at)
    if moment is None or not steps:
        return row.state
    past = [step for step in steps if step.at <= moment]
    return past[-1].to_state if past else steps[0].from_state


def recommendation_line(row: Recommendation, item: str, *, at: datetime | None) -> RecommendationLine:
    """What a paper says of a recommendation, as it stood at the closing of the session. Needs `steps`."""
    return RecommendationLine(
        id=str(row.pk),
        number=_short_number(row),
        text=row.text,
        addressee=row.addressee_label,
        due_on=long_date(row.due_on, weekday=False) if row.due_on else "",
        item=item,
        state=RecommendationState(state_at(row, at)).label,
        verification=f"Projet {row.project.code}" if row.project else "",
    )


def closing_of(session: CommissionSession) -> datetime | None:
    """When a session ended: its hour, or the end of its day where no source gives it; None while it is held."""
    if session.lifted_at is not None or session.held_on is None or session.state not in OVER:
        return session.lifted_at
    return timezone.make_aware(datetime.combine(session.held_on, time.max))


def follow_up(session: CommissionSession, *, with_closed_doors: bool) -> tuple[RecommendationLine, ...]:
    """Recommendations of earlier sessions that were still open on the day of this one, each as it stood when this one
    closed (2 queries).

    Those of a session behind closed doors stay out of a paper that others than the commission will read.
    """
    if session.held_on is None:
        return ()
    earlier = (
        Recommendation.objects.issued()
        .filter(commission_id=session.commission_id, issued_on__lt=session.held_on)
        .exclude(origin__session=session)
        .select_related("project")
        .prefetch_related("steps")
        .order_by("issued_on", "number", "pk")
    )
    if not with_closed_doors:
        earlier = earlier.filter(is_closed_doors=False)
    began, closed = timezone.make_aware(datetime.combine(session.held_on, time.min)), closing_of(session)
    return tuple(
        recommendation_line(row, f"émise le {short_date(row.issued_on)}", at=closed)
        for row in recommendations_then(session, earlier)
        if state_at(row, began) in OPEN_STATES
    )


def _short_number(row: Recommendation) -> str:
    return f"{row.number}/{row.year}" if row.number else ""


def _agenda_note(item: AgendaItem) -> str:
    notes = [
        "retiré" if item.withdrawn_at else "",
        "ajouté après la convocation" if item.added_after_convocation else "",
        "huis clos" if item.is_closed_doors else "",
    ]
    return capitalize_first(", ".join(note for note in notes if note))


def _read_there(item: AgendaItem) -> str:
    """What the item reads and the procès-verbal cites for ever: an edition of the portfolio, a ranking of needs."""
    said = [f"Portefeuille lu : {item.edition.citation}."] if item.edition is not None else []
    if item.ranking is not None:
        said.append(f"Besoins : {item.ranking.citation} ; {verdict_words(item.ranking)}.")
    if (row := item.recommendation) is not None:
        said.append(f"Recommandation examinée : {row.reference} de l’organe « {row.commission.name} ».")
    return " ".join(said)
