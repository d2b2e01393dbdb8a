"""Who sits on a day, and the rules of a commission as sentences."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from foundation.accounts.enums import Role, ScopeKind
from foundation.accounts.models import Person, User
from foundation.accounts.rules import ADMINS
from foundation.common import clock
from foundation.common.database import SortKey
from foundation.common.lists import Button
from foundation.common.typography import capitalize_first, plural
from foundation.people.extensions import HeldFunction
from ministries.extensions import Panel
from ministries.models import LegalText, Ministry

from .enums import CommissionKind, HolderKind
from .models import Commission, Mandate, NumberSeries, Seat, Statute
from .models.seat import held_as, role_of
from .rules import can_seat


@dataclass(frozen=True)
class SeatLine:
    seat: Seat
    titular: Mandate | None
    substitute: Mandate | None
    coming: Mandate | None  # a titular already named, whose mandate begins later
    interim: Mandate | None = None  # who exercises the rights of the seat that day, « par intérim »

    @property
    def is_vacant(self) -> bool:
        return self.titular is None


@dataclass(frozen=True)
class Composition:
    lines: list[SeatLine]

    @property
    def voting(self) -> int:
        return sum(1 for line in self.lines if line.seat.has_vote)

    @property
    def vacant(self) -> int:
        return sum(1 for line in self.lines if line.is_vacant)

    @property
    def sentence(self) -> str:
        """« 13 sièges, dont 12 à voix délibérative ; 2 vacants »."""
        if not self.lines:
            return "Composition non renseignée"
        vacant = f" ; {self.vacant} vacant{'s' if self.vacant > 1 else ''}" if self.vacant else " ; tous pourvus"
        return f"{plural(len(self.lines), 'siège')}, dont {self.voting} à voix délibérative{vacant}"


def composition(commission: Commission, day: date) -> Composition:
    """The seats of a day in protocol order with their holders that day: two queries, whatever their number."""
    seats = list(commission.seats.in_force(day).select_related("structure").in_protocol_order())
    mandates = (
        Mandate.objects.filter(seat__in=seats)
        .exclude(valid_to__lte=day)
        .select_related("person")
        .order_by("valid_from", "pk")
    )
    now: dict[tuple[object, str], Mandate] = {}
    later: dict[object, Mandate] = {}
    for mandate in mandates:
        if mandate.valid_from <= day:
            now[mandate.seat_id, mandate.kind] = mandate
        elif mandate.kind == HolderKind.TITULAR:
            later.setdefault(mandate.seat_id, mandate)
    return Composition(
        [
            SeatLine(
                seat,
                now.get((seat.pk, HolderKind.TITULAR)),
                now.get((seat.pk, HolderKind.SUBSTITUTE)),
                later.get(seat.pk),
                now.get((seat.pk, HolderKind.INTERIM)),
            )
            for seat in seats
        ]
    )


def coming_number(commission_id: UUID, kind: str, year: int) -> int:
    """The number that a series would give now; another act may take it first (1 query)."""
    series = NumberSeries.objects.filter(commission=commission_id, kind=kind, year=year).first()
    return (series.last_number if series is not None else 0) + 1


@dataclass(frozen=True)
class RuleLine:
    key: str
    label: str
    sentence: str  # empty: the text says nothing, or nobody read it
    article: str

    @property
    def is_known(self) -> bool:
        return bool(self.sentence)


def _days(count: int | None) -> str:
    return plural(count, "jour franc", "jours francs") if count is not None else ""


def _yes_no(value: bool | None, yes: str, no: str) -> str:
    return "" if value is None else yes if value else no


def _quorum(statute: Statute) -> str:
    if not statute.quorum_sentence:
        return ""
    if statute.quorum_number == 0 and not statute.quorum_numerator:
        return "La commission délibère sans condition de quorum."
    proxies = _yes_no(
        statute.quorum_counts_proxies,
        " ; les membres représentés comptent",
        " ; les membres représentés ne comptent pas",
    )
    leave = _yes_no(
        statute.quorum_leaves_out_absentees,
        " ; les membres en congé sortent du compte",
        " ; les membres en congé restent dans le compte",
    )
    return f"La commission délibère si sont présents {statute.quorum_sentence}{proxies}{leave}."


def _proxies(statute: Statute) -> str:
    if statute.proxies_allowed is None:
        return ""
    if not statute.proxies_allowed:
        return "Un membre ne peut pas donner procuration à un autre."
    most = "plus d’une" if statute.proxy_limit == 1 else f"plus de {statute.proxy_limit}"
    limit = (
        f" ; nul n’en détient {most}" if statute.proxy_limit is not None else " ; limite par mandataire non renseignée"
    )
    return f"Un membre empêché peut donner procuration à un autre{limit}."


def _second(statute: Statute) -> str:
    parts = []
    if statute.second_convocation_days is not None:
        parts.append(
            f"faute de quorum, une seconde convocation respecte un délai de {_days(statute.second_convocation_days)}"
        )
    if statute.second_quorum_free is not None:
        parts.append(
            "la seconde session siège sans condition de quorum"
            if statute.second_quorum_free
            else "la seconde session reste soumise au quorum"
        )
    if statute.second_quorum_sentence:
        parts.append(f"la seconde session délibère si sont présents {statute.second_quorum_sentence}")
    text = " ; ".join(parts)
    return f"{capitalize_first(text)}." if text else ""


def _consultation(statute: Statute) -> str:
    if statute.consultation_allowed is None:
        return ""
    if not statute.consultation_allowed:
        return "La commission n’est pas consultée par écrit."
    delay = (
        f", sous {plural(statute.consultation_days, 'jour', 'jours')}" if statute.consultation_days is not None else ""
    )
    return (
        f"La commission peut être consultée par écrit entre deux sessions{delay} ; la réponse est ratifiée à la session"
        " suivante."
    )


def rule_lines(statute: Statute) -> list[RuleLine]:
    """The rules of a version, one sentence each with its article; an unknown one is empty and shown as such.

    No query.
    """
    majority = ""
    if statute.majority_rule:
        majority = (
            f"Les avis sont adoptés à la {statute.majority_sentence}."
            if "majorité" in statute.majority_sentence
            else f"Les avis demandent : {statute.majority_sentence}."
        )
    casting = _yes_no(
        statute.casting_vote,
        "En cas de partage, la voix du président est prépondérante.",
        "En cas de partage, la voix du président n’est pas prépondérante.",
    )
    holidays = _yes_no(statute.notice_skips_holidays, ", jours fériés non compris", ", jours fériés compris")
    notice = (
        f"Les membres sont convoqués {_days(statute.notice_days)} au moins avant la session{holidays}."
        if statute.notice_days is not None
        else ""
    )
    yearly = (
        f"La commission tient {plural(statute.sessions_per_year, 'session ordinaire', 'sessions ordinaires')} par an."
        if statute.sessions_per_year is not None
        else ""
    )
    dissent = (
        f"Un membre joint son explication de vote sous {plural(statute.dissent_days, 'jour', 'jours')} après la"
        " session."
        if statute.dissent_days is not None
        else ""
    )
    receivers = statute.pv_recipients.strip().rstrip(".")
    if receivers.startswith(("Le ", "La ", "Les ", "L’")):
        receivers = receivers[0].lower() + receivers[1:]
    recipients = f"Le procès-verbal est adressé à : {receivers}." if receivers else ""
    return [
        RuleLine("quorum", "Quorum", _quorum(statute), statute.quorum_article),
        RuleLine("majority", "Majorité", majority, statute.majority_article),
        RuleLine("casting_vote", "Voix prépondérante", casting, statute.casting_vote_article),
        RuleLine("proxies", "Procurations", _proxies(statute), statute.proxies_article),
        RuleLine("notice", "Délai de convocation", notice, statute.notice_article),
        RuleLine("sessions", "Périodicité", yearly, statute.sessions_article),
        RuleLine("second_convocation", "Seconde convocation", _second(statute), statute.second_convocation_article),
        RuleLine("consultation", "Consultation écrite", _consultation(statute), statute.consultation_article),
        RuleLine("pv", "Destinataires du procès-verbal", recipients, statute.pv_article),
        RuleLine("dissent", "Explications de vote", dissent, statute.dissent_article),
    ]


@dataclass(frozen=True)
class Question:
    """One question of the rules, answered in the words of an act: each {name} of the phrase is a field, {name|label} a
    box to tick with its words; `keys` names the sentences that the answer makes.
    """

    key: str
    title: str
    ask: str
    phrase: str
    keys: tuple[str, ...] = ()
    hint: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name.partition("|")[0] for name in re.findall(r"\{(.+?)\}", self.phrase))


QUESTIONS = (
    Question(
        "act",
        "Acte",
        "Quel texte donne ces règles, et depuis quand ?",
        "Ces règles sont données par l’acte {legal_text} ; elles s’appliquent à partir du {valid_from}. La"
        " composition est fixée par {composition_article}.",
    ),
    Question(
        "quorum",
        "Quorum",
        "Combien de membres faut-il pour délibérer ?",
        "La commission délibère si sont présents {quorum_numerator} / {quorum_denominator} {quorum_plus_one|plus"
        " un} des {quorum_base}, ou {quorum_number} membres au moins. Les membres représentés comptent dans le"
        " quorum : {quorum_counts_proxies}. Les membres en congé ou en mission de longue durée sortent du compte"
        " : {quorum_leaves_out_absentees}. (Article cité : {quorum_article}.)",
        ("quorum",),
        "« La moitié plus un » : 1 / 2, plus un. « 7 membres au moins » : 7 ; zéro si l’acte n’exige aucun"
        " quorum. Ce que l’acte ne dit pas reste « non renseigné » : la question est posée en séance, et la"
        " réponse imprimée au procès-verbal.",
    ),
    Question(
        "majority",
        "Majorité",
        "À quelle majorité un avis est-il adopté ?",
        "Les avis sont adoptés à la {majority_rule} (article cité : {majority_article}). Une autre majorité est"
        " de {majority_numerator} / {majority_denominator} des {majority_base} {majority_is_strict|et plus que"
        " cette part}, ou de {majority_number} voix au moins.",
        ("majority",),
        "La seconde phrase ne se remplit que pour une « autre majorité ».",
    ),
    Question(
        "casting_vote",
        "Partage des voix",
        "Qui l’emporte quand les voix se partagent ?",
        "En cas de partage, la voix du président est prépondérante : {casting_vote} (article cité :"
        " {casting_vote_article}).",
        ("casting_vote",),
    ),
    Question(
        "proxies",
        "Procurations",
        "Un membre empêché peut-il en charger un autre de voter ?",
        "Les procurations sont admises : {proxies_allowed} ; un membre en détient {proxy_limit} au plus (article"
        " cité : {proxies_article}).",
        ("proxies",),
    ),
    Question(
        "notice",
        "Convocation et périodicité",
        "Combien de temps avant la session les membres sont-ils convoqués, et combien de fois par an ?",
        "Les membres sont convoqués {notice_days} jours francs au moins avant la session, les jours fériés ne"
        " comptant pas : {notice_skips_holidays} (article cité : {notice_article}). La commission tient"
        " {sessions_per_year} sessions ordinaires par an (article cité : {sessions_article}).",
        ("notice", "sessions"),
    ),
    Question(
        "second_convocation",
        "Seconde convocation",
        "Que se passe-t-il quand le quorum a manqué ?",
        "Une seconde convocation respecte un délai de {second_convocation_days} jours francs (article cité :"
        " {second_convocation_article}). La seconde session siège sans condition de quorum :"
        " {second_quorum_free}, ou si sont présents {second_quorum_numerator} / {second_quorum_denominator}"
        " {second_quorum_plus_one|plus un} des mêmes membres, ou {second_quorum_number} membres au moins.",
        ("second_convocation",),
    ),
    Question(
        "consultation",
        "Entre les sessions",
        "La commission peut-elle être consultée par écrit ?",
        "La commission peut être consultée par écrit entre deux sessions : {consultation_allowed} ; les membres"
        " répondent sous {consultation_days} jours (article cité : {consultation_article}).",
        ("consultation",),
    ),
    Question(
        "pv",
        "Procès-verbal",
        "À qui le procès-verbal est-il adressé, et quand un membre y joint-il son explication de vote ?",
        "Le procès-verbal est adressé à {pv_recipients} (article cité : {pv_article}). Un membre joint son"
        " explication de vote sous {dissent_days} jours (article cité : {dissent_article}).",
        ("pv", "dissent"),
    ),
)


def statute_on(commission: Commission, day: date) -> Statute | None:
    """The version in force on a day, the latest one when no date is known."""
    return commission.statutes.in_force(day).select_related("legal_text").order_by("-number", "pk").first()


def commissions_for(user: User, day: date) -> QuerySet[Commission]:
    """The commissions one may see, with their seats of a day counted, ready to be listed in one query."""
    return Commission.objects.visible_to(user).select_related("ministry", "scope").with_seat_counts(day)


def persons_to_seat(user: User, commission: Commission) -> QuerySet[Person]:
    """Whom one may seat: the persons of the institution and those of the national bodies, among those one may see."""
    rows = Person.objects.visible_to(user).filter(scope_id=commission.scope_id) | Person.objects.visible_to(
        user
    ).filter(scope__kind="national")
    return rows.order_by(SortKey("full_name"), "pk")


def seats_for(person: Person, user: User) -> QuerySet[Seat]:
    """The seats to which one may name a person: of the commissions one keeps, in his institution, all of them for
    somebody of a national body; with who holds them (`holder`).
    """
    today = clock.today()
    rows = Seat.objects.filter(commission__in=Commission.objects.alive()).exclude(valid_to__lte=today)
    if not user.has_role(*ADMINS):
        rows = rows.filter(commission_id__in=user.access.commissions(Role.SECRETARY))
    if person.scope.kind != ScopeKind.NATIONAL:
        rows = rows.filter(scope_id=person.scope_id)
    held = Mandate.objects.filter(seat=OuterRef("pk"), kind=HolderKind.TITULAR).in_force(today).order_by("pk")
    named = rows.select_related("commission").annotate(holder=Subquery(held.values("person__full_name")[:1]))
    return named.order_by(SortKey("commission__name"), "commission_id", "position", "pk")


def seat_to_choose(seat: Any) -> str:
    """A seat read by `seats_for`: « Le directeur (vacant) »."""
    return f"{capitalize_first(seat.label)} ({seat.holder or 'vacant'})"


# What this app tells the pages below it.


def naming_to_seat(person: Person, reader: User) -> list[Button]:
    """From the page of a person to the form that seats him, for who keeps a commission where he may sit."""
    is_oneself = person.user_id == reader.pk  # whom one never names
    if is_oneself or not can_seat(reader, person) or not seats_for(person, reader).exists():
        return []
    return [Button("Nommer à un siège", reverse("commissions:seat_person", args=[person.pk]))]


def mandates_of(person: Person, reader: User) -> list[HeldFunction]:
    """The seats a person holds or held, for the page of the person."""
    is_seen = Q(seat__commission__in=Commission.objects.visible_to(reader))
    rows = Mandate.objects.filter(person=person).select_related("seat__commission").annotate(is_seen=is_seen)
    if person.user_id != reader.pk:
        rows = rows.filter(is_seen)
    return [
        HeldFunction(
            f"{role_of(row.seat, person)}{row.seat.precision}"
            + ("" if row.kind == HolderKind.TITULAR else f", {held_as(row.kind, person)}"),
            row.seat.commission.name,
            row.valid_from,
            row.valid_to,
            reverse("commissions:seat", args=[row.seat_id]) if row.is_seen else "",
        )
        for row in rows.order_by("-valid_from", "pk")
    ]


def having_one(day: date) -> QuerySet[Any, Any]:
    """The ministries that had their commission that day."""
    rows = Commission.objects.alive_on(day).filter(kind=CommissionKind.CMSIC)
    return rows.order_by().values("ministry_id")


def ministry_panel(ministry: Ministry, user: User) -> Panel | None:
    rows = list(Commission.objects.visible_to(user).filter(ministry=ministry).order_by(SortKey("name"), "pk"))
    return (
        Panel("Commissions", "commissions/panel.html", {"commissions": rows}, position=10, anchor="commissions")
        if rows
        else None
    )


def text_panel(text: LegalText, user: User) -> Panel | None:
    """The commissions this text founded, or whose rules it gives."""
    visible = Commission.objects.visible_to(user)
    founded = list(visible.filter(founded_by=text).order_by(SortKey("name"), "pk"))
    ruled = list(
        Statute.objects.filter(legal_text=text, commission__in=visible)
        .select_related("commission")
        .order_by("commission__code", "number", "pk")
    )
    if not founded and not ruled:
        return None
    return Panel("Commissions", "commissions/text_panel.html", {"founded": founded, "ruled": ruled}, position=10)


def commissions_left_behind(ministry: Ministry) -> list[str]:
    return [
        f"« {commission.name} »"
        for commission in Commission.objects.alive().filter(ministry=ministry).order_by("code", "pk")
    ]


STEPS = {
    "text": "l’arrêté",
    "commission": "la commission",
    "rules": "les règles",
    "seats": "les sièges",
    "members": "les membres",
    "invitations": "les invitations",
    "session": "la première session",
}


def step_words(key: str) -> str:
    """« Étape 3 sur 7 : les règles »."""
    return f"Étape {list(STEPS).index(key) + 1} sur {len(STEPS)} : {STEPS[key]}"


@dataclass(frozen=True)
class SetupStep:
    """One step from the arrêté to the first session, read from what is already there: one resumes where one stopped."""

    key: str
    label: str
    is_done: bool
    note: str

    @property
    def words(self) -> str:
        return step_words(self.key)


def current_step(steps: list[SetupStep]) -> SetupStep | None:
    """What comes next. A commission entered without its arrêté goes on; that step stays to be done."""
    return next((step for step in steps if not step.is_done and step.key != "text"), None)


def setup_steps(commission: Commission, day: date, *, session_count: int) -> list[SetupStep]:
    """The steps of a commission that starts; five queries."""
    lines = composition(commission, day).lines
    held = [line for line in lines if line.titular is not None]
    people = Person.objects.filter(
        mandates__in=Mandate.objects.in_force(day).filter(seat__commission=commission)
    ).distinct()
    waiting, silent = people.filter(user=None).exclude(email="").count(), people.filter(user=None, email="").count()
    rules = commission.statutes.exists()
    invited = f"{plural(waiting, 'membre')} à inviter" if waiting else "tous invités" if held else "après les membres"
    return [
        SetupStep(
            "text",
            "Arrêté",
            commission.founded_by_id is not None,
            str(commission.founded_by) if commission.founded_by else "non renseigné",
        ),
        SetupStep("commission", "Commission", True, commission.code),
        SetupStep("rules", "Règles", rules, "saisies" if rules else "une règle que l’acte ne dit pas reste vide"),
        SetupStep("seats", "Sièges", bool(lines), plural(len(lines), "siège") if lines else "dans l’ordre de l’acte"),
        SetupStep(
            "members",
            "Membres",
            bool(held),
            (
                f"{plural(len(held), 'siège pourvu', 'sièges pourvus')} sur {len(lines)}"
                if lines
                else "par tableau, ou un à un"
            ),
        ),
        SetupStep(
            "invitations",
            "Invitations",
            bool(held) and not waiting,
            invited + (f", {silent} sans adresse" if silent else ""),
        ),
        SetupStep(
            "session",
            "Première session",
            session_count > 0,
            plural(session_count, "session") if session_count else "à préparer",
        ),
    ]


@dataclass(frozen=True)
class ShownStep:
    label: str
    note: str
    href: str
    state: str


@dataclass(frozen=True)
class WhatIsNext:
    title: str
    text: str
    buttons: tuple[Button, ...]
    note: str = ""


@dataclass(frozen=True)
class Setup:
    """The page of a commission that starts: its steps, each with where it is done, and what comes next."""

    steps: tuple[ShownStep, ...]
    next: WhatIsNext | None
    is_complete: bool


def setup_of(commission: Commission, steps: list[SetupStep]) -> Setup:
    """Reads nothing but the steps."""
    done, current = {step.key for step in steps if step.is_done}, current_step(steps)
    key, states = current.key if current else "", dict.fromkeys(done, "done")
    hrefs = _step_addresses(commission, has_rules="rules" in done)
    states |= {key: "current"}
    return Setup(
        tuple(ShownStep(step.label, step.note, hrefs[step.key], states.get(step.key, "todo")) for step in steps),
        _next_of(commission, key, hrefs),
        current is None,
    )


def _step_addresses(commission: Commission, *, has_rules: bool) -> dict[str, str]:
    def page(name: str) -> str:
        return reverse(f"commissions:{name}", args=[commission.pk])

    return {
        "text": page("edit"),
        "commission": page("detail"),
        "rules": f"{page('detail')}#regles" if has_rules else page("new_statute"),
        "seats": page("new_seat"),
        "members": page("import_members"),
        "invitations": f"{page('setup')}#invitations",
        "session": f"{reverse('sessions:create')}?commission={commission.pk}",
    }


def _next_of(commission: Commission, key: str, hrefs: dict[str, str]) -> WhatIsNext | None:
    if key == "rules":
        return WhatIsNext(
            "les règles",
            "Quorum, majorité, délai de convocation, procurations, avec leurs articles. Ce que l’acte ne dit pas reste"
            " vide : rien n’est inventé.",
            (Button("Saisir les règles", hrefs["rules"], "primary", "gavel"),),
        )
    if key in ("seats", "members"):
        model = reverse("commissions:members_template", args=[commission.pk])
        return WhatIsNext(
            "les sièges et leurs membres",
            "Le plus court : un tableau d’une ligne par membre, qui crée aussi les sièges. Sinon, ajoutez les sièges un"
            " à un dans l’ordre de l’acte.",
            (
                Button("Importer les membres", hrefs["members"], "primary", "plus"),
                Button("Télécharger le modèle", model, icon="download"),
                Button("Ajouter un siège", hrefs["seats"]),
            ),
        )
    if key == "session":
        return WhatIsNext(
            "la première session",
            "Sa date, son lieu, son ordre du jour ; les convocations partent quand tout est prêt.",
            (Button("Préparer la première session", hrefs["session"], "primary", "plus"),),
            "Le secrétaire de la commission la prépare : c’est son siège qui en donne le droit.",
        )
    return None
