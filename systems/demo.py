"""Platforms: those that public sources name, as far as they tell them; fictitious ones for the demonstration."""

import json
from datetime import date, timedelta
from typing import Any
from xml.sax.saxutils import escape

from foundation.common import clock
from foundation.common.demonstration import demo_part
from foundation.documents.operations.receiving import CONTENT_TYPES
from foundation.documents.operations.storing import store_bytes
from ministries.models import Ministry
from projects.enums import ProjectNature, Stage
from projects.models import Project

from .enums import (
    Choice,
    ExchangeState,
    FileKind,
    Formality,
    HostingKind,
    Nature,
    PlatformKind,
    ProofKind,
    SecurityNeed,
)
from .formats import PARTS
from .models import Exchange, Hosting, Landing, LandingProof, Listed, Member, Platform, Subsystem, Wave, XRoadFile
from .operations.files import read_xroad_file
from .operations.landing import move_platform, verify_landing
from .operations.layout import lay_out_exchanges
from .register.exchanges import EXCHANGES
from .register.hostings import HOSTINGS
from .register.landings import LANDINGS
from .register.platforms import PLATFORMS
from .register.waves import WAVES

FICTITIOUS = "Fictif, pour la démonstration"
NOTICE = "Pièce fictive, pour la démonstration : elle n’engage aucune administration."
P, N = PlatformKind, SecurityNeed
NATIONAL = "Centre de données national"
HOSTS: tuple[tuple[str, HostingKind, dict[str, Any]], ...] = (
    (
        NATIONAL,
        HostingKind.NATIONAL,
        {
            "note": "À Abomey-Calavi. Premiers essais le 1er juin 2021 ; niveau 3 de la norme ANSI/TIA-942 visé.",
            "source": "lanationbenin.info ; daabaaru.bj",
        },
    ),
    ("Salle des serveurs du ministère", HostingKind.MINISTRY, {"source": FICTITIOUS, "is_fictitious": True}),
    ("Hébergeur privé de la place", HostingKind.PRIVATE, {"source": FICTITIOUS, "is_fictitious": True}),
    ("Hébergeur à l’étranger", HostingKind.ABROAD, {"source": FICTITIOUS, "is_fictitious": True}),
)
REAL: tuple[dict[str, Any], ...] = (
    {
        "name": "Portail national des services publics",
        "short_name": "PNS",
        "purpose": "Décrire les services publics et en offrir en ligne : plus de 560 services décrits en mars 2021.",
        "users": "Public",
        "address": "https://service-public.bj",
        "opened_on": date(2020, 3, 26),
        "source": "boulevard-des-infos.com ; levenementprecis.com ; cio-mag.com",
    },
    {
        "name": "Plateforme nationale d’interopérabilité X-Road BJ (UXP)",
        "short_name": "UXP",
        "purpose": "Faire échanger les systèmes de l’État (décret n° 2020-209 du 18 mars 2020).",
        "users": "Institutions de l’État",
        "supplier": "Cybernetica",
        "source": "osiris.sn ; cyber.ee ; beninwebtv.com, septembre 2020",
    },
    {
        "name": "Infrastructure nationale à clés publiques",
        "short_name": "PKI",
        "purpose": "Signer en ligne ; bac à sable de la signature ouvert en novembre 2022.",
        "source": "cio-mag.com ; gaskiyani.info",
    },
)
SHOWN: tuple[tuple[str, PlatformKind, str, int | None], ...] = (
    # name, what it is, who uses it, running cost a year in millions
    ("Guichet des attestations", P.PLATFORM, "Public", 36),
    ("Registre des bénéficiaires", P.PLATFORM, "Agents, partenaires", 48),
    ("Gestion électronique du courrier", P.APPLICATION, "Agents", 12),
    ("Paie des vacataires", P.APPLICATION, "Agents de la DPAF", None),
    ("Site du ministère", P.WEBSITE, "Public", 4),
    ("Archives numérisées", P.APPLICATION, "Agents", 9),
    ("Suivi des chantiers", P.APPLICATION, "Agents, préfectures", 15),
)


