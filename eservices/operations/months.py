"""Write the months of several e-services at once: typed on one page, or read from a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from foundation.common import clock
from foundation.common.constraints import constraints_as_refusals
from foundation.common.exceptions import InvalidInput
from foundation.common.tables import Column, Row, folded, read_table
from foundation.common.tables.values import day_of, number_of
from foundation.common.typography import plural
from foundation.journal.editing import told
from foundation.journal.record import record_each

from ..enums import ServiceAct
from ..models import EService, ServiceMonth
from ..models.use import FIGURES, RATES, month_told
from ..rules import can_keep_service

if TYPE_CHECKING:
    from foundation.accounts.models import User

MOST_LINES = 5000
SHOWN = 20  # refusals told at once
COLUMNS = (
    Column("service", "e-service", ("service", "démarche"), is_required=True),
    Column("ministry", "ministère", ("sigle",)),
    Column("month", "mois", ("période",), is_required=True, is_day=True),
    Column("online", "demandes en ligne", ("en ligne",)),
    Column("counter", "demandes au guichet", ("au guichet", "guichet")),
    Column("phone", "demandes par téléphone ou autrement", ("par téléphone", "téléphone", "autres canaux")),
    Column("completed", "demandes menées à terme", ("menées à terme", "traitées")),
    Column("median_days", "délai médian (jours)", ("délai médian", "délai")),
    Column("satisfaction", "satisfaction (sur 10)", ("satisfaction",)),
    Column("answers", "avis recueillis", ("avis", "nombre d’avis")),
    Column("availability", "disponibilité (%)", ("disponibilité",)),
    Column("complaints", "réclamations", ("plaintes",)),
    Column("accessibility", "accessibilité (%)", ("accessibilité",)),
    Column("cost", "coût de fonctionnement (FCFA)", ("coût", "coût de fonctionnement")),
    Column("note", "précision", ("note", "observations")),
)
HEADER = tuple(column.label for column in COLUMNS)
ALONE = "une satisfaction se lit avec le nombre d’avis qui la donnent."
LABELS = {column.name: column.label for column in COLUMNS}


@dataclass
class Typed:
    """What is said of one e-service for one month; `base_version` is 0 when nothing was said before."""

    service: EService
    values: dict[str, Any]
    base_version: int | None = None


@dataclass(frozen=True)
class Line:
    """A line of a table, by its number in it."""

    number: int
    typed: Typed
    month: date


@dataclass
class Saved:
    """What an act wrote."""

    added: list[ServiceMonth] = field(default_factory=list)
    edited: list[ServiceMonth] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.added) + len(self.edited)


def said_of(saved: Saved) -> str:
    if not saved.count:
        return "Rien n’a changé : ces mois sont comme avant."
    added = plural(len(saved.added), "mois renseigné", "mois renseignés")
    edited = plural(len(saved.edited), "mois corrigé", "mois corrigés")
    return " et ".join(([added] if saved.added else []) + ([edited] if saved.edited else [])) + "."


def refused_month(service: EService, month: date) -> str:
    """Why a month of an e-service cannot be told; empty when it can."""
    if month > clock.today():
        return f"{month_told(month).capitalize()} n’a pas commencé : un mois se relève, il ne se prévoit pas."
    if service.opened_on is not None and month < service.opened_on.replace(day=1):
        return f"L’e-service a ouvert le {service.opened_on:%d/%m/%Y} : ce mois est d’avant."
    if service.closed_on is not None and month > service.closed_on:
        return f"L’e-service a fermé le {service.closed_on:%d/%m/%Y} : ce mois est d’après."
    return ""


@transaction.atomic
def save_months(month: date, *, typed: Sequence[Typed], by: "User | None") -> Saved:
    """Write one month of several e-services; where nothing is typed and nothing was said, nothing is written.

    Raise Conflict when somebody saved one of them in between.
    """
    month = month.replace(day=1)
    for each in typed:
        if by is not None and not can_keep_service(by, each.service):
            raise InvalidInput({"month": [can_keep_service.sentence]})
        if any(value is not None for value in each.values.values()) and (why := refused_month(each.service, month)):
            raise InvalidInput({"month": [f"{each.service.name} : {why}"]})
    services = [each.service.pk for each in typed]
    known = {
        row.service_id: row
        for row in ServiceMonth.objects.select_for_update(of=("self",)).filter(service__in=services, month=month)
    }
    written = [(each, month, known.get(each.service.pk)) for each in typed]
    if lone := [each.service.pk for each, _, row in written if _alone(each, row)]:
        raise InvalidInput({f"{key}-answers": [ALONE.capitalize()] for key in lone})
    return _write(written, by=by)


def _write(lines: Sequence[tuple[Typed, date, ServiceMonth | None]], *, by: "User | None") -> Saved:
    """Two statements and one of the journal, whatever the number of months."""
    saved, done = Saved(), []
    for each, month, row in lines:
        service = each.service
        if row is None:
            if all(value in (None, "") for value in each.values.values()):
                continue
            row = ServiceMonth(scope_id=service.scope_id, service=service, month=month, **each.values)
            row.is_fictitious = service.is_fictitious
            saved.added.append(row)
            changed = {name: value for name, value in each.values.items() if value not in (None, "")}
        else:
            changed = {name: value for name, value in each.values.items() if getattr(row, name) != value}
            if not changed:
                continue
            row.service = service
            row.check_version(each.base_version, each.values)
            for name, value in changed.items():
                setattr(row, name, value)
            row.version += 1
            saved.edited.append(row)
        done.append((row, {name: told(value) for name, value in changed.items()}))
    with constraints_as_refusals(ServiceMonth):
        ServiceMonth.objects.bulk_create(saved.added)
        if saved.edited:
            ServiceMonth.objects.bulk_update(saved.edited, [*FIGURES, "note", "version"])
    record_each(ServiceAct.MONTHS, done, by=by)
    return saved


@transaction.atomic
def import_months(*, lines: str = "", upload: UploadedFile | None = None, by: "User | None") -> Saved:
    """Add or correct the months of a table, all or none; an empty cell leaves what is known as it is.

    Raise InvalidInput with what is wrong of each line.
    """
    name = "upload" if upload is not None else "lines"
    if upload is not None and lines.strip():
        raise InvalidInput({"upload": ["Collez des lignes ou déposez un fichier, l’un des deux."]})
    sent: Any = upload.read() if upload is not None else lines
    rows = list(read_table(sent, columns=COLUMNS, most_rows=MOST_LINES, name=name).rows)
    if not rows:
        raise InvalidInput(
            {name: ["Le tableau n’a que sa première ligne : ajoutez une ligne par e-service et par mois."]}
        )
    found, wrong = _read(rows, _services(by))
    rows_of = ServiceMonth.objects.select_for_update(of=("self",)).filter(
        service__in={line.typed.service.pk for line in found}, month__in={line.month for line in found}
    )
    known = {(row.service_id, row.month): row for row in rows_of}
    written = [(line.typed, line.month, known.get((line.typed.service.pk, line.month))) for line in found]
    wrong += [(line.number, ALONE) for line, (each, _, row) in zip(found, written, strict=True) if _alone(each, row)]
    if wrong:
        said = [f"Ligne {number} : {sentence}" for number, sentence in sorted(wrong)]
        left = [f"… et {len(said) - SHOWN} autres."] if len(said) > SHOWN else []
        raise InvalidInput({name: [*said[:SHOWN], *left]})
    return _write(written, by=by)


def _alone(each: Typed, row: ServiceMonth | None) -> bool:
    """Whether the month would say a satisfaction that nobody gave; what the line leaves out is as it is known."""
    satisfaction, answers = (each.values.get(name, getattr(row, name, None)) for name in ("satisfaction", "answers"))
    return satisfaction is not None and not answers


def _services(by: "User | None") -> dict[str, list[EService]]:
    """Those that one keeps, by their name."""
    named: dict[str, list[EService]] = {}
    for service in EService.objects.select_related("ministry"):
        if by is None or can_keep_service(by, service):
            named.setdefault(folded(service.name), []).append(service)
    return named


def _read(rows: Sequence[Row], named: Mapping[str, list[EService]]) -> tuple[list[Line], list[tuple[int, str]]]:
    """The lines that can be read, and what is wrong of the others, by their number."""
    found: list[Line] = []
    wrong: list[tuple[int, str]] = []
    seen: dict[tuple[UUID, date], int] = {}
    for row in rows:
        service, month, refusals = _which(row.values, named)
        values: dict[str, Any] = {}
        for name in FIGURES:
            if text := row.values.get(name, "").strip():
                try:
                    values[name] = figure_of(name, text)
                except ValueError as error:
                    refusals.append(str(error))
        if note := row.values.get("note", "").strip():
            values["note"] = note
        if service is not None and month is not None:
            if before := seen.get((service.pk, month)):
                refusals.append(f"ce mois de cet e-service est déjà à la ligne {before}.")
            seen.setdefault((service.pk, month), row.line)
            if not set(values) & set(FIGURES):
                refusals.append("aucun chiffre : un mois non renseigné ne s’écrit pas.")
            if not refusals:
                found.append(Line(row.line, Typed(service, values), month))
        wrong += [(row.line, sentence) for sentence in refusals]
    return found, wrong


def _which(
    values: Mapping[str, str], named: Mapping[str, list[EService]]
) -> tuple[EService | None, date | None, list[str]]:
    """The e-service and the month of a line, and what of them cannot be read."""
    wrong = []
    name, ministry = values.get("service", ""), folded(values.get("ministry", ""))
    among = named.get(folded(name), [])
    if ministry:
        among = [
            each
            for each in among
            if each.ministry and ministry in (folded(each.ministry.acronym), folded(each.ministry.name))
        ]
    if len(among) != 1:
        said = "aucun e-service que vous tenez ne s’appelle" if not among else "plusieurs e-services s’appellent"
        wrong.append(f"{said} « {name[:60]} »{'' if not among else ' : nommez le ministère'}.")
    text = values.get("month", "").strip()
    try:
        day = None if text.isdigit() and len(text) == 4 else day_of(text)  # a year alone is no month
    except ValueError:
        day = None
    if day is None:
        wrong.append(f"le mois « {text[:20]} » ne se lit pas : écrivez-le comme 10/2026.")
    service = among[0] if len(among) == 1 else None
    month = day.replace(day=1) if day is not None else None
    if service is not None and month is not None and (why := refused_month(service, month)):
        wrong.append(why)
    return service, month, wrong


def figure_of(name: str, text: str) -> Any:
    """A figure as it is written; raise ValueError with the sentence of what is wrong."""
    try:
        value = number_of(text.rstrip("% "), is_whole=name not in RATES)
    except ValueError:
        value = None
    if value is None or (name not in RATES and value != int(value)):
        raise ValueError(f"{LABELS[name]} « {text[:20]} » ne se lit pas.")
    column: Any = ServiceMonth._meta.get_field(name)
    try:
        return column.clean(round(value, 2) if name in RATES else int(value), None)
    except ValidationError as refusal:
        raise ValueError(f"{LABELS[name]} : {' '.join(refusal.messages)}") from None
