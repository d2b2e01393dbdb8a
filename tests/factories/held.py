"""A whole session as it stands once lifted: members with names, events, votes, decisions, recommendations, texts."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from commissions.enums import SeatRole
from commissions.models import Commission, Mandate
from ministries.models import LegalText
from recommendations.enums import RecommendationState
from sessions.core.enums import (
    BallotMethod,
    BallotResult,
    BallotState,
    ItemKind,
    Outcome,
    PresenceKind,
    Section,
    SessionState,
    SpeechKind,
)
from sessions.core.models import (
    AgendaItem,
    Ballot,
    CommissionSession,
    Decision,
    DecisionEffect,
    Guest,
    ItemRecommendation,
    MinuteText,
    PresenceEvent,
    Reserve,
    Speech,
)
from sessions.core.models.settled import writing_the_past
from sessions.meeting.queries.live_votes import franchise_at

from .access import PersonFactory, UserFactory
from .commissions import CommissionFactory, SeatFactory, StatuteFactory, seated
from .ministries import LegalTextFactory, MinistryFactory
from .projects import ProjectFactory
from .recommendations import RecommendationFactory
from .sessions import AgendaItemFactory, SessionFactory

DAY = date(2026, 9, 16)
MEMBERS = [
    ("Fifamè ZINSOUKPÈ", "mme", "le ministre ou son représentant", SeatRole.PRESIDENT),
    ("Dossou AHOLIDJÈ", "m", "le directeur de cabinet", SeatRole.VICE_PRESIDENT),
    ("Imourane SAKALÉ", "m", "le secrétaire général du ministère", SeatRole.MEMBER),
    (
        "Rachidatou BIOKPARÉ",
        "mme",
        "le directeur de la planification, de l’administration et des finances",
        SeatRole.MEMBER,
    ),
    ("Sènan AGBÉTIHO", "m", "le directeur des systèmes d’information", SeatRole.RAPPORTEUR),
    ("Gbènakpon TOSSOUVI", "m", "l’inspecteur général du ministère", SeatRole.MEMBER),
    ("Yasmine OROUGNIMA", "mme", "le directeur des services aux usagers", SeatRole.MEMBER),
    ("Mahoutin DANSOVI", "m", "le directeur des études et de la réglementation", SeatRole.MEMBER),
    ("Prudence KPÈDÉKON", "mme", "le directeur départemental du Zou", SeatRole.MEMBER),
    ("Abdel WOROUMÉ", "m", "le directeur de l’Agence de démonstration des archives", SeatRole.MEMBER),
    ("Nadège SÈWANOU", "mme", "le représentant de l’ASIN", SeatRole.MEMBER),
    ("Koffi DJANOUDÉ", "m", "le responsable de la sécurité des systèmes d’information", SeatRole.MEMBER),
]
REGISTRY = (
    "Le directeur des systèmes d’information présente l’architecture retenue : hébergement au data center national,"
    " échanges par la plateforme d’interopérabilité, comptes des agents rattachés à l’annuaire du ministère.\n\nLe coût"
    " de la première phase est de 185 000 000 FCFA, inscrit au budget national."
)
DEBATE = (
    "Le représentant de l’ASIN rappelle que la formalité auprès de l’APDP précède la mise en ligne. Le directeur de la"
    " planification demande que les charges d’exploitation soient chiffrées dès maintenant : elles le seront avant la"
    " fin du mois.\n\nL’inspecteur général souhaite qu’un essai de restauration soit mené avant l’ouverture du service."
)


def at(hour: int, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(DAY, time(hour, minute)))


def demo_commission() -> Commission:
    """Twelve voting seats and a secretary, all held by persons with an account."""
    ministry = MinistryFactory(name="Ministère de démonstration", acronym="MDEMO", is_fictitious=True)
    commission = CommissionFactory(
        ministry=ministry,
        code="MDEMO",
        name="Commission ministérielle des systèmes d’information et de la connectivité du Ministère de démonstration",
        is_fictitious=True,
    )
    act: LegalText = LegalTextFactory(
        reference="001/MDEMO/DC/SGM/DPAF/DSI/SA", dated_on=date(2023, 1, 16), ministry=ministry
    )
    StatuteFactory(
        commission=commission,
        legal_text=act,
        quorum_counts_proxies=False,
        pv_recipients="Le ministre, le secrétaire général du ministère, l’ASIN, les membres",
    )
    lines = [*MEMBERS, ("Afiavi HOUNTOLO", "mme", "le secrétaire de la commission", SeatRole.SECRETARY)]
    seats, holders = [], []
    for position, (name, honorific, label, role) in enumerate(lines, start=1):
        seats.append(
            SeatFactory.build(
                commission=commission, label=label, role=role, has_vote=role != SeatRole.SECRETARY, position=position
            )
        )
        holders.append(
            PersonFactory.build(
                scope=commission.scope,
                full_name=name,
                honorific=honorific,
                function=label.removeprefix("le ").removeprefix("l’"),
                user=UserFactory.build(full_name=name),
            )
        )
    seated(seats, holders, lambda seat: seat.label)
    return commission


def holder(commission: Commission, position: int):
    return Mandate.objects.select_related("person").get(seat__commission=commission, seat__position=position).person


def held_session(**fields) -> CommissionSession:
    """The second ordinary session of 2026 of the demonstration commission: 9 present then 8, one proxy, one excused,
    one absent.
    """
    commission = fields.pop("commission", None) or demo_commission()
    fields = {
        "state": SessionState.LIFTED,
        "number": 2,
        "year": 2026,
        "held_on": DAY,
        "starts_at": time(15),
        "place": "Salle de conférences du ministère, Cotonou",
        "theme": "Des services en ligne utiles et sûrs",
        "convened_at": at(9) - timedelta(days=9),
        "convened_by": UserFactory(),
        "convocation_number": 4,
        "opened_at": at(15, 10),
        "lifted_at": at(17, 25),
        "chair": holder(commission, 1),
        "chair_capacity": "représentante du ministre",
        "rapporteur": holder(commission, 5),
        "is_fictitious": True,
    } | fields
    session: CommissionSession = SessionFactory(commission=commission, statute=commission.statutes.get(), **fields)
    _presence(session)
    Guest.objects.create(
        scope=session.scope,
        session=session,
        name="Théophile GNANSOUNOU",
        function="consultant, cabinet de démonstration",
        position=1,
    )
    _items(session)
    texts = {
        Section.OPENING: (
            "La présidente souhaite la bienvenue aux membres et rappelle que la commission suit d’abord l’usage réel"
            " des services ouverts."
        ),
        Section.MISCELLANEOUS: (
            "La prochaine session se tiendra en mars 2027. Les fiches des projets sont à mettre à jour un mois avant."
        ),
        Section.CLOSING: "L’ordre du jour étant épuisé, la présidente remercie les membres de leur participation.",
    }
    _write(session, None, texts)
    Speech.objects.create(
        scope=session.scope,
        session=session,
        kind=SpeechKind.OPENING,
        position=1,
        person=session.chair,
        speaker_name="Fifamè ZINSOUKPÈ",
        speaker_function="représentante du ministre",
        summary="Elle invite les directions à signaler tôt les retards, afin que la commission puisse les lever.",
    )
    return session


@writing_the_past()
def _presence(session: CommissionSession) -> None:
    seats = {seat.position: seat for seat in session.commission.seats.prefetch_related("mandates__person")}
    events = []

    def note(position: int, kind: PresenceKind, when: datetime, **fields) -> None:
        (mandate,) = seats[position].mandates.all()
        person = fields.pop("person", mandate.person)
        events.append(
            PresenceEvent(
                scope=session.scope,
                session=session,
                seat=seats[position],
                kind=kind,
                at=when,
                person=person,
                person_name=person.full_name,
                **fields,
            )
        )

    for position in (1, 2, 3, 4, 5, 6, 7, 13):
        note(position, PresenceKind.ARRIVED, at(15, position % 5))
    other = PersonFactory(scope=session.scope, full_name="Justin HOUÉSSOU")
    note(8, PresenceKind.REPRESENTED, at(15, 6), person=other)
    note(9, PresenceKind.PROXY, at(14, 50), proxy_seat=seats[3])
    note(10, PresenceKind.EXCUSED, at(14, 55), note="mission à Parakou")
    note(11, PresenceKind.ARRIVED, at(15, 32))
    note(6, PresenceKind.LEFT, at(16, 40))
    PresenceEvent.objects.bulk_create(events)


def _item(
    session: CommissionSession, position: int, kind: ItemKind, title: str, *, texts: dict | None = None, **fields
) -> AgendaItem:
    item: AgendaItem = AgendaItemFactory(session=session, position=position, kind=kind, title=title, **fields)
    _write(session, item, texts or {})
    return item


def _write(session: CommissionSession, item: AgendaItem | None, texts: dict) -> None:
    MinuteText.objects.bulk_create(
        MinuteText(scope=session.scope, session=session, item=item, section=section, text=text, revision=1)
        for section, text in texts.items()
    )


def _items(session: CommissionSession) -> None:
    RecommendationFactory(
        commission=session.commission,
        number=None,
        year=2025,
        text="Établir l’inventaire des applications du ministère et de leurs responsables.",
        addressee_label="Le directeur des systèmes d’information",
        due_on=date(2026, 6, 30),
        issued_on=date(2025, 12, 10),
        state=RecommendationState.RUNNING,
    )
    _item(
        session,
        1,
        ItemKind.PREVIOUS_PV,
        "Approbation du procès-verbal de la première session ordinaire de 2026",
        texts={Section.CONCLUSION: "Le procès-verbal est approuvé sans amendement."},
        outcome=Outcome.NOTED,
    )
    _item(
        session,
        2,
        ItemKind.FOLLOW_UP,
        "État de mise en œuvre des recommandations",
        texts={
            Section.DEBATE: (
                "Une recommandation reste en cours ; son responsable indique que l’inventaire sera remis avant la fin"
                " de l’année."
            )
        },
    )
    _item(session, 3, ItemKind.HEADING, "Communications et examen des projets")
    review = _item(
        session,
        4,
        ItemKind.COMMUNICATION,
        "Situation des projets numériques du ministère",
        presenter=session.rapporteur,
        started_at=at(15, 20),
        ended_at=at(15, 45),
        texts={
            Section.COMMUNICATION: (
                "Le portefeuille compte six projets : deux sont réalisés, deux sont en cours et deux sont à venir."
            ),
            Section.CONCLUSION: "La commission prend acte de la situation présentée.",
        },
        outcome=Outcome.NOTED,
    )
    projects = {
        title: ProjectFactory(ministry=session.commission.ministry, title=title, **({trait: True} if trait else {}))
        for title, trait in (
            ("Site web du ministère", "done"),
            ("Messagerie professionnelle des agents", "done"),
            ("Registre des usagers", "running"),
            ("Archivage électronique des actes", "running"),
            ("Guichet unique des demandes", ""),
            ("Tableau de bord des services", ""),
        )
    }
    review.projects.add(*projects.values())
    registry, desk = projects["Registre des usagers"], projects["Guichet unique des demandes"]
    first = _item(
        session,
        5,
        ItemKind.PROJECT_REVIEW,
        "Registre des usagers, phase 2",
        presenter=session.rapporteur,
        started_at=at(15, 45),
        ended_at=at(16, 30),
        texts={
            Section.COMMUNICATION: REGISTRY,
            Section.DEBATE: DEBATE,
            Section.CONCLUSION: (
                "La commission approuve la phase 2 et demande que l’essai de restauration soit documenté."
            ),
        },
        outcome=Outcome.FAVOURABLE,
    )
    first.projects.add(registry)
    decide(
        session,
        first,
        5,
        Outcome.FAVOURABLE,
        "La commission donne un avis favorable à la phase 2 du registre des usagers.",
        at(16, 25),
        project=registry,
        votes=(7, 1, 1),
    )
    second = _item(
        session,
        6,
        ItemKind.PROJECT_REVIEW,
        "Guichet unique des demandes",
        presenter=session.rapporteur,
        started_at=at(16, 30),
        ended_at=at(17, 5),
        texts={
            Section.COMMUNICATION: (
                "Le guichet réunit onze démarches en une adresse. La maquette a été essayée auprès de quarante usagers"
                " à Abomey et à Bohicon."
            ),
            Section.DEBATE: (
                "Les membres s’accordent sur l’utilité du service. La protection des données des usagers doit être"
                " établie avant l’ouverture."
            ),
        },
        outcome=Outcome.QUALIFIED,
    )
    second.projects.add(desk)
    decision = decide(
        session,
        second,
        6,
        Outcome.QUALIFIED,
        "La commission donne un avis favorable sous réserve à la réalisation du guichet unique.",
        at(17),
        project=desk,
    )
    Reserve.objects.create(
        scope=session.scope,
        decision=decision,
        project=desk,
        text="produire le récépissé de la formalité auprès de l’APDP avant l’ouverture du service",
        due_on=date(2026, 12, 31),
    )
    for number, (item, text, addressee, due) in enumerate(
        (
            (
                first,
                (
                    "Chiffrer les charges d’exploitation du registre des usagers sur trois ans et les inscrire au"
                    " projet de budget."
                ),
                "Le directeur de la planification, de l’administration et des finances",
                date(2026, 10, 31),
            ),
            (
                second,
                "Désigner dans chaque direction un correspondant chargé des réponses du guichet unique.",
                "Le secrétaire général du ministère",
                date(2026, 11, 30),
            ),
        ),
        start=7,
    ):
        row = RecommendationFactory(
            commission=session.commission,
            number=number,
            text=text,
            addressee_label=addressee,
            due_on=due,
            issued_on=session.held_on,
        )
        ItemRecommendation.objects.create(scope=session.scope, session=session, item=item, recommendation=row)


@writing_the_past()
def decide(
    session: CommissionSession,
    item: AgendaItem,
    number: int,
    outcome: Outcome,
    text: str,
    when: datetime,
    *,
    project=None,
    votes: tuple[int, int, int] | None = None,
) -> Decision:
    """A decision with its vote, stored as the live page stores it."""
    franchise = franchise_at(session, when, item_id=item.pk)
    explanation = (
        f"{votes[0]} voix pour, 5 requises (majorité simple des suffrages exprimés, article 11)"
        if votes
        else f"consensus des présents ({franchise.sentence})"
    )
    counted = dict(zip(("votes_for", "votes_against", "abstentions"), votes, strict=True)) if votes else {}
    ballot = Ballot.objects.create(
        scope=session.scope,
        session=session,
        item=item,
        question=f"{outcome.label} sur « {item.title} »",
        proposed_outcome=outcome,
        opened_at=when,
        closed_at=when,
        state=BallotState.CLOSED,
        method=BallotMethod.SHOW_OF_HANDS if votes else BallotMethod.CONSENSUS,
        result=BallotResult.ADOPTED,
        snapshot=franchise.as_snapshot() | {"explanation": explanation},
        **counted,
    )
    decision = Decision.objects.create(
        scope=session.scope,
        commission=session.commission,
        session=session,
        item=item,
        ballot=ballot,
        year=session.year,
        number=number,
        outcome=outcome,
        text=text,
        decided_at=when,
    )
    if project is not None:
        DecisionEffect.objects.create(
            scope=session.scope,
            decision=decision,
            project=project,
            stage_before=project.stage,
            stage_after=project.stage,
        )
    return decision