@demo_part("plateformes et passage au cloud", position=104)
def systems() -> None:
    if not Platform.objects.exists():
        _platforms()
    if not Landing.objects.exists():
        _cloud()


def _platforms() -> None:
    for name, kind, more in HOSTS:
        HOSTINGS.add(
            **{"operator": "", "note": "", "source": "", "closed_on": None} | more, name=name, kind=kind, by=None
        )
    digital = Ministry.objects.filter(acronym="MTDI", is_fictitious=False).first()
    for facts in REAL if digital else ():
        _platform(digital, kind=P.PLATFORM, **facts)
    _built()
    for acronym in ("MDEMO", "MDEMO-N", "MDEMO-S"):
        ministry = Ministry.objects.filter(acronym=acronym, is_fictitious=True).first()
        if ministry is not None:
            _fictitious(ministry)


def _platform(ministry: Any, **facts: Any) -> Platform:
    empty: dict[str, Any] = {
        field.name: None if field.null else "" for field in map(Platform._meta.get_field, PLATFORMS.fields)
    }
    row: Platform = PLATFORMS.add(**empty | {"ministry": ministry} | facts, by=None)
    return row


def _built() -> None:
    """The platforms and sites that real projects say they achieved; nothing more is known of them."""
    kinds = {ProjectNature.PLATFORM: P.PLATFORM, ProjectNature.WEBSITE: P.WEBSITE}
    done = Project.objects.filter(is_fictitious=False, stage=Stage.DONE, nature__in=kinds).select_related("ministry")
    for project in done.defer("search").order_by("code"):
        name, kind = project.title.removeprefix("Refonte du "), kinds[ProjectNature(project.nature)]
        _platform(project.ministry, name=name[:1].upper() + name[1:], kind=kind, project=project, source=project.source)


def _fictitious(ministry: Ministry) -> None:
    """One of each case: funded for ever, by a project that ends soon, that ended, relayed, unknown."""
    today = clock.today()
    places = list(Hosting.objects.order_by("kind", "name"))
    structure = ministry.structures.filter(acronym="DSI").first()
    cases: tuple[dict[str, Any], ...] = (
        {"funder": "Partenaire fictif A", "funded_until": today + timedelta(days=400)},
        {"funder": "Partenaire fictif B", "funded_until": today - timedelta(days=60)},
        {"funder": "Budget du ministère"},
        {},
        {"funder": "Partenaire fictif A", "funded_until": today + timedelta(days=200), "next_payer": "Budget national"},
        {"funder": "Partenaire fictif C", "funded_until": today + timedelta(days=900)},
        {"funder": "Budget du ministère", "run_cost": None, "run_cost_absence": "withheld"},
    )
    for rank, ((name, kind, users, cost), case) in enumerate(zip(SHOWN, cases, strict=True)):
        personal = rank % 3 == 0
        _platform(
            ministry,
            **{
                "name": name,
                "kind": kind,
                "users": users,
                "structure": structure,
                "opened_on": today - timedelta(days=900 + 150 * rank),
                "technology": ("Python, PostgreSQL 13", "Java, Oracle 12c", "PHP 7.4, MySQL 5.7")[rank % 3],
                "hosting": places[rank % len(places)],
                "supplier": "Société fictive" if rank % 2 else "",
                "support_ends_on": (None, today - timedelta(days=120), today + timedelta(days=200))[rank % 3],
                "availability_need": (N.HIGH, N.CRITICAL, N.MODERATE)[rank % 3],
                "confidentiality_need": (N.HIGH, N.MODERATE, N.LOW)[rank % 3],
                "has_personal_data": personal,
                "formality": (Formality.TO_DO if rank else Formality.FILED) if personal else "",
                "run_cost": cost * 1_000_000 if cost else None,
                "source": FICTITIOUS,
                "is_fictitious": True,
            }
            | case,
        )


