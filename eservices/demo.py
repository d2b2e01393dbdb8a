"""E-services: those that the articles name, with what they say and no more; fictitious ones for the demonstration."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from foundation.common import clock
from foundation.common.demonstration import demo_part
from ministries.models import Ministry
from projects.queries.project_signals import add_months

from .enums import Channel, Extent, Held, Indicator, Origin
from .models import EService, ServiceGoal, ServiceLevel, ServiceStep
from .models.use import FIGURES
from .operations import admit_problem, diagnose_problem, reform_problem, report_problem, save_months, say_online_steps
from .operations.months import Typed
from .queries.use import window
from .register.catalogue import SERVICES
from .register.goals import GOALS
from .register.levels import LEVELS
from .register.pieces import PIECES
from .register.problems import PROBLEMS
from .register.steps import STEPS

ARTICLE = "Cio Mag, 9e Conférence des DSI du 19 juillet 2022"
CONFERENCE = "9e Conférence des DSI, 19 juillet 2022"
SCALE = "Proposition, d’après l’échelle usuelle de l’ONU et de l’Union européenne ; aucun texte béninois lu n’en fixe"
FICTITIOUS = "Fictif, pour la démonstration"
LEVEL_NAMES = (
    "N0 Non dématérialisé",
    "N1 Information en ligne",
    "N2 Formulaire téléchargeable",
    "N3 Dépôt en ligne",
    "N4 Démarche entièrement en ligne",
    "N5 Proactif ou interopérable",
)
STEP_NAMES = ("Information", "Formulaire", "Paiement", "Suivi", "Délivrance")
NAMED = ("e-visa", "e-passeport", "Acte de naissance sécurisé", "e-résultats")
SAID = "Les citoyens rencontrent d’énormes difficultés à s’adapter aux e-services ou à les consommer"
W, P, N, L = Extent.WHOLE, Extent.PART, Extent.NONE, Extent.LOCAL
# Of the ministries of the demonstration: name, level, channel, days, fee, steps, monthly requests online and elsewhere.
Line = tuple[str, str, int, Channel, int | None, int | None, tuple[Extent, ...], int, int | None]
SERVICES_OF: tuple[Line, ...] = (
    ("MDEMO", "Attestation de prise en charge", 4, Channel.BOTH, 5, 2000, (W, W, W, W, P), 420, 310),
    ("MDEMO", "Inscription au registre des associations", 3, Channel.BOTH, 30, 0, (W, W, N, P, N), 60, 140),
    ("MDEMO", "Demande de subvention", 2, Channel.COUNTER, None, None, (W, P, N, N, N), 0, 95),
    ("MDEMO", "Rendez-vous au guichet", 4, Channel.ONLINE, 1, 0, (W, W, L, W, W), 800, None),
    ("MDEMO-N", "Carte de bénéficiaire", 3, Channel.BOTH, 15, 1000, (W, W, P, W, P), 210, 260),
    ("MDEMO-S", "Autorisation parentale en ligne", 4, Channel.BOTH, 3, 500, (W, W, W, W, W), 530, 120),
)
ASKED = (
    ("Attestation de prise en charge", "Acte de naissance", "Agence de l’état civil (fictive)", "MDEMO-N"),
    ("Attestation de prise en charge", "Justificatif de domicile", "", ""),
    ("Demande de subvention", "Acte de naissance", "Agence de l’état civil (fictive)", "MDEMO-N"),
    ("Demande de subvention", "Attestation fiscale", "Direction des impôts (fictive)", "MDEMO-S"),
)
TARGETS = (
    (Indicator.TAKE_UP, 60, 30),
    (Indicator.COMPLETION, 90, 70),
    (Indicator.SATISFACTION, 8, 5),
    (Indicator.AVAILABILITY, 99, 98),
    (Indicator.ACCESSIBILITY, 80, 50),
    (Indicator.TOLD, 80, 50),
)


@demo_part("e-services", position=102)
def services() -> None:
    if EService.objects.exists():
        return
    empty: dict[str, Any] = {"definition": "", "ended_on": None, "by": None}
    if not ServiceLevel.objects.exists():
        for rank, name in enumerate(LEVEL_NAMES):
            LEVELS.add(rank=rank, name=name, source=SCALE, **empty)
    if not ServiceStep.objects.exists():
        for rank, name in enumerate(STEP_NAMES, start=1):
            STEPS.add(rank=rank, name=name, source="", **empty)
    _named()
    _fictitious()


def _service(name: str, **known: Any) -> EService:
    unknown: dict[str, Any] = dict.fromkeys(SERVICES.fields, "")
    unknown |= dict.fromkeys(
        ("ministry", "structure", "opened_on", "closed_on", "level", "legal_text", "delay_days", "fee", "project")
    )
    made: EService = SERVICES.add(**unknown | {"is_listed": False, "name": name} | known, by=None)
    return made


def _named() -> None:
    """The four of the article; one of them has a day, in another one. No ministry is named there."""
    for name in NAMED:
        opened = {"opened_on": date(2020, 7, 23)} if name == "e-résultats" else {}
        source = f"{ARTICLE} ; ouverture : news.acotonou.com" if opened else ARTICLE
        service = _service(name, users="Citoyens", source=source, **opened)
        PROBLEMS.add(
            service=service,
            subject=SAID,
            origin=Origin.CONFERENCE,
            origin_words=CONFERENCE,
            reported_on=date(2022, 7, 19),
            by=None,
        )


def _fictitious() -> None:
    ministries = {row.acronym: row for row in Ministry.objects.filter(is_fictitious=True)}
    levels, steps = list(ServiceLevel.objects.offered()), list(ServiceStep.objects.offered())
    made = {}
    for acronym, name, level, channel, days, fee, extents, online, counter in SERVICES_OF:
        if acronym not in ministries:
            continue
        service = made[name] = _service(
            name,
            ministry=ministries[acronym],
            users="Usagers du ministère (fictif)",
            channel=channel,
            platform="Guichet de démonstration",
            opened_on=add_months(clock.today().replace(day=1), -30),
            level=levels[level],
            delay_days=days,
            fee=fee,
            is_listed=acronym == "MDEMO" and channel != Channel.COUNTER,
            source=FICTITIOUS,
            is_fictitious=True,
        )
        told = {step.pk: extent.value for step, extent in zip(steps, extents, strict=False)}
        say_online_steps(service.pk, steps=told, by=None)
        _months(service, online, counter)
    for indicator, target, poor in TARGETS:
        since = add_months(clock.today().replace(day=1), -24)
        said = {"target": target, "poor_below": poor, "source": FICTITIOUS, "is_fictitious": True}
        if not ServiceGoal.objects.filter(indicator=indicator).exists():
            GOALS.add(indicator=indicator, valid_from=since, **said, by=None)
    _pieces(made, ministries)
    _problems(made)


def _months(service: EService, online: int, counter: int | None) -> None:
    """Eleven of the last twelve months; one is missing, one says little."""
    for place, month in enumerate(window(clock.today())):
        if place == 7:
            continue
        here, there = online + 9 * place, None if counter is None else counter - 3 * place
        values: dict[str, Any] = dict.fromkeys(FIGURES)
        values |= {"online": here, "counter": there, "note": ""}
        if place != 3:
            values |= {
                "completed": round(0.86 * (here + (there or 0))),
                "median_days": 4 + place % 3,
                "satisfaction": 6 + place % 3,
                "answers": (here + (there or 0)) // 4,
                "availability": 98 + place % 2,
                "complaints": place % 5,
                "accessibility": 74,
            }
        save_months(month, typed=[Typed(service, values)], by=None)


def _pieces(made: Mapping[str, EService], ministries: Mapping[str, Ministry]) -> None:
    for name, piece, holder_name, holder in ASKED:
        if name in made:
            PIECES.add(
                service=made[name],
                name=piece,
                held=Held.STATE if holder_name else "",
                holder=ministries.get(holder),
                holder_name=holder_name,
                note="",
                is_fictitious=True,
                by=None,
            )


def _problems(made: Mapping[str, EService]) -> None:
    service = made.get("Attestation de prise en charge")
    if service is None:
        return
    told = "Le paiement par téléphone n’aboutit pas : le montant est retiré et la demande reste « à payer » (fictif)."
    slow = "La pièce jointe est refusée sans dire pourquoi, quel que soit son format (fictif)."
    first, _ = report_problem(service.pk, words=told)
    report_problem(service.pk, words=slow)
    admit_problem(first.pk, subject="Le paiement par téléphone n’est pas rapproché de la demande", by=None)
    diagnose_problem(first.pk, diagnosis="L’avis de paiement arrive après la fermeture de la page (fictif).", by=None)
    due = (clock.today() + timedelta(days=60)).strftime("%d/%m/%Y")
    reform_problem(first.pk, reform=f"Rapprochement automatique chaque heure, prévu pour le {due} (fictif).", by=None)
