"""The national bodies and the meetings that the press told, with exactly what the sources say: a number that is only
counted back from another, a day that is not given, stay empty.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from commissions.enums import CommissionKind
from commissions.models import Commission, Statute
from foundation.accounts.enums import ScopeKind
from foundation.accounts.models import Scope
from foundation.common.demonstration import demo_part
from foundation.notifications.operations.notifying import telling_nobody
from ministries.models import LegalText
from recommendations.enums import OriginKind
from recommendations.operations import issue

from .enums import FactKind
from .models import Conference, ConferenceRecommendation
from .operations import hold
from .register.bodies import FACTS
from .register.conferences import CONFERENCES
from .register.panels import PANELS
from .register.participants import PARTICIPANTS
from .register.reviews import REVIEWS
from .register.speakers import SPEAKERS

CIO_9 = "cio-mag.com, 19 juillet 2022"
ECONOMISTE_9 = "leconomistebenin.com, 9e Conférence des DSI"
CIO = "cio-mag.com"
LA_NATION = "lanation.bj"
LE_MATINAL = "lematinal.bj, mars 2024, « Conférence des directeurs des systèmes d’information : l’heure des réformes »"
CIO_RSI = "cio-mag.com, atelier des RSI"
ECONOMISTE_RSI = "leconomistebenin.com, atelier des RSI, octobre 2022"
BENINWEB = "beninwebtv.com, septembre 2020"


@dataclass(frozen=True)
class Edition:
    title: str
    year: int
    source: str
    said: dict[str, Any] = field(default_factory=dict)  # what the source says, by column
    panels: tuple[tuple[str, str, tuple[str, ...]], ...] = ()  # subject, what was said, who
    people: tuple[tuple[str, str, int], ...] = ()  # institution, function, how many
    services: tuple[str, ...] = ()  # e-services whose use was reviewed
    named: tuple[tuple[str, str, str], ...] = ()  # institution, function, name


CDSI_EDITIONS = (
    Edition(
        "Conférence des DSI du 15 mars 2022",
        2022,
        "cio-mag.com, mars 2022",
        {
            "held_on": date(2022, 3, 15),
            "rank_in_year": 1,
            "place": "Cotonou",
            "theme": "Maturité et politique de sécurité des systèmes d’information",
            "opening": "Présente les sept projets phares du numérique au Programme d’actions du Gouvernement.",
        },
        named=(("Ministère du Numérique et de la Digitalisation", "Ministre", "Aurelie ADAM SOULÉ ZOUMAROU"),),
    ),
    Edition(
        "9e Conférence des DSI",
        2022,
        "Presse : cio-mag.com (19 juillet 2022), leconomistebenin.com, osiris.sn",
        {
            "number": 9,
            "rank_in_year": 2,
            "held_on": date(2022, 7, 19),
            "place": "Novotel Orisha, Cotonou",
            "theme": "Quel mode de gestion pour les actifs informatiques de l’administration ?",
            "communication": (
                "Le rôle de l’ASIN dans l’écosystème numérique national. Née de la fusion des agences, l’ASIN apporte"
                " plus d’efficacité et de cohérence à l’action numérique ; aux DSI de travailler en synergie avec elle."
            ),
            "communication_by": "Marc-André LOKO, directeur général de l’ASIN",
        },
        panels=(
            (
                "Retours d’expérience sur l’utilisation des e-services par les citoyens",
                "Qualité des services passée en revue (e-visa, e-passeport, acte de naissance sécurisé, e-résultat) ;"
                " diagnostic des problèmes rencontrés, réformes en cours et solutions d’amélioration.",
                ("DEI", "ANIP"),
            ),
            ("Accessibilité des actes normatifs aux DSI", "", ()),
            ("Accompagnement de la transition des DSI vers le cloud national", "", ()),
        ),
        people=(("Les 24 ministères", "DSI", 24),),
        services=("e-visa", "e-passeport", "acte de naissance sécurisé", "e-résultat"),
    ),
    Edition(
        "Conférence des DSI du 29 novembre 2022",
        2022,
        "cio-mag.com, novembre 2022 ; daabaaru.bj",
        {
            "held_on": date(2022, 11, 29),
            "theme": "Accélération de la livraison de services digitaux de qualité avec l’implication du secteur privé",
            "communication": (
                "Bus d’échange X-Road, SBIN, bac à sable de la PKI et signature en ligne, données ouvertes ; centre de"
                " transformation digitale, en quatre parties."
            ),
            "date_note": "Dernière de l’année 2022 selon la source.",
        },
    ),
    Edition(
        "Conférence des DSI de juillet 2023",
        2023,
        "lanation.bj, juillet 2023",
        {
            "rank_in_year": 2,
            "theme": (
                "La CDSI, au cœur du développement des systèmes d’information au sein de l’administration publique"
            ),
            "date_note": "Un mardi de juillet 2023 : le jour n’est pas donné.",
            "findings": (
                "Sanctions disciplinaires dématérialisées, gestion de la relation avec les usagers du ministère de la"
                " fonction publique, vérification de la PSSIE."
            ),
        },
        people=(("22 ministères", "DSI", 22),),
    ),
    Edition(
        "Conférence des DSI du 12 décembre 2023",
        2023,
        "cio-mag.com, décembre 2023",
        {
            "rank_in_year": 3,
            "held_on": date(2023, 12, 12),
            "theme": "La CDSI nouveau format, pour un meilleur impact dans l’écosystème numérique",
            "conclusion": (
                "Établir une feuille de route ; finir le rapport de l’atelier de juillet ; rédiger un mémorandum sur"
                " les prochaines conférences ; fixer le cadre des référentiels de termes de référence."
            ),
        },
    ),
    Edition(
        "Conférence des DSI du 19 mars 2024",
        2024,
        LE_MATINAL,
        {
            "rank_in_year": 1,
            "held_on": date(2024, 3, 19),
            "theme": "Les réformes de la Conférence des DSI",
            "findings": (
                "Propositions : un secrétariat technique permanent de sept membres, chargé de préparer les conférences"
                " et de suivre les recommandations ; des sessions de CMSIC semestrielles au lieu de mensuelles."
            ),
        },
    ),
    Edition(
        "Conférence des DSI du 27 juin 2024",
        2024,
        "lanation.bj ; osiris.sn, juin 2024",
        {
            "rank_in_year": 2,
            "held_on": date(2024, 6, 27),
            "theme": "Vers la mise en œuvre de la restructuration de la CDSI",
            "findings": (
                "Conformité au cadre de gouvernance, obligations sur les données personnelles, plus de 220 e-services."
            ),
        },
    ),
)
WORKSHOP = Edition(
    "Atelier sur la transformation numérique des collectivités locales",
    2022,
    "Presse : leconomistebenin.com (octobre 2022) ; cio-mag.com",
    {
        "held_on": date(2022, 10, 4),
        "place": "Bénin Royal Hôtel, Cotonou",
        "theme": "La transformation numérique des collectivités locales",
        "date_note": (
            "leconomistebenin.com imprime mardi 4 octobre 2022 ; cio-mag.com, « mardi 04 septembre », qui était un"
            " dimanche."
        ),
        "objectives": (
            "Préciser le rôle des RSI, cartographier les projets en cours et réalisés, faire connaître le cadre"
            " d’accompagnement de l’ASIN et du ministère, renforcer les capacités."
        ),
    },
    panels=(
        ("Rôle des RSI dans la transformation numérique de leur commune", "", ()),
        (
            "Cartographie des projets numériques en cours et réalisés",
            "Projets cités : PRSCG 1 et 2, eCommunes, portail national des services, deux mairies, GEC.",
            (),
        ),
        ("Cadre d’accompagnement de l’ASIN et du ministère chargé du numérique", "", ()),
        ("Formation à l’annuaire Active Directory et à la messagerie Outlook", "", ()),
    ),
    people=(("Communes", "RSI, « une vingtaine »", 20),),
    named=(
        ("ASIN", "Directeur des systèmes d’information et de la digitalisation", "Aristide ADJINACOU"),
        (
            "Ministère de la Décentralisation et de la Gouvernance Locale",
            "Ministre de la Décentralisation et de la Gouvernance Locale",
            "Raphaël AKOTÈGNON",
        ),
        (
            "Ministère du Numérique et de la Digitalisation",
            "Ministre du Numérique et de la Digitalisation",
            "Aurelie ADAM SOULÉ ZOUMAROU",
        ),
    ),
)
COMMITTEE = Edition(
    "Installation du Comité national d’interopérabilité",
    2020,
    BENINWEB,
    {
        "held_on": date(2020, 9, 23),
        "theme": "Installation des membres",
        "opening": "Par le directeur de cabinet du ministère du Numérique, la ministre étant empêchée.",
        "findings": (
            "Quatre missions : orientations stratégiques, approbation des mises à jour du cadre d’interopérabilité,"
            " coopération internationale, recommandations."
        ),
    },
    named=(("Comité national d’interopérabilité", "Président, selon la source", "Geoffroy BONOU"),),
)
FACTS_OF_CDSI = (
    (FactKind.STATUS, "Rencontre statutaire, cadre de concertation des DSI", CIO, date(2022, 3, 15), False),
    (FactKind.REAL_PERIOD, "Réunion trimestrielle", "cio-mag.com, mars et novembre 2022", date(2022, 11, 29), False),
    (FactKind.REAL_PERIOD, "Deuxième de l’année le 27 juin 2024", LA_NATION, date(2024, 6, 27), False),
    (
        FactKind.CHAIR,
        "Présidée par l’ASSI selon le décret ; organisée par l’ASIN depuis la fusion",
        LE_MATINAL,
        None,
        False,
    ),
    (
        FactKind.SECRETARIAT,
        "Un secrétariat technique permanent de sept membres est proposé",
        LE_MATINAL,
        date(2024, 3, 19),
        False,
    ),
)
FACTS_OF_RSI = (
    (FactKind.STATUS, "Fait suite à un atelier organisé en 2021", CIO_RSI, None, False),
    (
        FactKind.COMPOSITION,
        "Une vingtaine de responsables des systèmes d’information de communes",
        CIO_RSI,
        None,
        False,
    ),
)
FACTS_OF_CNI = (
    (FactKind.STATUS, "Organe de la plateforme nationale d’interopérabilité X-Road BJ", BENINWEB, None, False),
    (FactKind.COMPOSITION, "Cinq membres", BENINWEB, date(2020, 9, 23), False),
)


def body(code: str, kind: CommissionKind, name: str, scope: str, objectives: str, text: str = "") -> Commission:
    found = Commission.objects.filter(code=code).first()
    if found is None:
        act = LegalText.objects.filter(reference=text, is_fictitious=False).first() if text else None
        found = Commission.objects.create(
            code=code,
            kind=kind,
            name=name,
            scope=Scope.objects.get_or_create(kind=ScopeKind.NATIONAL, label=scope)[0],
            objectives=objectives,
            founded_by=act,
            founded_on=act.dated_on if act is not None else None,
        )
        Statute.objects.create(scope=found.scope, commission=found, number=1)  # whose rules no source gives
    return found


@demo_part("conférences et organes nationaux", position=110)
def real_conferences() -> None:
    cdsi = body(
        "CDSI",
        CommissionKind.CDSI,
        "Conférence des Directeurs des Systèmes d’Information",
        "Conférence des directeurs des systèmes d’information",
        "Cadre de concertation entre le ministère chargé du numérique, les agences du numérique et les DSI des"
        " ministères.",
        "2018-531",
    )
    rsi = body(
        "RSI",
        CommissionKind.WORKSHOP,
        "Atelier des responsables des systèmes d’information (RSI) des communes",
        "Responsables des systèmes d’information des communes",
        "Préciser le rôle des RSI dans la transformation numérique des communes ; cartographier les projets ; faire"
        " connaître le cadre d’accompagnement.",
    )
    cni = body(
        "CNI",
        CommissionKind.COMMITTEE,
        "Comité national d’interopérabilité",
        "Comité national d’interopérabilité",
        "Orientations stratégiques de l’interopérabilité ; mises à jour du cadre ; coopération ; recommandations.",
        "2020-209",
    )
    for organ, facts in ((cdsi, FACTS_OF_CDSI), (rsi, FACTS_OF_RSI), (cni, FACTS_OF_CNI)):
        _say(organ, facts)
    with telling_nobody():
        for edition in CDSI_EDITIONS:
            _edition(cdsi, edition)
        _edition(cni, COMMITTEE)
        if (made := _edition(rsi, WORKSHOP)) is not None:
            _advice(made)


def _say(organ: Commission, facts: Any) -> None:
    if organ.facts.exists():
        return
    for kind, text, source, day, contested in facts:
        FACTS.add(body=organ, kind=kind, text=text, source=source, stated_on=day, is_contested=contested, by=None)


def _edition(organ: Commission, edition: Edition) -> Conference | None:
    if Conference.objects.filter(body=organ, title=edition.title).exists():
        return None
    blank = dict.fromkeys(("held_on", "ends_on", "number", "rank_in_year")) | {"theme": "", "place": ""}
    said = blank | edition.said
    row: Conference = CONFERENCES.add(
        body=organ, title=edition.title, year=edition.year, source=edition.source, **said, by=None
    )
    for place, (title, summary, speakers) in enumerate(edition.panels, start=1):
        panel = PANELS.add(conference=row, position=place, title=title, summary=summary, source=edition.source, by=None)
        for rank, institution in enumerate(speakers, start=1):
            SPEAKERS.add(panel=panel, position=rank, institution=institution, source=ECONOMISTE_9, name="", by=None)
    for service in edition.services:
        REVIEWS.add(conference=row, service=service, source=CIO_9, by=None)
    for institution, function, count in edition.people:
        PARTICIPANTS.add(
            conference=row,
            ministry=None,
            institution=institution,
            function=function,
            name="",
            count=count,
            source=edition.source,
            by=None,
        )
    for institution, function, name in edition.named:
        PARTICIPANTS.add(
            conference=row,
            ministry=None,
            institution=institution,
            function=function,
            name=name,
            count=1,
            source=edition.source,
            by=None,
        )
    return hold(row.pk, by=None)


def _advice(row: Conference) -> None:
    """What the minister asked of the RSI: its number is not known."""
    made = issue(
        commission=row.body,
        year=row.year,
        text="Utiliser une adresse électronique professionnelle",
        addressee_label="les RSI des communes",
        theme="usages",
        origin_kind=OriginKind.CONFERENCE,
        origin_label=row.title,
        issued_on=row.held_on or date(row.year, 1, 1),
        numbered=False,
        source=CIO_RSI,
        by=None,
    )
    ConferenceRecommendation.objects.create(scope=row.scope, conference=row, recommendation=made)