# Choice, wave, days from today to the date planned, days since it moved, proofs given.
Move = tuple[Choice, int | None, int | None, int | None, int]
MOVES: tuple[Move | None, ...] = (
    (Choice.REHOST, 0, -200, 190, 3),
    (Choice.REPLATFORM, 0, -100, 80, 2),
    (Choice.REHOST, 1, -20, None, 0),
    None,
    (Choice.REPURCHASE, 1, 150, None, 0),
    (Choice.RETIRE, 2, 300, None, 0),
    (Choice.RETAIN, None, None, None, 0),
)


def _cloud() -> None:
    """Fictitious: no source tells which platforms went where."""
    today = clock.today()
    spans = ((-240, -90), (-60, 180), (200, 420))
    waves = [
        WAVES.add(
            name=f"Vague {number} (fictive)",
            starts_on=today + timedelta(days=first),
            ends_on=today + timedelta(days=last),
            note="",
            source=FICTITIOUS,
            is_fictitious=True,
            by=None,
        )
        for number, (first, last) in enumerate(spans, start=1)
    ]
    for acronym in ("MDEMO", "MDEMO-N", "MDEMO-S"):
        rows = Platform.objects.filter(ministry__acronym=acronym, is_fictitious=True).order_by("created_at", "pk")
        for row, said in zip(rows, MOVES, strict=False):
            if said is not None:
                _land(row, said, waves)


def _land(platform: Platform, said: Move, waves: list[Wave]) -> None:
    choice, wave, planned, moved, proofs = said
    today = clock.today()
    landing = LANDINGS.add(
        platform=platform,
        choice=choice,
        reasons="Fin du support du serveur actuel ; sauvegardes non essayées depuis deux ans (fictif).",
        wave=waves[wave] if wave is not None else None,
        planned_on=today + timedelta(days=planned) if planned is not None else None,
        is_fictitious=True,
        by=None,
    )
    if moved is None:
        return
    move_platform(landing.pk, moved_on=today - timedelta(days=moved), by=None)
    for kind in list(ProofKind)[:proofs]:
        file = store_bytes(
            f"{NOTICE}\n{kind.label} : {platform.name}\n".encode(),
            name=f"preuve-{kind.value}.txt",
            content_type=CONTENT_TYPES["txt"],
            scope=platform.scope_id,
            by=None,
        )
        LandingProof.objects.create(
            scope_id=platform.scope_id,
            landing_id=landing.pk,
            kind=kind,
            proved_on=today - timedelta(days=moved - 20),
            note="Constaté par la DSI (fictif)",
            file=file,
        )
    if proofs == len(ProofKind):
        verify_landing(landing.pk, by=None)


# From which platform to which, of which ministry: what, how, and where it is.
LINKS: tuple[tuple[tuple[str, int], tuple[str, int], str, Nature, ExchangeState], ...] = (
    (("MDEMO", 1), ("MDEMO", 0), "Identité et statut du bénéficiaire", Nature.XROAD, ExchangeState.RUNNING),
    (("MDEMO", 0), ("MDEMO", 2), "Demande à instruire", Nature.API, ExchangeState.RUNNING),
    (("MDEMO", 2), ("MDEMO", 5), "Courrier clos", Nature.FILE, ExchangeState.RUNNING),
    (("MDEMO", 1), ("MDEMO-N", 1), "Liste des bénéficiaires", Nature.XROAD, ExchangeState.RUNNING),
    (("MDEMO-N", 1), ("MDEMO-S", 0), "Droits ouverts", Nature.XROAD, ExchangeState.TESTING),
    (("MDEMO-N", 1), ("MDEMO-N", 3), "Heures à payer", Nature.HAND, ExchangeState.RUNNING),
    (("MDEMO-S", 6), ("MDEMO", 6), "Avancement des chantiers", Nature.FILE, ExchangeState.RUNNING),
    (("MDEMO-S", 0), ("MDEMO", 0), "Attestation délivrée", Nature.XROAD, ExchangeState.RUNNING),
    (("MDEMO", 3), ("MDEMO-S", 3), "Vacations déclarées", Nature.HAND, ExchangeState.STOPPED),
)
# Who asks whom in the journal, and how often.
ASKED = ((("MDEMO", 0), ("MDEMO", 1), 9), (("MDEMO-N", 1), ("MDEMO", 1), 4), (("MDEMO-S", 2), ("MDEMO", 1), 3))


