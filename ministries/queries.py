"""Institutions as they were on a day, and texts with what points to them."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Case, Exists, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery, When
from django.urls import reverse

from foundation.accounts.enums import Role, ScopeKind
from foundation.accounts.models import Person, Scope, User
from foundation.common import clock
from foundation.common.database import SortKey
from foundation.common.lists import Button
from foundation.common.typography import MONTHS, UNKNOWN, long_date, short_date
from foundation.people.extensions import HeldFunction

from .enums import Extraction, LegalLinkKind, LegalTextState, Precision
from .models import Appointment, Commune, LegalText, LegalTextLink, Ministry, MinistrySuccession, Structure
from .models.institution import CommuneQuerySet
from .rules import can_manage_appointments

FUNCTIONS_SHOWN = (Role.DSI, Role.AUDITOR, Role.PROJECT_LEAD)


def dated(day: date | None, precision: str = Precision.DAY, *, short: bool = False) -> str:
    """« 24 mai 2026 » (short: 24/05/2026), « avril 2023 » or « 2023 »: no more exact than the source."""
    if day is None:
        return UNKNOWN
    if precision == Precision.YEAR:
        return str(day.year)
    if precision == Precision.MONTH:
        return f"{MONTHS[day.month - 1]} {day.year}"
    return short_date(day) if short else long_date(day, weekday=False)


def dated_name(ministry: Ministry) -> str:
    """The name of a ministry where several times are offered: one that ended says since when it is no more."""
    if ministry.valid_to is None:
        return ministry.name
    until = dated(ministry.valid_to, ministry.valid_to_precision, short=True)
    link = "au" if ministry.valid_to_precision == Precision.DAY else "en"
    return f"{ministry.name} (jusqu’{link} {until})"


def by_life(rows: QuerySet[Scope]) -> Any:
    """Institutions in the order in which one is chosen, with their `group` and, of a ministry that ended, its `end`:
    national bodies, ministries in office, communes, ministries that are no more.
    """
    of_scope = Ministry.objects.filter(scope=OuterRef("pk"))
    group = Case(
        When(kind=ScopeKind.COMMUNE, then=2),
        When(~Q(kind=ScopeKind.MINISTRY), then=0),
        When(Exists(of_scope.in_force(clock.today())), then=1),
        default=3,
        output_field=IntegerField(),
    )
    ends = of_scope.order_by("-valid_to", "pk")
    rows = rows.annotate(
        group=group,
        end=Subquery(ends.values("valid_to")[:1]),
        precision=Subquery(ends.values("valid_to_precision")[:1]),
    )
    return rows.order_by("group", SortKey("label"), "pk")


def dated_label(scope: Any) -> str:
    """The name of an institution read by `by_life`: a ministry that is no more says since when."""
    return dated_name(Ministry(name=scope.label, valid_to=scope.end, valid_to_precision=scope.precision))


def with_succession(user: User) -> Any:
    """The ministries of every time, with what preceded and followed them: two queries more when read."""
    links = MinistrySuccession.objects.order_by("on", "pk")
    return Ministry.objects.visible_to(user).prefetch_related(
        Prefetch("successions_out", links.select_related("successor"), to_attr="followed_by"),
        Prefetch("successions_in", links.select_related("predecessor"), to_attr="preceded_by"),
    )


@dataclass
class Node:
    structure: Structure
    children: list["Node"] = field(default_factory=list)


def structure_tree(ministry: Ministry, day: date) -> list[Node]:
    """The structures in force that day as a tree, in one query; one whose superior is gone stands at the root."""
    nodes = {row.pk: Node(row) for row in ministry.structures.in_force(day).order_by("position", SortKey("name"), "pk")}
    roots: list[Node] = []
    for node in nodes.values():
        parent = nodes.get(node.structure.parent_id) if node.structure.parent_id else None
        (parent.children if parent else roots).append(node)
    return roots


def descendants(structure: Structure) -> set[UUID]:
    """The identifiers of a structure and of all below it, whatever their dates: one query for the ministry."""
    children: dict[UUID | None, list[UUID]] = defaultdict(list)
    for pk, parent in Structure.objects.filter(ministry_id=structure.ministry_id).values_list("pk", "parent_id"):
        children[parent].append(pk)
    found, waiting = set(), [structure.pk]
    while waiting:
        pk = waiting.pop()
        if pk not in found:
            found.add(pk)
            waiting += children[pk]
    return found


def functions_held(scope: Scope | UUID, day: date, *roles: Role) -> list[Appointment]:
    """Who holds which function in a scope that day."""
    rows = Appointment.objects.filter(scope=scope, role__in=roles or FUNCTIONS_SHOWN).in_force(day)
    return list(rows.select_related("person", "interim_of__person").order_by("role", "valid_from", "pk"))


def appointments_of(person: Person, reader: User) -> list[HeldFunction]:
    """The functions of a person, for the page of the person."""
    rows = (
        Appointment.objects.visible_to(reader)
        .filter(person=person)
        .select_related("scope")
        .order_by("-valid_from", "pk")
    )
    return [HeldFunction(row.title, row.scope.label, row.valid_from, row.valid_to) for row in rows]


def naming_to_function(person: Person, reader: User) -> list[Button]:
    """From the page of a person to the form that names him, where he is chosen already."""
    if person.user_id == reader.pk or not can_manage_appointments(reader):
        return []
    return [Button("Nommer à une fonction", f"{reverse('ministries:new_appointment')}?person={person.pk}")]


def communes_with_rsi(user: User) -> CommuneQuerySet:
    """The communes, each with the name and civility of its RSI of today, in one query."""
    held = Appointment.objects.filter(scope=OuterRef("scope"), role=Role.RSI).in_force(clock.today())
    latest = held.order_by("-valid_from", "-pk")
    return (
        Commune.objects.visible_to(user)
        .select_related("departement")
        .annotate(
            rsi_name=Subquery(latest.values("person__full_name")[:1]),
            rsi_honorific=Subquery(latest.values("person__honorific")[:1]),
        )
    )


@dataclass(frozen=True)
class LinkGroup:
    label: str
    links: list[tuple[LegalTextLink, LegalText]]


OUTWARD = {
    LegalLinkKind.APPLIES: "Applique",
    LegalLinkKind.AMENDS: "Modifie",
    LegalLinkKind.REPEALS: "Abroge",
    LegalLinkKind.CITES: "Cite",
}
INWARD = {
    LegalLinkKind.APPLIES: "Appliqué par",
    LegalLinkKind.AMENDS: "Modifié par",
    LegalLinkKind.REPEALS: "Abrogé par",
    LegalLinkKind.CITES: "Cité par",
}


def links_of(text: LegalText) -> list[LinkGroup]:
    """The links of a text, both ways, by kind: two queries."""
    groups: dict[str, list[tuple[LegalTextLink, LegalText]]] = defaultdict(list)
    for link in text.links_out.select_related("target_text").order_by("target_text__dated_on", "pk"):
        groups[OUTWARD[LegalLinkKind(link.kind)]].append((link, link.target_text))
    for link in text.links_in.select_related("source_text").order_by("source_text__dated_on", "pk"):
        groups[INWARD[LegalLinkKind(link.kind)]].append((link, link.source_text))
    return [LinkGroup(label, groups[label]) for label in (*OUTWARD.values(), *INWARD.values()) if label in groups]


@dataclass(frozen=True)
class Reading:
    """What became of the file of a text: what its page says, and the act that reads it."""

    notice: str = ""
    tone: str = "plain"
    act: str = ""
    is_running: bool = False


TEXT_TONES = {LegalTextState.IN_FORCE: "good", LegalTextState.AMENDED: "attention", LegalTextState.REPEALED: "late"}


def state_tone(text: LegalText) -> str:
    return TEXT_TONES.get(LegalTextState(text.state), "neutral")


def reading_of(text: LegalText) -> Reading:
    if text.extraction == Extraction.RUNNING:
        said = "Extraction en cours : le texte du fichier est lu, la page le montrera dans un instant. Rechargez-la."
        return Reading(said, is_running=True)
    if text.extraction == Extraction.UNREADABLE:
        instead = (
            " et le texte saisi."
            if text.body
            else " ; recopiez le texte, ou déposez un fichier dont le texte se sélectionne."
        )
        said = f"Fichier illisible : {text.extraction_note}. La recherche ne lit que la fiche{instead}"
        return Reading(said, "attention")
    if text.extraction == Extraction.FAILED:
        said = "L’extraction du texte a échoué. Relancez-la, ou déposez le fichier de nouveau."
        return Reading(said, "late", "Relancer l’extraction")
    return Reading(act="Extraire le texte du fichier" if text.extraction == Extraction.NONE else "")


def file_words(text: LegalText) -> str:
    """« extraction échouée », « illisible : image, sans texte »; nothing without a file."""
    note = f" : {text.extraction_note}" if text.extraction_note else ""
    return f"{text.get_extraction_display()}{note}" if text.file_id else ""


def reading_badge(text: LegalText) -> tuple[str, str]:
    """What a list says of a file that is not read, and its tone; nothing of one that is."""
    if text.extraction in (Extraction.NONE, Extraction.DONE):
        return "", ""
    return file_words(text), "plain" if text.extraction == Extraction.RUNNING else "attention"


def acronyms() -> dict[str, str]:
    """Acronym → name of the ministries, the latest ones winning: to decode references. One query."""
    return dict(Ministry.objects.exclude(acronym="").order_by("valid_from", "pk").values_list("acronym", "name"))


def texts_by_reference(typed: str) -> QuerySet[LegalText]:
    """The texts that bear exactly this reference, else those that contain it."""
    typed = " ".join(typed.split())
    exact = LegalText.objects.filter(reference__iexact=typed)
    return exact if exact.exists() else LegalText.objects.filter(reference__icontains=typed).order_by("reference", "pk")


def left_behind_below(ministry: Ministry, day: date) -> list[str]:
    """What this app keeps attached to a ministry that ends: sentences, nothing is moved."""
    sentences = []
    if structures := ministry.structures.in_force(day).count():
        sentences.append(f"{structures} structure{'s' if structures > 1 else ''} en vigueur")
    if functions := Appointment.objects.filter(scope_id=ministry.scope_id).in_force(day).count():
        sentences.append(f"{functions} nomination{'s' if functions > 1 else ''} en cours")
    return sentences
