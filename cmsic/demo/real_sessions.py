"""The sessions that are really documented, entered through the reprise with exactly what the sources say."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from commissions.models import Commission, Statute
from foundation.accounts.enums import Honorific
from foundation.accounts.models import Person, Scope
from foundation.common import clock
from ministries.enums import StructureKind
from ministries.models import Ministry, Structure
from projects.models import Project
from sessions.core.enums import ItemKind, Section, SessionKind, SpeechKind
from sessions.core.models import CommissionSession
from sessions.past.operations import PastFact, PastGuest, PastItem, PastSession, PastSpeech, record_past_session

from .institutions import find_ministry
from .texts import ARRETE_MDGL, DECRET_2018, real_text

READ_ON = "consulté le 29 novembre 2026"
LES4VERITES = (
    "les4verites.bj, « La Commission Ministérielle des Systèmes d’Information et de la Connectivité tient sa première"
    " session », décembre 2021,"
    " https://www.les4verites.bj/la-commission-ministerielle-des-systemes-dinformation-et-de-la-connectivite-tient-sa-premiere-session/"
    f" ({READ_ON})"
)
HB_KNOWLEDGE = (
    "hb-knowledge.com, « The Cmsic held its first session – Matin Libre »,"
    f" https://hb-knowledge.com/the-cmsic-held-its-first-session-matin-libre/ ({READ_ON})"
)
OXYGENE = (
    "oxygene-benin.bj, « 1ère session ordinaire de la CMSIC au MDGL : Raphaël Akotègnon et les cadres du ministère"
    " apprécient les programmes et projets numériques », septembre 2024,"
    " https://oxygene-benin.bj/premiere-session-ordinaire-de-la-cmsic-au-mdgl-raphael-akotegnon-et-les-cadres-du-ministere-apprecient-les-programmes-et-projets-numeriques"
    f" ({READ_ON})"
)
LA_NATION = (
    "lanationbenin.bj, « La Commission des Systèmes d’information tient sa 1re session ordinaire », 1er octobre 2024,"
    " https://lanationbenin.bj/decentralisation/ministere-de-la-decentralisation-et-de-la-gouvernance-locale-la-commission-des-systemes-dinformation-tient-sa-1re-session-ordinaire"
    f" ({READ_ON})"
)


def person(scope: Scope, name: str, function: str, honorific: str, source: str) -> Person:
    found = Person.objects.filter(scope=scope, full_name=name).first()
    return found or Person.objects.create(
        scope=scope, full_name=name, function=function, honorific=honorific, source=source
    )


def commission(code: str, **fields: object) -> Commission:
    found = Commission.objects.filter(code=code).first()
    return found or Commission.objects.create(code=code, **fields)


def statute(body: Commission, **fields: object) -> None:
    """A statute whose rules are all empty: no source gives the articles."""
    if not body.statutes.exists():
        Statute.objects.create(scope=body.scope, commission=body, number=1, **fields)


def load_real_sessions() -> None:
    for body, build in ((_masm(), past_masm), (_mdgl(), past_mdgl)):
        _record_once(body, build)


def _record_once(body: Commission, build: Callable[[Commission], PastSession]) -> None:
    if not CommissionSession.objects.filter(commission=body, is_reconstituted=True).exists():
        # The press made them known to everybody, the ASIN included.
        record_past_session(replace(build(body), transmitted_at=clock.now()), by=None)


def _structures(ministry: Ministry, source: str, lines: list[tuple[StructureKind, str, str]]) -> None:
    for position, (kind, name, acronym) in enumerate(lines, start=1):
        Structure.objects.get_or_create(
            ministry=ministry,
            scope=ministry.scope,
            name=name,
            defaults={"kind": kind, "acronym": acronym, "position": position, "source": source},
        )


def _masm() -> Commission:
    ministry = find_ministry("Ministère des Affaires Sociales et de la Microfinance")
    _structures(
        ministry,
        LES4VERITES,
        [
            (StructureKind.CABINET, "Cabinet du ministre", ""),
            (StructureKind.DSI, "Direction des systèmes d’information", "DSI"),
        ],
    )
    body = commission(
        "MASM",
        scope=ministry.scope,
        ministry=ministry,
        name=(
            "Commission Ministérielle des Systèmes d’Information et de la Connectivité du Ministère des Affaires"
            " Sociales et de la Microfinance"
        ),
        objectives=(
            "S’approprier les textes qui gouvernent le numérique ; faire le point des besoins et fixer les priorités ;"
            " étudier l’interopérabilité des plateformes ; identifier les e-services à créer."
        ),
    )
    statute(body)
    return body


MASM_ITEMS = [
    PastItem(
        "Appropriation des textes qui gouvernent le numérique, au niveau national et au niveau du ministère",
        ItemKind.TEXT,
        texts={
            Section.CONCLUSION: (
                "Les participants se sont approprié et ont intériorisé les textes qui gouvernent le numérique au niveau"
                " national et, en particulier, au niveau du ministère."
            )
        },
        facts=[PastFact("texts", LES4VERITES)],
    ),
    PastItem(
        "Point des besoins et définition des priorités en matière de projets numériques",
        ItemKind.COMMUNICATION,
        texts={
            Section.CONCLUSION: (
                "Les besoins ont été recensés et les priorités définies, en lien avec la politique de protection"
                " sociale et de microfinance."
            )
        },
    ),
    PastItem(
        "Interopérabilité des plateformes du ministère",
        ItemKind.COMMUNICATION,
        texts={Section.CONCLUSION: "La question a été étudiée ; la source ne dit pas la conclusion."},
    ),
    PastItem(
        "E-services à créer au profit des usagers du ministère",
        ItemKind.COMMUNICATION,
        texts={Section.CONCLUSION: "Quelques projets d’e-services ont été identifiés ; la source ne les nomme pas."},
    ),
]
MASM_OPENING = (
    "La session répond au cadre général d’organisation et de mise en œuvre des programmes et projets numériques,"
    " institué par le décret n° 2018-531 du 14 novembre 2018, qui fixe les domaines de compétence des organes, les"
    " règles de coordination de leurs activités, leurs relations fonctionnelles et la composition des commissions"
    " ministérielles.\n\nElle est pilotée par la Direction des systèmes d’information (DSI) du ministère."
)
MASM_SPEECHES = [
    PastSpeech(
        SpeechKind.OPENING,
        speaker_name="Yessoufou Yolou BAMISSO",
        summary=(
            "Ouvre les travaux. Rappelle que la ministre a choisi les compétences réunies dans la commission et les a"
            " installées par arrêté ; les besoins du ministère sont nombreux : un important travail de lotissement est"
            " nécessaire pour retenir les meilleures pratiques et le meilleur compromis."
        ),
        source=LES4VERITES,
    ),
    PastSpeech(
        SpeechKind.OPENING,
        speaker_name="Vincent de Paul MEGNIGBETO",
        summary=(
            "Rappelle les missions de la commission et remercie l’autorité qui l’a mise en place et a autorisé la"
            " session."
        ),
        source=LES4VERITES,
    ),
]
MASM_GUESTS = [
    PastGuest("Directeur adjoint de cabinet", "Yessoufou Yolou BAMISSO", LES4VERITES),
    PastGuest("Directeur des systèmes d’information", "Vincent de Paul MEGNIGBETO", LES4VERITES),
]
MASM_FACTS = [
    PastFact("held_on", LES4VERITES),
    PastFact("place", LES4VERITES),
    PastFact("kind", LES4VERITES, "La source écrit « première session », sans dire si elle est ordinaire."),
    PastFact("commission", LES4VERITES, "Membres installés par un arrêté dont le numéro n’est pas donné."),
    PastFact("held_on", HB_KNOWLEDGE, "Version anglaise de l’article de Matin Libre : même date, mêmes faits."),
]


def past_masm(body: Commission) -> PastSession:
    people = _people(
        body.scope, LES4VERITES, [(guest.name, guest.function, Honorific.MONSIEUR) for guest in MASM_GUESTS]
    )
    return PastSession(
        commission=body,
        year=2021,
        source="Presse : les4verites.bj (décembre 2021) ; hb-knowledge.com. Aucun procès-verbal n’a été trouvé.",
        kind=SessionKind.UNSPECIFIED,
        number=1,
        printed_number="première session",
        held_on=date(2021, 12, 8),
        place="Cotonou",
        texts={Section.OPENING: MASM_OPENING},
        items=[replace(MASM_ITEMS[0], legal_texts=[real_text(DECRET_2018)]), *MASM_ITEMS[1:]],
        speeches=_spoken(MASM_SPEECHES, people),
        guests=MASM_GUESTS,
        facts=MASM_FACTS,
    )


def _people(scope: Scope, source: str, lines: Sequence[tuple[str, str, str]]) -> dict[str, Person]:
    return {name: person(scope, name, function, honorific, source) for name, function, honorific in lines}


def _spoken(speeches: list[PastSpeech], people: dict[str, Person]) -> list[PastSpeech]:
    return [replace(speech, person=people.get(speech.speaker_name)) for speech in speeches]


def _mdgl() -> Commission:
    ministry = find_ministry("Ministère de la Décentralisation et de la Gouvernance Locale")
    _structures(
        ministry,
        OXYGENE,
        [
            (StructureKind.CABINET, "Cabinet du ministre", ""),
            (StructureKind.DC, "Direction de cabinet", "DC"),
            (StructureKind.SGM, "Secrétariat général du ministère", "SGM"),
            (StructureKind.DPAF, "Direction de la planification, de l’administration et des finances", "DPAF"),
            (StructureKind.DSI, "Direction des systèmes d’information", "DSI"),
            (StructureKind.AGENCY, "CeFAL", "CeFAL"),
            (StructureKind.AGENCY, "CONAFIL", "CONAFIL"),
        ],
    )
    act = real_text(ARRETE_MDGL)
    body = commission(
        "MDGL",
        scope=ministry.scope,
        ministry=ministry,
        founded_by=act,
        founded_on=date(2022, 9, 7),
        name=(
            "Commission Ministérielle des Systèmes d’Information et de la Connectivité du Ministère de la"
            " Décentralisation et de la Gouvernance Locale"
        ),
        objectives=(
            "Accélérer la mise en service des services numériques et leur diffusion dans le ministère ; suivre"
            " l’utilisation effective des systèmes d’information et des services numériques du secteur ; aider à"
            " consolider les données nécessaires aux indicateurs."
        ),
    )
    statute(body, legal_text=act, valid_from=date(2022, 9, 7))
    return body


MDGL_MINISTER = ("Raphaël AKOTÈGNON", "Ministre de la Décentralisation et de la Gouvernance Locale", Honorific.MONSIEUR)
MDGL_OPENING = (
    "La session se tient dans l’après-midi ; le ministre assiste aux échanges. Elle répond aux exigences du décret"
    " n° 2018-531 du 14 novembre 2018 fixant le cadre général d’organisation de la mise en œuvre des programmes et"
    " projets numériques, en application duquel l’arrêté du 07 septembre 2022 a été pris.\n\nLa commission s’est fixé"
    " plusieurs objectifs, notamment : accélérer l’opérationnalisation des services numériques et en faciliter une"
    " large diffusion au sein du ministère ; suivre l’utilisation effective des systèmes d’information et services"
    " numériques sectoriels ; aider à la consolidation des données nécessaires à la production des indicateurs"
    " pertinents. Des rencontres périodiques d’échange sont indispensables pour les atteindre."
)
MDGL_ITEM = PastItem(
    "Communication : état des programmes et projets numériques du ministère",
    ItemKind.COMMUNICATION,
    texts={
        Section.COMMUNICATION: (
            "Seule communication de la session : les participants s’approprient les projets numériques déjà réalisés et"
            " passent en revue ceux qui sont en cours et ceux qui sont à venir."
        )
    },
    facts=[
        PastFact(
            "projects",
            OXYGENE,
            "Le décompte (8 réalisés, 3 en cours, 8 à venir) est une lecture de la liste que donne l’article.",
        )
    ],
)
MDGL_SPEECHES = [
    PastSpeech(
        SpeechKind.OPENING,
        speaker_name="Raphaël AKOTÈGNON",
        summary=(
            "Dans son discours d’ouverture, souligne qu’au-delà de la mise en réseau des structures, la commission"
            " veille à la culture des échanges d’information, de connaissances et de savoir-faire, et donc au"
            " développement des relations humaines, gage de la performance organisationnelle.\n\nAu vu des résultats"
            " obtenus dans d’autres secteurs sous la coordination du Ministère du Numérique et de la Digitalisation"
            " (MND), félicite les acteurs nationaux du numérique et, aux côtés de la ministre du Numérique et de la"
            " Digitalisation, salue l’appui technique constant de l’ASIN."
        ),
        source=OXYGENE,
    ),
    PastSpeech(
        SpeechKind.INTERVENTION,
        speaker_function=(
            "Représentant du Directeur général de l’Agence des Systèmes d’Information et du Numérique (ASIN)"
        ),
        summary=(
            "Voit dans le ministère un bon allié du bond qu’a connu le pays en matière de numérisation ; l’ASIN se"
            " tient à ses côtés pour poursuivre les efforts sur ce qui est prévu et ce qui doit être fait."
        ),
        source=OXYGENE,
    ),
]
MDGL_GUESTS = [
    PastGuest("Ministre de la Décentralisation et de la Gouvernance Locale", "Raphaël AKOTÈGNON", OXYGENE),
    PastGuest("Directeur de cabinet (DC) du ministre", source=OXYGENE),
    PastGuest("Secrétaire général du ministère (SGM)", source=OXYGENE),
    PastGuest("Représentant du Directeur général de l’ASIN", source=OXYGENE),
    PastGuest("Cadres du ministère", source=OXYGENE),
]
MDGL_FACTS = [
    PastFact(
        "held_on",
        OXYGENE,
        "Date donnée par oxygene-benin.bj et 7aubenin.com ; beninsite.net donne le même jour et imprime « 2014 ».",
    ),
    PastFact("held_on", LA_NATION, "Imprime le mercredi 25 septembre 2024 : date à confirmer.", is_contested=True),
    PastFact("starts_at", OXYGENE, "« Dans l’après-midi » : l’heure n’est pas donnée."),
    PastFact("theme", "beninsite.net, 19 septembre 2024"),
    PastFact("chair", OXYGENE, "Le ministre prononce le discours d’ouverture ; la source ne dit pas qui préside."),
]


def past_mdgl(body: Commission) -> PastSession:
    people = _people(body.scope, OXYGENE, [MDGL_MINISTER])
    projects = list(Project.objects.filter(scope=body.scope).order_by("code"))
    return PastSession(
        commission=body,
        year=2024,
        source=(
            "Presse : oxygene-benin.bj, 7aubenin.com, beninsite.net et lanationbenin.bj (septembre 2024). Aucun"
            " procès-verbal n’a été trouvé."
        ),
        kind=SessionKind.ORDINARY,
        number=1,
        printed_number="1ère session",
        held_on=date(2024, 9, 18),
        place="au Ministère de la Décentralisation et de la Gouvernance Locale",
        theme="La gouvernance des programmes et projets numériques",
        texts={Section.OPENING: MDGL_OPENING},
        items=[replace(MDGL_ITEM, projects=projects)],
        speeches=_spoken(MDGL_SPEECHES, people),
        guests=MDGL_GUESTS,
        facts=MDGL_FACTS,
    )
