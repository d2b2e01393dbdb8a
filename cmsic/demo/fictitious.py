"""Fictitious ministries, their commissions and accounts.

Every row says so; nothing false is written under a real ministry's name.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ImproperlyConfigured

from commissions.enums import HolderKind, MajorityRule, QuorumBase, SeatRole
from commissions.models import Commission, Mandate, Seat, Statute
from commissions.operations import appoint_to_seat
from foundation.accounts.enums import Honorific, Role, ScopeKind
from foundation.accounts.models import Person, Scope, User
from foundation.common import clock
from foundation.common.typography import capitalize_first
from ministries.enums import LegalLinkKind, LegalTextKind, LegalTextState, StructureKind
from ministries.models import Appointment, Commune, LegalText, LegalTextLink, Ministry, MinistryName, Structure
from ministries.operations import appoint

from .institutions import national_scope
from .texts import DECRET_2018, real_text
from .timeline import known, wednesday_before

FOUNDED = date(2023, 1, 16)
PASSWORD = "demonstration-cmsic"  # noqa: S105 - printed by `bin/run`; accounts of the demo only
SECRETARY = "secretaire@mdemo.test"
LAST = 12  # days since the commission of the demonstration sat

ARTICLES = """Article premier : Il est créé au Ministère de démonstration une Commission ministérielle des systèmes d’information et de la connectivité.
Article 4 : La commission comprend douze membres à voix délibérative. Un secrétaire, sans voix délibérative, tient ses écritures.
Article 5 : La commission se réunit en session ordinaire deux fois par an.
Article 6 : Les membres sont convoqués cinq jours francs au moins avant la session. En cas d’urgence, le motif est porté à la convocation.
Article 9 : La commission délibère valablement lorsque la moitié plus un de ses membres à voix délibérative est présente.
Article 10 : Un membre empêché peut donner procuration à un autre membre. Nul ne détient plus d’une procuration.
Article 11 : Les avis sont adoptés à la majorité simple des suffrages exprimés. En cas de partage, la voix du président est prépondérante.
Article 12 : Faute de quorum, la commission est convoquée de nouveau trois jours francs au moins après ; elle siège alors quel que soit le nombre des présents.
Article 14 : Le procès-verbal est adressé au ministre, au secrétaire général du ministère, à l’ASIN et aux membres."""  # noqa: E501

STRUCTURES = [
    (StructureKind.CABINET, "Cabinet du ministre", "CAB", None),
    (StructureKind.DC, "Direction de cabinet", "DC", "CAB"),
    (StructureKind.SGM, "Secrétariat général du ministère", "SGM", None),
    (StructureKind.IGM, "Inspection générale du ministère", "IGM", "CAB"),
    (StructureKind.DPAF, "Direction de la planification, de l’administration et des finances", "DPAF", "SGM"),
    (StructureKind.DSI, "Direction des systèmes d’information", "DSI", "SGM"),
    (StructureKind.TECHNICAL, "Direction des services aux usagers", "DSU", "SGM"),
    (StructureKind.TECHNICAL, "Direction des études et de la réglementation", "DER", "SGM"),
    (StructureKind.DEPARTMENTAL, "Direction départementale du Zou", "DD-Zou", "SGM"),
    (StructureKind.AGENCY, "Agence de démonstration des archives", "ADA", "SGM"),
]


@dataclass(frozen=True)
class Chair:
    """A seat of the demonstration commission and who holds it."""

    label: str
    role: SeatRole
    structure: str
    honorific: Honorific
    name: str
    mail: str


M, MME = Honorific.MONSIEUR, Honorific.MADAME
CHAIRS = [
    Chair("Le ministre ou son représentant", SeatRole.PRESIDENT, "CAB", MME, "Fifamè ZINSOUKPÈ", "presidente"),
    Chair("Le directeur de cabinet", SeatRole.VICE_PRESIDENT, "DC", M, "Dossou AHOLIDJÈ", "dc"),
    Chair("Le secrétaire général du ministère", SeatRole.MEMBER, "SGM", M, "Imourane SAKALÉ", "sgm"),
    Chair(
        "Le directeur de la planification, de l’administration et des finances",
        SeatRole.MEMBER,
        "DPAF",
        MME,
        "Rachidatou BIOKPARÉ",
        "dpaf",
    ),
    Chair("Le directeur des systèmes d’information", SeatRole.RAPPORTEUR, "DSI", M, "Sènan AGBÉTIHO", "dsi"),
    Chair("L’inspecteur général du ministère", SeatRole.MEMBER, "IGM", M, "Gbènakpon TOSSOUVI", "igm"),
    Chair("Le directeur des services aux usagers", SeatRole.MEMBER, "DSU", MME, "Yasmine OROUGNIMA", "dsu"),
    Chair("Le directeur des études et de la réglementation", SeatRole.MEMBER, "DER", M, "Mahoutin DANSOVI", "der"),
    Chair("Le directeur départemental du Zou", SeatRole.MEMBER, "DD-Zou", MME, "Prudence KPÈDÉKON", "dd-zou"),
    Chair(
        "Le directeur de l’Agence de démonstration des archives", SeatRole.MEMBER, "ADA", M, "Abdel WOROUMÉ", "archives"
    ),
    Chair("Le représentant de l’ASIN", SeatRole.MEMBER, "", MME, "Nadège SÈWANOU", "representante-asin"),
    Chair(
        "Le responsable de la sécurité des systèmes d’information", SeatRole.MEMBER, "DSI", M, "Koffi DJANOUDÉ", "rssi"
    ),
]


@cache
def hashed_password() -> str:
    """One hash for all: Argon2 is slow on purpose, and these accounts share a published password."""
    return make_password(PASSWORD)


def account(email: str, name: str) -> User:
    user = User.objects.filter(email=email).first()
    if user is None:
        if not settings.DEMO_ACCOUNTS_ALLOWED:
            raise ImproperlyConfigured(
                "demo accounts have a public password: set DEMO_ACCOUNTS_ALLOWED=1 to create them outside development"
            )
        user = User.objects.create(email=email, password=hashed_password(), full_name=name, is_fictitious=True)
    return user


def person(
    scope: Scope, name: str, function: str, honorific: Honorific, email: str, *, with_account: bool = True
) -> Person:
    found = Person.objects.filter(scope=scope, full_name=name).first()
    return found or Person.objects.create(
        scope=scope,
        full_name=name,
        function=function,
        honorific=honorific,
        email=email,
        user=account(email, name) if with_account else None,
        is_fictitious=True,
    )


def ministry(acronym: str, name: str, founded_on: date = FOUNDED) -> Ministry:
    found = Ministry.objects.filter(acronym=acronym, is_fictitious=True).first()
    if found is not None:
        return found
    scope = Scope.objects.create(kind=ScopeKind.MINISTRY, label=name)
    created = Ministry.objects.create(
        scope=scope,
        name=name,
        acronym=acronym,
        valid_from=founded_on,
        source="Donnée fictive, pour la démonstration",
        is_fictitious=True,
    )
    MinistryName.objects.create(ministry=created, name=name, acronym=acronym, valid_from=founded_on)
    return created


def structures(of: Ministry, lines: list) -> dict[str, Structure]:
    found: dict[str, Structure] = {}
    for position, (kind, name, acronym, parent) in enumerate(lines, start=1):
        found[acronym], _ = Structure.objects.get_or_create(
            ministry=of,
            scope=of.scope,
            acronym=acronym,
            defaults={
                "kind": kind,
                "name": name,
                "position": position,
                "parent": found.get(parent or ""),
                "source": "Donnée fictive",
            },
        )
    return found


def function_of(label: str) -> str:
    """The function that a seat is named after, without its article."""
    return capitalize_first(label.removeprefix("Le ").removeprefix("L’"))


def load_demo_ministry() -> Commission:
    demo = ministry("MDEMO", "Ministère de démonstration")
    tree = structures(demo, STRUCTURES)
    act, _ = LegalText.objects.get_or_create(
        kind=LegalTextKind.ARRETE,
        reference="001/MDEMO/DC/SGM/DPAF/DSI/SA",
        dated_on=FOUNDED,
        ministry=demo,
        defaults={
            "title": (
                "portant attributions, organisation et fonctionnement de la commission ministérielle des systèmes"
                " d’information et de la connectivité du Ministère de démonstration (arrêté de démonstration)"
            ),
            "issuer": "Ministre de démonstration",
            "state": LegalTextState.IN_FORCE,
            "body": ARTICLES,
            "source": "Texte fictif, pour la démonstration",
            "is_fictitious": True,
        },
    )
    LegalTextLink.objects.get_or_create(source_text=act, target_text=real_text(DECRET_2018), kind=LegalLinkKind.APPLIES)
    body = commission(demo, "MDEMO", act)
    Commission.objects.filter(pk=body.pk, reminder_days=[]).update(reminder_days=[7, 2])
    statute(body, act)
    for position, chair in enumerate(CHAIRS, start=1):
        place = seat(body, chair.label, chair.role, position, structure=tree.get(chair.structure))
        holder = person(demo.scope, chair.name, function_of(chair.label), chair.honorific, f"{chair.mail}@mdemo.test")
        hold(place, holder)
    _stand_in(body)
    secretariat = seat(
        body, "Le secrétaire de la commission", SeatRole.SECRETARY, len(CHAIRS) + 1, structure=tree["DSI"]
    )
    hold(secretariat, person(demo.scope, "Afiavi HOUNTOLO", "Cheffe du service des études, DSI", MME, SECRETARY))
    hold(
        secretariat,
        person(demo.scope, "Codjo MÈHINTO", "Secrétaire suppléant", M, "secretaire-suppleant@mdemo.test"),
        HolderKind.SUBSTITUTE,
    )
    dsi = Person.objects.get(scope=demo.scope, full_name="Sènan AGBÉTIHO")
    appoint_to(dsi, Role.DSI, demo.scope, "Directeur des systèmes d’information du Ministère de démonstration")
    auditor = person(demo.scope, "Laurence ADJIKOUIN", "Auditrice interne", MME, "auditrice@mdemo.test")
    appoint_to(auditor, Role.AUDITOR, demo.scope, "Auditrice interne du Ministère de démonstration")
    lead = person(demo.scope, "Bachirou TCHAKPALÉ", "Chef de projet", M, "chef-de-projet@mdemo.test")
    appoint_to(lead, Role.PROJECT_LEAD, demo.scope, "Chef de projet au Ministère de démonstration")
    return body


def _stand_in(body: Commission) -> None:
    """The inspector general on mission for a month, his seat held par intérim: the procès-verbal of that
    month says so.
    """
    seat = Seat.objects.get(commission=body, structure__acronym="IGM")
    if not Mandate.objects.filter(seat=seat, kind=HolderKind.INTERIM).exists():
        sat = wednesday_before(LAST)
        who = person(
            body.scope,
            "Chabi GOUNOUTÉ",
            "Inspecteur, adjoint à l’inspecteur général",
            M,
            "igm-adjoint@mdemo.test",
            with_account=False,
        )
        appoint_to_seat(
            seat.pk,
            who,
            valid_from=sat - timedelta(days=16),
            valid_to=sat + timedelta(days=17),
            kind=HolderKind.INTERIM,
            act_reference="Note de service fictive n° 41",
            by=None,
        )


def load_national_accounts() -> None:
    state = national_scope("État")
    for name, mail, role, title, honorific in (
        ("Ornella GBÈDJI", "asin@asin.test", Role.ASIN_READER, "Chargée du suivi des ministères à l’ASIN", MME),
        ("Thierry KOUKPÈ", "asin-admin@asin.test", Role.ASIN_ADMIN, "Administrateur ASIN", M),
        ("Estelle AHOUANDJO-DÈ", "admin@portail.test", Role.PORTAL_ADMIN, "Administratrice du portail", MME),
    ):
        appoint_to(person(state, name, title, honorific, mail), role, state, title)
    commune = Commune.objects.get(name="Abomey-Calavi")
    appoint_to(
        person(commune.scope, "Wilfried SOSSOUHOUNTO", "RSI de commune", M, "rsi@commune.test"),
        Role.RSI,
        commune.scope,
        "RSI de la commune d’Abomey-Calavi",
    )


def commission(of: Ministry, code: str, act: LegalText | None, founded_on: date = FOUNDED) -> Commission:
    found = Commission.objects.filter(code=code).first()
    return found or Commission.objects.create(
        scope=of.scope,
        ministry=of,
        code=code,
        name=f"Commission ministérielle des systèmes d’information et de la connectivité du {of.name}",
        founded_by=act,
        founded_on=founded_on,
        objectives=(
            "Examiner les projets numériques du ministère, suivre l’usage des services et l’exécution des"
            " recommandations."
        ),
        meeting_place="Salle de réunion du cabinet, Cotonou",
        email=f"commission@{code.lower()}.test",
        phone="+229 01 00 00 00 00",
        is_fictitious=True,
    )


def statute(body: Commission, act: LegalText | None) -> None:
    if not body.statutes.exists():
        Statute.objects.create(
            scope=body.scope,
            commission=body,
            legal_text=act,
            number=1,
            valid_from=body.founded_on,
            quorum_base=QuorumBase.VOTING_SEATS,
            quorum_numerator=1,
            quorum_denominator=2,
            quorum_plus_one=True,
            quorum_counts_proxies=False,
            quorum_article="article 9",
            majority_rule=MajorityRule.SIMPLE_CAST,
            majority_article="article 11",
            casting_vote=True,
            casting_vote_article="article 11",
            proxies_allowed=True,
            proxy_limit=1,
            proxies_article="article 10",
            notice_days=5,
            notice_article="article 6",
            sessions_per_year=2,
            sessions_article="article 5",
            second_convocation_days=3,
            second_quorum_free=True,
            second_convocation_article="article 12",
            pv_recipients="Le ministre, le secrétaire général du ministère, l’ASIN, les membres",
            pv_article="article 14",
            composition_article="article 4",
            consultation_allowed=True,
            consultation_days=5,
            consultation_article="article 13",
        )


def seat(body: Commission, label: str, role: SeatRole, position: int, *, structure: Structure | None = None) -> Seat:
    seat, _ = Seat.objects.get_or_create(
        commission=body,
        label=label,
        defaults={
            "scope": body.scope,
            "role": role,
            "has_vote": role != SeatRole.SECRETARY,
            "position": position,
            "structure": structure,
            "article": "article 4",
            "valid_from": body.founded_on,
        },
    )
    return seat


def hold(seat: Seat, holder: Person, kind: HolderKind = HolderKind.TITULAR) -> None:
    if not Mandate.objects.filter(seat=seat, kind=kind).exists():
        appoint_to_seat(
            seat.pk, holder, valid_from=known(seat.valid_from), kind=kind, act_reference="Nomination fictive", by=None
        )


def appoint_to(who: Person, role: Role, scope: Scope, title: str) -> None:
    if not Appointment.objects.filter(person=who, role=role, scope=scope).exists():
        appoint(
            who,
            role,
            scope=scope,
            title=title,
            valid_from=min(FOUNDED, clock.today() - timedelta(days=1)),
            act_reference="Nomination fictive",
            by=None,
        )


ACCOUNTS = [
    (SECRETARY, "secrétaire de la commission de démonstration"),
    ("secretaire-suppleant@mdemo.test", "secrétaire suppléant"),
    ("presidente@mdemo.test", "présidente"),
    ("dsi@mdemo.test", "DSI du ministère, membre et rapporteur"),
    ("dpaf@mdemo.test", "membre"),
    ("auditrice@mdemo.test", "auditrice du ministère"),
    ("dsi@mdemo-n.test", "DSI d’un autre ministère, dont la commission est convoquée"),
    ("secretaire@mdemo-s.test", "secrétaire d’une session ouverte, dont le quorum vient d’être perdu"),
    ("secretaire@mdemo-o.test", "secrétaire d’une commission à convoquer de nouveau, après une carence"),
    ("dsi@mdemo-c.test", "DSI d’un ministère créé cette année"),
    ("asin@asin.test", "agent de l’ASIN"),
    ("asin-admin@asin.test", "administrateur ASIN"),
    ("rsi@commune.test", "RSI de commune"),
    ("secretaire@cdsi.test", "secrétaire d’une conférence nationale de démonstration"),
    ("admin@portail.test", "administratrice du portail"),
]
