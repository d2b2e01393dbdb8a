"""Five fictitious ministries, each at another moment of its life.

North convenes, South sits at this hour and has just lost its quorum, East lets its recommendations rot, West met
too few members and convenes again, Centre was created this year and begins.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.db import transaction
from django.utils import timezone

from commissions.enums import HolderKind, SeatRole
from commissions.models import Commission
from commissions.operations import appoint_to_seat
from foundation.accounts.enums import Honorific, Role
from foundation.accounts.models import User
from foundation.common import clock
from projects.enums import ProjectNature as N
from projects.enums import Rating, Stage
from projects.models import Project
from projects.operations.staging import rate_for_asin
from sessions.core.enums import Answer, ItemKind, Outcome, PresenceKind
from sessions.core.models import CommissionSession
from sessions.meeting.operations.holding import open_session, start_item
from sessions.meeting.operations.presence import record_presence, tick_expected
from sessions.meeting.operations.reconvening import declare_and_reconvene
from sessions.preparing.operations.agenda import ItemFacts, add_item
from sessions.preparing.operations.answering import AnswerFacts, answer_convocation, mark_read
from sessions.preparing.operations.preparing import SessionFacts, create_session

from . import fictitious
from .playing import PLACE, Ask, Review, S, Sitting, Table, call, moment, play, table_of
from .portfolio import MDEMO, MDEMO_RATINGS, Plan, load_portfolio
from .timeline import at, known, wednesday_before

M, MME = Honorific.MONSIEUR, Honorific.MADAME


@dataclass(frozen=True)
class Seated:
    """A voting member: seat, structure, and who holds it; nobody when the name is empty."""

    label: str
    structure: str
    honorific: Honorific
    name: str


@dataclass(frozen=True)
class Neighbour:
    acronym: str
    name: str
    founded_ago: int  # days
    members: Sequence[Seated]
    secretary: tuple[Honorific, str]
    plans: Sequence[Plan]
    sittings: Sequence[Sitting] = ()
    story: Callable[[Table], None] | None = None
    ratings: Sequence[tuple[int, Rating, str]] = ()  # rank of the project, the ASIN's rating and its comment

    @property
    def founded_on(self) -> date:
        return clock.today() - timedelta(days=self.founded_ago)


def seats(*names: tuple[Honorific, str], departmental: str) -> list[Seated]:
    """Seven seats: the cabinet, the secretariat general, three directions, a department, the ASIN."""
    labels = (
        ("Le ministre ou son représentant", "CAB"),
        ("Le secrétaire général du ministère", "SGM"),
        ("Le directeur des systèmes d’information", "DSI"),
        ("Le directeur de la planification, de l’administration et des finances", "DPAF"),
        ("Le directeur des services aux usagers", "DSU"),
        (f"Le directeur départemental {departmental}", "DD"),
        ("Le représentant de l’ASIN", ""),
    )
    return [Seated(*label, *who) for label, who in zip(labels, names, strict=True)]


# The stories.


def _today_plus(days: int) -> date:
    return clock.today() + timedelta(days=days)


def _prepare(table: Table, held_on: date, starts_at: time, theme: str, titles: Sequence[str]) -> CommissionSession:
    session = create_session(
        table.body.pk,
        SessionFacts(
            year=held_on.year, held_on=held_on, starts_at=starts_at, planned_minutes=150, place=PLACE, theme=theme
        ),
        by=table.secretary,
    )
    reporter = table.reporter.person if table.reporter else None
    for title in titles:
        project = next((project for project in table.projects if project.title in title), None)
        kind = ItemKind.PROJECT_REVIEW if project else ItemKind.COMMUNICATION
        chosen = [project] if project else []
        add_item(session.pk, ItemFacts(title, kind, "", 25, reporter, projects=chosen), by=table.secretary)
    add_item(session.pk, ItemFacts("Divers", ItemKind.MISCELLANEOUS, planned_minutes=10), by=table.secretary)
    return session


def _say(session: CommissionSession, answers: Sequence[AnswerFacts | None]) -> None:
    """The members answer in the order of their seats, an hour apart; None is silence."""
    rows = session.convocations.select_related("person__user").order_by("number")
    for rank, (row, facts) in enumerate(zip(rows, answers, strict=False), start=1):
        if facts is not None:
            with at(known(session.convened_at) + timedelta(hours=5 * rank)):
                mark_read(row)
                answer_convocation(row.pk, facts, by=row.person.user)


PRESENT = AnswerFacts(Answer.PRESENT)


def convened(table: Table) -> None:
    """A session in nine days: half of the members answered, one is excused, one gives proxy, two were silent so far."""
    with at(clock.now() - timedelta(days=6)):
        session = _prepare(
            table,
            _today_plus(15),
            time(9, 30),
            "Mettre les services de terrain en ligne, même sans réseau",
            [
                "Examen du projet « Registre des vaccinations du bétail »",
                "Ce que coûtent les appels du numéro vert, et ce que les usagers y demandent",
            ],
        )
    call(session, clock.now() - timedelta(days=4), by=table.secretary, with_papers=True)
    session.refresh_from_db()
    excused = AnswerFacts(Answer.EXCUSED, reason="Revue sectorielle à Parakou le même jour")
    proxy = AnswerFacts(Answer.PROXY, proxy_seat_id=table.body.seats.get(position=2).pk)
    _say(session, [PRESENT, PRESENT, PRESENT, excused, None, proxy, None, PRESENT])


def sitting_now(table: Table) -> None:
    """A session opened half an hour ago with its quorum, of which one member was called away: one is missing."""
    opened = clock.now() - timedelta(minutes=32)
    local = timezone.localtime(opened - timedelta(minutes=10))
    with at(opened - timedelta(days=20)):
        session = _prepare(
            table,
            local.date(),
            time(local.hour, local.minute // 5 * 5),
            "La rentrée : inscriptions, bourses et résultats",
            [
                "Examen du projet « Inscription en ligne aux examens »",
                "Examen du projet « Paiement électronique des bourses »",
            ],
        )
    call(session, opened - timedelta(days=12), by=table.secretary, with_papers=True)
    session.refresh_from_db()
    _say(
        session,
        [PRESENT, PRESENT, PRESENT, AnswerFacts(Answer.EXCUSED, reason="Congé annuel"), PRESENT, None, None, PRESENT],
    )
    by = table.secretary
    with at(opened - timedelta(minutes=4)):
        tick_expected(session.pk, by=by)
    with at(opened):
        open_session(session.pk, by=by)
        items = list(session.agenda_items.in_order())
        start_item(session.pk, items[0].pk, by=by)
    with at(opened + timedelta(minutes=9)):
        start_item(session.pk, items[1].pk, by=by)
    with at(opened + timedelta(minutes=24)):
        gone = table.body.seats.get(position=5)
        record_presence(
            session.pk, seat_id=gone.pk, kind=PresenceKind.LEFT, note="Appelée au cabinet du ministre", by=by
        )


def called_twice(table: Table) -> None:
    """Three members of seven came: the carence was stated, and the second convocation is being prepared."""
    day = wednesday_before(9)
    with at(moment(day - timedelta(days=18), 10)):
        session = _prepare(
            table, day, time(10), "Patrimoine et visiteurs", ["Examen du projet « Billetterie des sites et musées »"]
        )
    call(session, moment(day - timedelta(days=10), 9), by=table.secretary)
    session.refresh_from_db()
    _say(session, [None, PRESENT, PRESENT, None, None, PRESENT, None, PRESENT])
    with at(moment(day, 10, 5)):
        tick_expected(session.pk, by=table.secretary)
    with at(moment(day, 11)):
        declare_and_reconvene(
            session.pk, reason="Trois membres sur sept après une heure d’attente.", by=table.secretary
        )


# Who they are and what they build. Months are counted from today, costs in millions of francs CFA.

NEIGHBOURS = [
    Neighbour(
        "MDEMO-N",
        "Ministère de démonstration Nord",
        1100,
        seats(
            (M, "Orou GNANHOUI"),
            (MME, "Salamatou BAGRIKÉ"),
            (M, "Fidèle KOTCHADJÈ"),
            (M, "Bio Tamou SÉKOGOÏ"),
            (MME, "Innocentia DAHOUNTO"),
            (M, "Yacoubou ZIMÉKPA"),
            (MME, "Clarisse AFFOHOUN"),
            departmental="du Borgou",
        ),
        (MME, "Rosine TOGNIDAHO"),
        [
            Plan("Registre des vaccinations du bétail", N.E_SERVICE, Stage.RUNNING, -11, 4, 240, 55, slip=1),
            Plan("Carnet numérique du producteur", N.E_SERVICE, Stage.RUNNING, -19, -1, 310, 80, slip=3, over=12),
            Plan("Prix des marchés par message court", N.PLATFORM, Stage.IN_OPERATION, -30, -18, 65, 100),
            Plan("Stations météorologiques de onze communes", N.INFRASTRUCTURE, Stage.APPROVED, 1, 13, 480),
            Plan("Cartographie des pistes pastorales", N.DATA, Stage.RUNNING, -7, 7, 90, 35),
            Plan("Formation des agents à la saisie hors ligne", N.TRAINING, Stage.DONE, -14, -6, 22, 100),
        ],
        [
            Sitting(
                560,
                absent=(6,),
                theme="Où en sont nos services de terrain",
                reviews=[Review(2, Outcome.NOTED, "Quatre marchés sur dix ont transmis leurs prix au moins une fois.")],
                asks=[Ask("Publier les prix relevés par marché, chaque vendredi", "DSU", 60, S.DONE, "usagers")],
            ),
            Sitting(
                180,
                absent=(4, 7),
                theme="Le carnet du producteur",
                reviews=[
                    Review(
                        1,
                        Outcome.QUALIFIED,
                        "Les membres rappellent que la moitié des producteurs n’a pas de téléphone à écran.",
                        "Ouvrir un accès par code court avant l’extension aux autres départements",
                    )
                ],
                asks=[
                    Ask("Chiffrer l’accès par code court avec les opérateurs", "DSI", 70, S.REPORTED, "usagers"),
                    Ask("Nommer un correspondant par arrondissement", "DSU", 200, S.RUNNING, "usages"),
                ],
            ),
        ],
        convened,
        ((0, Rating.LIKELY, ""), (1, Rating.TO_WATCH, "Le code court conditionne l’usage : aucun essai à ce jour.")),
    ),
    Neighbour(
        "MDEMO-S",
        "Ministère de démonstration Sud",
        1300,
        seats(
            (MME, "Adjoavi HOUNSÈNOU"),
            (M, "Théodore LOKOSSI"),
            (M, "Géraud AÏZANNON"),
            (MME, "Bernadine SODJINOUDÉ"),
            (MME, "Philomène AKPLOGBÉ"),
            (M, "Hervé DOSSA-GBÉTÉ"),
            (M, "Ulrich TCHÉDJI"),
            departmental="de l’Atlantique",
        ),
        (M, "Barnabé KINHOUÉ"),
        [
            Plan("Inscription en ligne aux examens", N.E_SERVICE, Stage.RUNNING, -13, 2, 190, 75, slip=1, over=4),
            Plan("Paiement électronique des bourses", N.PLATFORM, Stage.RUNNING, -22, -3, 520, 60, slip=8, over=41),
            Plan("Relevés de notes vérifiables", N.E_SERVICE, Stage.IN_OPERATION, -26, -10, 85, 100),
            Plan("Carte des établissements", N.DATA, Stage.DONE, -18, -8, 40, 100),
            Plan("Salles numériques de douze lycées", N.INFRASTRUCTURE, Stage.RUNNING, -9, 9, 760, 30, sites=12),
            Plan("Bibliothèque ouverte des manuels", N.PLATFORM, Stage.SUBMITTED, 2, 14, 150),
            Plan("Tutorat à distance", N.E_SERVICE, Stage.SUSPENDED, -16, -2, 70, 40, slip=6, silent=5),
        ],
        [
            Sitting(
                740,
                absent=(3,),
                theme="Les examens et leurs preuves",
                reviews=[
                    Review(2, Outcome.FAVOURABLE, "La vérification d’un relevé doit se faire sans compte ni paiement.")
                ],
                asks=[Ask("Ouvrir la vérification des relevés aux employeurs", "DSI", 120, S.DONE, "usagers")],
            ),
            Sitting(
                390,
                absent=(6, 5),
                theme="Bourses : payer juste et à temps",
                reviews=[
                    Review(
                        1,
                        Outcome.QUALIFIED,
                        "Le rapprochement avec la liste des inscrits prend six semaines, à la main.",
                        "Tirer la liste des bénéficiaires du registre des inscriptions, sans ressaisie",
                    )
                ],
                asks=[
                    Ask("Échanger chaque nuit la liste des inscrits", "DSI", 150, S.RUNNING, "interopérabilité"),
                    Ask("Rendre compte des bourses non retirées", "DPAF", 90, S.ACCEPTED),
                ],
                late=True,
            ),
            Sitting(
                190,
                absent=(2,),
                theme="Équiper les lycées",
                reviews=[
                    Review(4, Outcome.FAVOURABLE, "Chaque lycée nomme un gardien du matériel avant la livraison.")
                ],
                asks=[Ask("Tenir l’inventaire des salles équipées", "DSU", 240, S.ISSUED, "patrimoine")],
            ),
        ],
        sitting_now,
        (
            (
                1,
                Rating.IN_TROUBLE,
                "Deux marchés infructueux et un coût qui monte : la suite est à revoir avec la DPAF.",
            ),
            (4, Rating.LIKELY, ""),
        ),
    ),
    Neighbour(
        "MDEMO-E",
        "Ministère de démonstration Est",
        1250,
        seats(
            (M, "Léandre OKPÉICHA"),
            (M, "Sourou ADÉYÈMI-LAWIN"),
            (MME, "Mireille IDOHOU-BANI"),
            (M, "Raoul FANDOHANSI"),
            (M, "Toussaint AGOSSÈVI"),
            (MME, "Ganiatou OLAFÈMI"),
            (M, ""),
            departmental="du Plateau",
        ),
        (MME, "Edwige ZANNOUTCHÉ"),
        [
            Plan("Guichet des permis de transport", N.E_SERVICE, Stage.RUNNING, -24, -6, 280, 65, slip=11, over=28),
            Plan("Suivi des chantiers routiers", N.DATA, Stage.RUNNING, -20, -4, 130, 50, slip=9, silent=6),
            Plan("Pesage connecté des camions", N.INFRASTRUCTURE, Stage.RUNNING, -15, 1, 640, 40, slip=5, over=18),
            Plan("Archives des concessions", N.ARCHIVES, Stage.ABANDONED, -28, -12, 55, 15),
            Plan("Messagerie et agenda partagés", N.PLATFORM, Stage.IN_OPERATION, -33, -20, 38, 100),
        ],
        [
            Sitting(
                900,
                absent=(4,),
                theme="Priorités de l’année",
                reviews=[Review(0, Outcome.FAVOURABLE, "Le guichet remplace onze registres tenus à la main.")],
                asks=[
                    Ask("Fermer les registres papier dès l’ouverture du guichet", "DSU", 200, S.ACCEPTED, "usagers"),
                    Ask("Sauvegarder chaque semaine hors du site", "DSI", 60, S.ISSUED, "sécurité"),
                ],
            ),
            Sitting(
                530,
                absent=(5, 2),
                theme="Retards et causes",
                reviews=[
                    Review(1, Outcome.ADJOURNED, "Les chiffres présentés datent de quatre mois."),
                    Review(
                        2,
                        Outcome.QUALIFIED,
                        "Le raccordement électrique de deux postes n’est pas financé.",
                        "Produire la convention de raccordement des deux postes",
                    ),
                ],
                asks=[
                    Ask("Tenir les fiches de projet à jour avant chaque session", "DSI", 45, S.RUNNING),
                    Ask("Nommer le chef du projet de pesage", "SGM", 30, S.ISSUED),
                    Ask("Chiffrer l’entretien des ponts-bascules", "DPAF", 90, S.ACCEPTED, "patrimoine"),
                ],
            ),
        ],
        None,
        (
            (0, Rating.IN_TROUBLE, "Onze mois de retard sans nouvelle date approuvée."),
            (1, Rating.TO_WATCH, "Aucune mise à jour depuis six mois : nous ne savons plus où en est le projet."),
        ),
    ),
    Neighbour(
        "MDEMO-O",
        "Ministère de démonstration Ouest",
        980,
        seats(
            (MME, "Nafissatou KOUAGOU"),
            (M, "Boniface N’TCHAPADA"),
            (MME, "Victoire SAMBIÉNI-KOA"),
            (M, "Parfait YÉMADJÈ"),
            (MME, "Églantine HOUÉHA"),
            (M, "Sabi BAMISSO"),
            (M, "Donatien GOUNOUGBÉ"),
            departmental="de l’Atacora",
        ),
        (M, "Éric TAWEMA-SINGA"),
        [
            Plan("Billetterie des sites et musées", N.E_SERVICE, Stage.RUNNING, -8, 5, 175, 42, slip=1),
            Plan("Inventaire du patrimoine immatériel", N.DATA, Stage.RUNNING, -12, 10, 60, 38),
            Plan("Visites virtuelles des palais royaux", N.WEBSITE, Stage.DONE, -19, -9, 48, 100),
            Plan("Vidéosurveillance des réserves", N.SECURITY, Stage.APPROVED, 2, 9, 120),
        ],
        [
            Sitting(
                410,
                absent=(4,),
                theme="Ce que le public attend de nous en ligne",
                reviews=[Review(2, Outcome.NOTED, "Neuf visites virtuelles sur dix viennent de l’étranger.")],
                asks=[Ask("Traduire les visites en fon, dendi et anglais", "DSU", 300, S.RUNNING, "usagers")],
            )
        ],
        called_twice,
        ((1, Rating.LIKELY, ""),),
    ),
    Neighbour(
        "MDEMO-C",
        "Ministère de démonstration Centre",
        75,
        seats(
            (M, "Wenceslas DJIVOÈDO"),
            (MME, "Aïchatou MORIBA"),
            (M, "Cyriaque HOUNDONOUGBO-VI"),
            (MME, ""),
            (M, ""),
            (MME, "Honorine AGBANGNIDJI"),
            (M, ""),
            departmental="des Collines",
        ),
        (MME, "Solange ATCHADÉ-KPO"),
        [
            Plan("Portail des associations de jeunes", N.WEBSITE, Stage.IDENTIFIED, 3, 15, 45),
            Plan("Réservation des équipements sportifs", N.E_SERVICE, Stage.IDENTIFIED, 6, 18, 80),
        ],
    ),
]


def load_neighbours() -> None:
    for neighbour in NEIGHBOURS:
        with transaction.atomic():
            body = _found(neighbour)
        projects = load_portfolio(known(body.ministry), neighbour.plans, seed=neighbour.founded_ago)
        if not CommissionSession.objects.filter(commission=body).exists():
            play(body, projects, neighbour.sittings)
            if neighbour.story is not None:
                with transaction.atomic():
                    neighbour.story(table_of(body, projects))


def _found(neighbour: Neighbour) -> Commission:
    """The ministry, its structures, its commission with its seats and who holds them, and its two accounts."""
    founded, suffix = neighbour.founded_on, neighbour.acronym.lower()
    ministry = fictitious.ministry(neighbour.acronym, neighbour.name, founded_on=founded)
    kept = [line for line in fictitious.STRUCTURES if line[2] in ("CAB", "SGM", "DPAF", "DSI", "DSU")]
    tree = fictitious.structures(ministry, kept)
    body = fictitious.commission(ministry, neighbour.acronym, None, founded_on=founded)
    fictitious.statute(body, None)
    for position, line in enumerate(neighbour.members, start=1):
        role = {1: SeatRole.PRESIDENT, 3: SeatRole.RAPPORTEUR}.get(position, SeatRole.MEMBER)
        seat = fictitious.seat(body, line.label, role, position, structure=tree.get(line.structure))
        if line.name:
            function = fictitious.function_of(line.label)
            mail = f"{'dsi' if line.structure == 'DSI' else f'membre{position}'}@{suffix}.test"
            holder = fictitious.person(
                ministry.scope, line.name, function, line.honorific, mail, with_account=position in (1, 3)
            )
            fictitious.hold(seat, holder)
            if line.structure == "DSI":
                title = f"Directeur des systèmes d’information du {neighbour.name}"
                fictitious.appoint_to(holder, Role.DSI, ministry.scope, title)
    secretariat = fictitious.seat(body, "Le secrétaire de la commission", SeatRole.SECRETARY, 8, structure=tree["DSI"])
    honorific, name = neighbour.secretary
    secretary = fictitious.person(
        ministry.scope, name, "Secrétaire de la commission", honorific, f"secretaire@{suffix}.test"
    )
    fictitious.hold(secretariat, secretary)
    if neighbour.acronym == "MDEMO-N" and not body.seats.filter(mandates__kind=HolderKind.INTERIM).exists():
        stands_in = fictitious.person(
            ministry.scope,
            "Pulchérie GBAGUIDI-SÈ",
            "Directrice départementale par intérim",
            MME,
            f"interim@{suffix}.test",
            with_account=False,
        )
        appoint_to_seat(
            body.seats.get(position=6).pk,
            stands_in,
            valid_from=clock.today(),
            valid_to=_today_plus(90),
            kind=HolderKind.INTERIM,
            act_reference="Délégation fictive",
            by=None,
        )
    return body


def rate_projects() -> None:
    """The ASIN's ratings, beside the colour computed and the DSI's own."""
    officer = User.objects.get(email="asin@asin.test")
    rated = [(each.acronym, each.plans, each.ratings) for each in NEIGHBOURS]
    for acronym, plans, ratings in [("MDEMO", MDEMO, MDEMO_RATINGS), *rated]:
        rows = Project.objects.filter(ministry__acronym=acronym, is_fictitious=True)
        for rank, rating, comment in ratings:
            project = rows.filter(title=plans[rank].title).first()
            if project is not None and project.asin_rating is None:
                rate_for_asin(project.pk, rating, comment=comment, by=officer)
