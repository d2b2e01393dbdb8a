"""A fictitious national conference, from its programme to the proofs of its recommendations; the next one, announced;
and what two ministries of the demonstration sent up to it.
"""

from datetime import date, timedelta
from typing import Any

from commissions.enums import CommissionKind, SeatRole
from commissions.models import Commission, Statute
from conferences.enums import FactKind
from conferences.models import Conference, Question
from conferences.operations import (
    add_to_question,
    announce,
    answer_question,
    hold,
    recommend,
    report,
    send_up,
    table_question,
)
from conferences.operations.writing import Advice
from conferences.register.bodies import FACTS
from conferences.register.conferences import CONFERENCES
from conferences.register.panels import PANELS
from conferences.register.participants import PARTICIPANTS
from conferences.register.questions import QUESTIONS
from conferences.register.reviews import REVIEWS
from conferences.register.speakers import SPEAKERS
from foundation.accounts.enums import Honorific, Role
from foundation.accounts.models import User
from foundation.common import clock
from foundation.notifications.operations.notifying import accounts_of, national_accounts_of, telling_nobody
from ministries.models import Commune, Ministry, Structure
from recommendations.enums import Priority
from recommendations.models import Recommendation
from recommendations.operations import accept, start, validate
from recommendations.operations import report as hand_in

from .fictitious import hold as seat_holder
from .fictitious import person, seat
from .institutions import national_scope
from .playing import moment
from .timeline import at, known

CODE = "CDSI-DEMO"
SECRETARY = "secretaire@cdsi.test"
HELD_AGO, NEXT_IN = 70, 25
MINISTRIES = 24
FIRST_PANEL = "E-services : ce que disent les usagers"
THEMES = ("e-services", "cloud national", "actifs informatiques")
PANELS_SAID = (
    (
        FIRST_PANEL,
        ("Nadège SÈWANOU", "Représentante de l’ASIN"),
        (
            ("Sènan AGBÉTIHO", "DSI", "Ministère de démonstration", "Les demandes abandonnées en cours de route"),
            (
                "Salamatou BAGRIKÉ",
                "SGM",
                "Ministère de démonstration Nord",
                "L’accueil de ceux qui n’ont pas d’adresse",
            ),
        ),
        "Un usager sur trois recommence sa demande : la pièce demandée n’est pas dite avant le paiement.",
        "Les délais affichés ne sont pas ceux constatés ; personne ne suit les réclamations d’un ministère à l’autre.",
    ),
    (
        "Passer au cloud national sans arrêter le service",
        ("Thierry KOUKPÈ", "Administrateur ASIN"),
        (
            (
                "Fidèle KOTCHADJÈ",
                "DSI",
                "Ministère de démonstration Nord",
                "Trois vagues, et ce qui a manqué à la première",
            ),
        ),
        "Les applications sans documentation sont celles qui coûtent le plus à déplacer.",
        "Aucun ministère n’a essayé la restauration de ses sauvegardes avant de migrer.",
    ),
    (
        "Acheter, louer ou mutualiser le parc",
        ("Afiavi HOUNTOLO", "Cheffe du service des études, DSI"),
        (("Codjo MÈHINTO", "Secrétaire suppléant", "Ministère de démonstration", "Le coût d’un poste sur cinq ans"),),
        "Les inventaires n’ont pas le même modèle : les prix ne se comparent pas.",
        "Un achat groupé suppose une spécification commune, qui n’existe pas.",
    ),
)
REVIEWED = (
    (
        "Demande d’agrément en ligne (fictif)",
        "La demande se perd quand le paiement échoue.",
        "Le paiement n’est confirmé au service qu’une fois par jour.",
        "Confirmation du paiement à la minute, en essai.",
        "Dire à l’usager où en est sa demande, par message.",
    ),
    (
        "Copie d’acte de démonstration (fictif)",
        "Ceux qui n’ont pas d’adresse électronique ne peuvent finir la démarche.",
        "L’adresse est exigée au premier écran.",
        "Un guichet d’aide dans deux communes.",
        "Rendre l’adresse facultative, remettre le numéro de suivi sur papier.",
    ),
)


def load_conferences() -> None:
    if Commission.objects.filter(code=CODE).exists():
        return
    organ = _organ()
    by = accounts_of(Role.SECRETARY, commission=organ.pk).get()
    with telling_nobody():
        past = _past(organ, by)
        _follow(past)
        coming = _coming(organ, by)
        _sent_up(organ, coming, by)


def _organ() -> Commission:
    scope = national_scope("Conférence des DSI de démonstration")
    founded = clock.today() - timedelta(days=900)
    organ = Commission.objects.create(
        code=CODE,
        kind=CommissionKind.CDSI,
        name="Conférence des DSI de démonstration",
        scope=scope,
        founded_on=founded,
        objectives="Mettre en commun ce que les ministères de démonstration ont appris.",
        email="conference@cdsi.test",
        is_fictitious=True,
    )
    Statute.objects.create(scope=scope, commission=organ, number=1, valid_from=founded)
    secretary = person(scope, "Ganiath ADÉOTI", "Secrétaire technique de la conférence", Honorific.MADAME, SECRETARY)
    seat_holder(seat(organ, "Le secrétariat technique", SeatRole.SECRETARY, 1), secretary)
    said = {"source": "Fictif, pour la démonstration", "stated_on": founded, "is_contested": False}
    FACTS.add(body=organ, kind=FactKind.REAL_PERIOD, text="Trois fois par an", **said, is_fictitious=True, by=None)
    return organ