@demo_part("échanges entre plateformes", position=105)
def exchanges() -> None:
    if Exchange.objects.exists():
        return
    rows = Listed.objects.filter(is_fictitious=True).select_related("ministry").order_by("created_at", "pk")
    found: dict[str, list[Listed]] = {}
    for row in rows:
        found.setdefault(row.ministry.acronym, []).append(row)
    if len(found) < 3:
        return
    for (giver, first), (getter, second), data, nature, state in LINKS:
        source, target = found[giver][first], found[getter][second]
        EXCHANGES.add(
            **{"frequency": "", "started_on": None, "agreed_on": None, "note": ""},
            ministry=source.ministry,
            source=source,
            target=target,
            data=data,
            nature=nature,
            state=state,
            agreement="" if nature == Nature.HAND else "Convention fictive",
            is_fictitious=True,
            by=None,
        )
    lay_out_exchanges()
    _xroad(found)


def _xroad(found: dict[str, list[Listed]]) -> None:
    """A list of members and a journal of a fictitious instance, read as any other."""
    names = {acronym: f"FICTIF-{acronym}" for acronym in found}
    said = "".join(
        _listed(names[acronym], system, rows[0].ministry.name)
        for acronym, rows in found.items()
        for system in ("", *(f"SYS{place}" for place in range(3)))
    )
    _read(FileKind.MEMBERS, "membres-fictifs.xml", f"<clientList>{said}</clientList>")
    for acronym, rows in found.items():
        Member.objects.filter(code=names[acronym]).update(ministry=rows[0].ministry)
        for place, row in enumerate(rows[:3]):
            Subsystem.objects.filter(member__code=names[acronym], code=f"SYS{place}").update(platform=row)
    now = clock.now() - timedelta(days=3)
    records = [
        {
            "messageId": f"fictif-{client}-{service}-{turn}",
            "requestInTs": int((now - timedelta(days=turn)).timestamp() * 1000),
            "succeeded": turn != 2,
            "serviceCode": "lire",
            **_side("client", names[client[0]], f"SYS{client[1]}"),
            **_side("service", names[service[0]], f"SYS{service[1]}"),
        }
        for client, service, times in ASKED
        for turn in range(times)
    ]
    _read(FileKind.TRAFFIC, "journal-fictif.json", json.dumps({"records": records}))


def _listed(code: str, system: str, name: str) -> str:
    kind = "SUBSYSTEM" if system else "MEMBER"
    more = f"<subsystemCode>{system}</subsystemCode>" if system else ""
    identifier = (
        f"<xRoadInstance>BJ-FICTIF</xRoadInstance><memberClass>GOV</memberClass><memberCode>{code}</memberCode>"
    )
    return f'<member><id objectType="{kind}">{identifier}{more}</id><name>{escape(name)}</name></member>'


def _side(end: str, code: str, system: str) -> dict[str, str]:
    codes = ("BJ-FICTIF", "GOV", code, system)
    return {f"{end}{part}": said for part, said in zip(PARTS, codes, strict=True)}


def _read(kind: FileKind, name: str, content: str) -> None:
    file = store_bytes(
        content.encode(), name=name, content_type=CONTENT_TYPES[name.rpartition(".")[2]], scope=None, by=None
    )
    row = XRoadFile.objects.create(kind=kind, file=file, name=name, as_of=clock.today(), is_fictitious=True)
    read_xroad_file(row.pk)