def _new(organ: Commission, number: int, day: date, theme: str, by: User, **said: Any) -> Conference:
    row: Conference = CONFERENCES.add(
        body=organ,
        number=number,
        title=f"{number}e Conférence des DSI de démonstration",
        theme=theme,
        year=day.year,
        rank_in_year=None,
        held_on=day,
        ends_on=None,
        place="Salle de conférence, Cotonou (fictif)",
        is_fictitious=True,
        by=by,
        **said,
    )
    return row


def _past(organ: Commission, by: User) -> Conference:
    """24 ministries, 3 panels, 12 recommendations to 9 addressees."""
    day = clock.today() - timedelta(days=HELD_AGO)
    with at(moment(day - timedelta(days=30), 10)):
        row = _new(
            organ,
            4,
            day,
            "Des services que l’on utilise vraiment",
            by,
            objectives="Dire ce qui bloque les usagers, et ce que l’on fait ensemble d’ici un an.",
            opening="La directrice de cabinet de démonstration ouvre les travaux et demande des engagements datés.",
            communication=(
                "L’ASIN rappelle son appui aux ministères : environnement d’essai, restauration des sauvegardes,"
                " spécimen de cahier des charges. Elle publiera chaque trimestre l’état des raccordements."
            ),
            communication_by="Nadège SÈWANOU, représentante de l’ASIN",
            findings="Les ministères résolvent chacun de leur côté des difficultés identiques.",
            conclusion="Rendez-vous est pris dans quatre mois ; le secrétariat technique suit les recommandations.",
        )
        for place, (title, moderator, speakers, summary, findings) in enumerate(PANELS_SAID, start=1):
            panel = PANELS.add(
                conference=row,
                position=place,
                title=title,
                moderator=moderator[0],
                moderator_function=moderator[1],
                summary=summary,
                findings=findings,
                by=by,
            )
            for rank, (name, function, institution, subject) in enumerate(speakers, start=1):
                SPEAKERS.add(
                    panel=panel,
                    position=rank,
                    name=name,
                    function=function,
                    institution=institution,
                    subject=subject,
                    by=by,
                )
        for service, *said in REVIEWED:
            parts = dict(zip(("problems", "diagnosis", "reforms", "improvements"), said, strict=True))
            REVIEWS.add(conference=row, service=service, **parts, by=by)
        _people(row, by)
        announce(row.pk, by=by)
    with at(moment(day, 17)):
        hold(row.pk, by=by)
        for each in _advices(row):
            recommend(row.pk, each, by=by)
    with at(moment(day + timedelta(days=6), 11)):
        report(row.pk, by=by)
    return Conference.objects.get(pk=row.pk)


def _people(row: Conference, by: User) -> None:
    known_ones = list(Ministry.objects.filter(is_fictitious=True).order_by("acronym", "pk"))
    said: dict[str, Any] = {"name": "", "source": "", "by": by, "conference": row}
    for ministry in known_ones:
        PARTICIPANTS.add(**said, ministry=ministry, institution="", function="DSI", count=1)
        PARTICIPANTS.add(**said, ministry=ministry, institution="", function="RSSI", count=1)
    for number in range(len(known_ones) + 1, MINISTRIES + 1):
        name = f"Ministère de démonstration n° {number}"
        PARTICIPANTS.add(**said, ministry=None, institution=name, function="DSI", count=2)
    PARTICIPANTS.add(
        **(said | {"name": "Nadège SÈWANOU"}), ministry=None, institution="ASIN", function="Représentante", count=1
    )


def _advices(row: Conference) -> list[Advice]:
    ministries = {each.acronym: each for each in Ministry.objects.filter(is_fictitious=True)}
    panels = list(row.panels.order_by("position", "pk"))
    day = known(row.held_on)
    own = ministries["MDEMO"]
    structure = Structure.objects.filter(ministry=own, acronym="ADA").first()
    commune = Commune.objects.get(name="Abomey-Calavi")
    high = Priority.HIGH

    def line(text: str, panel: int, days: int, priority: Priority = Priority.NORMAL, **whom: Any) -> Advice:
        due = day + timedelta(days=days)
        return Advice(text, panels[panel], due_on=due, priority=priority, theme=THEMES[panel], **whom)

    return [
        line("Dire avant le paiement toutes les pièces demandées", 0, 45, high, ministry=own),
        line("Publier le délai constaté à côté du délai annoncé", 0, 90, ministry=own),
        line(
            "Ouvrir un point d’aide pour ceux qui n’ont pas d’adresse électronique",
            0,
            120,
            ministry=ministries["MDEMO-N"],
        ),
        line("Tenir un registre commun des réclamations", 0, 60, high, is_for_asin=True),
        line(
            "Essayer la restauration des sauvegardes avant toute migration", 1, 40, high, ministry=ministries["MDEMO-N"]
        ),
        line("Documenter les applications de la deuxième vague", 1, 150, ministry=ministries["MDEMO-S"]),
        line("Ouvrir un environnement d’essai du cloud national", 1, 100, is_for_asin=True),
        line("Arrêter les serveurs remplacés, preuve à l’appui", 1, 180, ministry=ministries["MDEMO-E"]),
        line("Adopter le modèle commun d’inventaire", 2, 75, ministry=ministries["MDEMO-O"]),
        line("Inventorier le parc remis à l’agence des archives", 2, 50, structure=structure),
        line("Comparer l’achat, la location et le parc partagé sur cinq ans", 2, 130, ministry=ministries["MDEMO-C"]),
        line("Donner une adresse professionnelle à chaque chef de service de la mairie", 2, 110, commune=commune),
    ]


def _follow(row: Conference) -> None:
    """One is done with its proof, one waits for its examination, some have begun, two are late."""
    rows = list(
        Recommendation.objects.filter(conference_origin__conference=row).order_by("conference_origin__position", "pk")
    )
    keeper = accounts_of(Role.SECRETARY, commission=row.body_id).get()
    day = known(row.held_on)
    done, waiting, begun = rows[0], rows[3], (rows[1], rows[2], rows[5])
    dsi = accounts_of(Role.DSI, scope=done.addressee_scope_id).order_by("pk").first()
    officer = national_accounts_of(Role.ASIN_READER).order_by("pk").first()
    with at(moment(day + timedelta(days=12), 9)):
        accept(done.pk, by=dsi)
        start(done.pk, by=dsi)
        accept(waiting.pk, by=officer)
        for each in begun:
            accept(each.pk, by=accounts_of(Role.DSI, scope=each.addressee_scope_id).order_by("pk").first())
    if dsi is not None and officer is not None:
        with at(moment(day + timedelta(days=35), 9)):
            hand_in(
                done.pk,
                text="La liste des pièces est affichée sur la première page de chaque démarche.",
                proof_link="https://services.exemple.test/pieces",
                by=dsi,
            )
            hand_in(
                waiting.pk,
                text="Le registre commun est ouvert à six ministères.",
                proof_link="https://asin.exemple.test/reclamations",
                by=officer,
            )
        with at(moment(day + timedelta(days=38), 15)):
            validate(done.pk, by=keeper)


def _coming(organ: Commission, by: User) -> Conference:
    day = clock.today() + timedelta(days=NEXT_IN)
    row = _new(organ, 5, day, "Payer et maintenir ce que l’on a ouvert", by)
    for place, title in enumerate(("Qui paie après le bailleur ?", "Réclamations : une seule porte"), start=1):
        PANELS.add(conference=row, position=place, title=title, by=by)
    announce(row.pk, by=by)
    return row


def _sent_up(organ: Commission, coming: Conference, by: User) -> None:
    """Two commissions ask the same thing: one question, on the programme; an older one has its answer; one waits."""
    rows = Recommendation.objects.open().filter(
        commission__is_fictitious=True, commission__kind=CommissionKind.CMSIC, is_closed_doors=False
    )
    first, *others = [
        rows.filter(commission__code=code).order_by("issued_on", "pk") for code in ("MDEMO", "MDEMO-E", "MDEMO-N")
    ]
    picked = [*first[:2], *(each for found in others for each in found[:1])]
    if len(picked) < 3:
        return
    motive = "La dépense dépasse ce que le ministère peut engager seul : une décision commune est attendue."
    referrals = []
    for recommendation in picked:
        keeper = accounts_of(Role.SECRETARY, commission=recommendation.commission_id).order_by("pk").first()
        referrals.append(send_up(recommendation.pk, body=organ, motive=motive, by=keeper))
    answered: Question = QUESTIONS.add(
        body=organ,
        title="Qui tient la liste des agents habilités ?",
        statement="Chaque commission la demande à un autre service.",
        is_fictitious=True,
        by=by,
    )
    add_to_question(answered.pk, referrals=referrals[:1], by=by)
    answer_question(
        answered.pk,
        answer=(
            "La DSI de chaque ministère, à partir de la liste de la fonction publique, mise à jour chaque trimestre."
        ),
        text="Publier dans le ministère la liste des agents habilités, et la revoir chaque trimestre.",
        due_on=clock.today() + timedelta(days=90),
        theme="habilitations",
        by=by,
    )
    common: Question = QUESTIONS.add(
        body=organ,
        title="Qui paie le raccordement à la plateforme d’échange ?",
        statement="Trois commissions recommandent un raccordement que leur budget ne porte pas.",
        is_fictitious=True,
        by=by,
    )
    add_to_question(common.pk, referrals=referrals[1:3], by=by)
    table_question(common.pk, conference=coming, by=by)
