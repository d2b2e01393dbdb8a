"""The register of conferences: the editions of the national bodies, and the acts that lead each to its report."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.acts import acts_on, api_act, one_of, page_act
from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.facts import ReasonForm, ReasonInput, input_of
from foundation.common.keyset import Sort
from foundation.common.lists import Button, Cell, Column, Filters, chosen, column_of
from foundation.common.requests import Request
from foundation.common.typography import short_date
from foundation.documents.api.downloads import api_file
from foundation.documents.attachments import attachment
from foundation.documents.models import StoredFile
from foundation.registers.register import Register, Words
from foundation.ui.buttons import Act
from ministries.filters import MinistryChoice

from .. import operations
from ..api.inputs import AdviceInput, DocumentInput, PersonSerializer, WrittenSerializer
from ..enums import ASKED, CLOSED, STATE_TONES, ConferenceState
from ..forms import AdviceForm, DocumentForm, PeopleForm
from ..models import Conference, ConferenceDocument, ConferenceRecommendation
from ..operations.pasting import PastedPeople
from ..queries import sheet
from ..queries.blockers import asked_before
from ..rules import can_keep_conference, is_national
from .common import CRUMBS, BodyChoice, national, tabs

State = ConferenceState
FIELDS = (
    *("body", "number", "title", "theme", "year", "rank_in_year", "held_on", "ends_on", "place", "objectives"),
    *("opening", "communication", "communication_by", "findings", "conclusion", "source", "date_note"),
)


class ConferenceFilter(Filters):
    words = ("title", "theme", "place")
    body = BodyChoice()
    state = chosen("État", ConferenceState, "tous les états")
    held = chosen("Tenue", [("1", "tenues")], "tenues ou non", lambda rows, value: rows.took_place())
    ministry = MinistryChoice(
        label="Où est venu",
        field_name="participants__ministry",
        method=lambda rows, name, value: rows.with_participants_of(value),
        empty_label="tous les ministères",
    )
    year = chosen("Année", [(str(year), str(year)) for year in range(2018, 2031)], "toutes")
    data = chosen(
        "Données",
        [("reelles", "réelles"), ("demo", "démonstration")],
        "toutes",
        lambda rows, value: rows.filter(is_fictitious=value == "demo"),
    )


def check(values: Mapping[str, Any]) -> None:
    body, errors = values["body"], {}
    if not is_national(body):
        errors["body"] = ["Une commission ministérielle tient des sessions : choisissez un organe national."]
    if values["held_on"] and values["year"] and values["held_on"].year != values["year"]:
        errors["year"] = ["L’année n’est pas celle de la date."]
    if values["ends_on"] and (not values["held_on"] or values["ends_on"] < values["held_on"]):
        errors["ends_on"] = ["Une conférence finit le jour où elle commence, ou après."]
    if errors:
        raise InvalidInput(errors)


class ConferenceRegister(Register):
    """Besides a plain register: what is reported or cancelled is corrected no more."""

    def edit(self, pk: UUID, *, base_version: int | None, by: User | None, **values: Any) -> Any:
        row = Conference.objects.get(pk=pk)
        if row.state in CLOSED:
            taken = " : reprenez d’abord son rapport" if row.state == State.REPORTED else ""
            raise Refused(f"Impossible de modifier cette conférence, elle est {State(row.state).label}{taken}.")
        return super().edit(pk, base_version=base_version, by=by, **values)


def acts(user: User, row: Conference) -> Sequence[Button]:
    if not can_keep_conference(user, row):
        return []
    state, found = State(row.state), []

    def button(label: str, name: str, tone: str = "secondary") -> None:
        href, asked = reverse(f"conferences:{name}", args=[row.pk]), asked_before(row, name)
        shown = Act(label, href, tone, confirm=asked, confirm_label=label)
        found.append(shown if name in ASKED else Button(label, href, tone))

    if state == State.PREPARING:
        button("Annoncer", "announce", "primary")
    if state in (State.PREPARING, State.ANNOUNCED):
        button("Dire tenue", "hold", "primary" if state == State.ANNOUNCED else "secondary")
    if state == State.HELD:
        button("Établir le rapport", "report", "primary")
    if state not in CLOSED:
        button("Écrire une recommandation", "recommend")
    if state != State.CANCELLED:
        button("Joindre une pièce", "add_document", "quiet")
    if state == State.REPORTED:
        button("Reprendre le rapport", "reopen", "quiet")
    if state in (State.PREPARING, State.ANNOUNCED):
        button("Annuler", "cancel", "quiet")
    return found


def shown_beside(row: Conference, user: User) -> dict[str, Any]:
    today, keeps = clock.today(), can_keep_conference(user, row)
    links = list(sheet.advice_of(row))
    if not keeps:  # what is being written is read by who writes it
        links = [link for link in links if not link.recommendation.is_draft]
    writes = keeps and row.state not in CLOSED
    step, missing = sheet.next_step(row) if keeps else ("", [])
    papers = sheet.papers_of(row)
    found = {
        "sentence": sheet.sentence(row),
        "tone": STATE_TONES[State(row.state)],
        "steps": sheet.steps(row) if row.state != State.CANCELLED else [],
        "step": step,
        "missing": missing,
        "panels": sheet.programme(row),
        "delegations": sheet.delegations(row),
        "advice": [sheet.advice_line(link, today) for link in links],
        "shares": sheet.by_addressee(links, today),
        "balance": sheet.answered_line(row, user),
        "former": sheet.former(row, user),
        "reviews": list(row.reviews.order_by("service", "pk")),
        "questions": list(row.questions.with_counts().order_by("title", "pk")),
        "documents": list(row.documents.select_related("file").order_by("title", "pk")),
        "papers": papers,
        "paper": papers[0] if papers else None,
        "keeps": keeps,
        "writes": writes,
        "today": today,
    }
    return found | ({} if writes else {"edit_href": ""})


def title_cell(row: Conference) -> Cell:
    return Cell(row.title, CONFERENCES.href(row), note=row.theme or "thème non renseigné")


def day_cell(row: Conference) -> Cell:
    return Cell(short_date(row.held_on) if row.held_on else str(row.year), note=row.place)


CONFERENCES: ConferenceRegister = ConferenceRegister(
    name="conferences",
    model=Conference,
    fields=FIELDS,
    owner="body",
    once=("body",),
    keeps=can_keep_conference,
    check=check,
    words=Words(
        "conférence",
        none="Aucune conférence",
        new="Préparer une conférence",
        added="La conférence est en préparation : ajoutez ses panels, puis annoncez-la.",
    ),
    title="Conférences",
    noun=("conférence", "conférences"),
    state="Les éditions des organes nationaux : Conférence des DSI, ateliers des RSI, comité d’interopérabilité.",
    empty="Les conférences annoncées apparaîtront ici, avec leur programme, leur rapport et leurs recommandations.",
    columns=(
        Column("Conférence", "title", title_cell, width="wide"),
        Column("Organe", "body.name", lambda row: Cell(row.body.code, note="fictif" if row.is_fictitious else "")),
        column_of(Conference, "theme", on_page=False),
        Column("Date", "held_on", day_cell, sort="day"),
        Column(
            "État",
            "get_state_display",
            lambda row: Cell(State(row.state).label, tone=STATE_TONES[State(row.state)], note=row.state_reason),
        ),
        Column("Panels", "panel_count", numeric=True),
        Column("Participants notés", lambda row: row.people or None, numeric=True),
        Column("Recommandations", "advice", numeric=True),
        column_of(Conference, "number", on_page=False),
        column_of(Conference, "year", on_page=False),
        column_of(Conference, "rank_in_year", on_page=False),
        column_of(Conference, "place", on_page=False),
        column_of(Conference, "communication_by", on_page=False),
        column_of(Conference, "source", on_page=False),
        column_of(Conference, "date_note", on_page=False),
        column_of(Conference, "is_fictitious", on_page=False),
    ),
    filters=ConferenceFilter,
    sorts={"day": Sort("day", date.fromisoformat)},
    default="-day",
    file="conferences",
    finds=("title", "theme", "findings", "communication"),
    position=41,
    prepare=lambda rows: rows.with_counts(),
    also_shown={},
    crumbs=CRUMBS,
    icon="sessions",
    place="leur programme, leurs rapports, leurs recommandations",
    offers={"body": national},
    list_template="conferences/list.html",
    list_more=lambda request, found: tabs("conferences:list"),
    row_template="conferences/conference.html",
    row_more=shown_beside,
    acts=acts,
    api_acts={
        "announce": api_act(operations.announce, rule=can_keep_conference, name="announce"),
        "hold": api_act(operations.hold, rule=can_keep_conference, name="hold"),
        "report": api_act(operations.report, rule=can_keep_conference, name="report"),
        "reopen": api_act(operations.reopen, rule=can_keep_conference, takes=ReasonInput, name="reopen"),
        "cancel": api_act(operations.cancel, rule=can_keep_conference, takes=ReasonInput, name="cancel"),
        "recommend": api_act(
            operations.recommend,
            rule=can_keep_conference,
            takes=AdviceInput,
            answers=WrittenSerializer,
            name="recommend",
            status=201,
        ),
        "paste_participants": api_act(
            operations.paste_participants,
            rule=can_keep_conference,
            takes=input_of(PastedPeople),
            answers=PersonSerializer,
            many=True,
            name="paste_participants",
            status=201,
        ),
        "add_document": api_act(
            operations.add_document, rule=can_keep_conference, takes=DocumentInput, name="add_document", status=201
        ),
        "paper": api_file("paper", lambda row: paper_of(row), "The PDF of its report, under its name."),
    },
)


def paper_of(row: Conference) -> tuple[StoredFile, str]:
    """Whoever reads the conference reads its report."""
    found = next((each for each in sheet.papers_of(row) if each.file is not None), None)
    if found is None or found.file is None:
        raise Http404
    return found.file, found.file.name


def fetch(request: Request, pk: UUID) -> Conference:
    row: Conference = get_object_or_404(CONFERENCES.rows(request.user), pk=pk)
    return row


HERE = (CONFERENCES.title, "/conferences/")
on_conference = acts_on(
    fetch=fetch,
    to=CONFERENCES.href,
    crumbs=lambda row, here: [*CRUMBS, HERE, (row.title[:60], CONFERENCES.href(row)), (here, "")],
    rule=can_keep_conference,
)


def link_href(row: Any) -> str:
    return CONFERENCES.href(row.conference) + "#recommandations"


on_advice = acts_on(
    fetch=one_of(ConferenceRecommendation, "conference__body", "recommendation", "panel"),
    to=link_href,
    crumbs=lambda row, here: [*CRUMBS, HERE, (row.conference.title[:60], link_href(row)), (here, "")],
    rule=can_keep_conference,
)


@require_safe
def paper(request: Request, pk: UUID) -> HttpResponseBase:
    return attachment(*paper_of(fetch(request, pk)))


@require_safe
def document(request: Request, pk: UUID) -> HttpResponseBase:
    row = one_of(ConferenceDocument, "file")(request, pk)
    return attachment(row.file, row.file.name)


def as_written(request: Request, row: ConferenceRecommendation) -> dict[str, Any]:
    return {
        "user": request.user,
        "conference": row.conference,
        "instance": row.recommendation,
        "initial": {"panel": row.panel_id},
    }


remove_document = page_act(
    operations.remove_document,
    fetch=one_of(ConferenceDocument, "conference__body"),
    rule=can_keep_conference,
    said="La pièce est retirée.",
    to=lambda row: CONFERENCES.href(row.conference),
)
app_name, ROUTES = CONFERENCES.name, CONFERENCES.routes
urlpatterns = [
    *CONFERENCES.urlpatterns,
    path(
        "<uuid:pk>/annoncer",
        on_conference(operations.announce, said="La conférence est annoncée : ceux qu’elle réunit sont prévenus."),
        name="announce",
    ),
    path(
        "<uuid:pk>/tenue",
        on_conference(operations.hold, said="La conférence est tenue : écrivez les constats et les recommandations."),
        name="hold",
    ),
    path(
        "<uuid:pk>/rapport",
        on_conference(
            operations.report,
            said="Le rapport est en cours de mise en page ; les recommandations sont émises et leurs destinataires,"
            " prévenus.",
        ),
        name="report",
    ),
    path(
        "<uuid:pk>/reprendre",
        on_conference(
            operations.reopen,
            form=ReasonForm,
            title="Reprendre le rapport : {row.title}",
            submit="Reprendre le rapport",
            intro="Ce qui est émis reste émis. Le rapport suivant sera une autre version du même papier.",
            said="Le rapport est repris : corrigez, puis établissez-le de nouveau.",
        ),
        name="reopen",
    ),
    path(
        "<uuid:pk>/annuler",
        on_conference(
            operations.cancel,
            form=ReasonForm,
            title="Annuler : {row.title}",
            submit="Annuler la conférence",
            intro="Elle garde son numéro et son programme ; ceux à qui elle était annoncée en sont prévenus.",
            said="La conférence est annulée.",
        ),
        name="cancel",
    ),
    path(
        "<uuid:pk>/recommander",
        on_conference(
            operations.recommend,
            form=AdviceForm,
            title="Écrire une recommandation",
            submit="Écrire",
            intro="{row.title}. Elle prend son numéro quand le rapport est établi ; son destinataire en est alors"
            " prévenu.",
            options=lambda request, row: {"user": request.user, "conference": row},
            said="La recommandation est écrite.",
            back=lambda row: CONFERENCES.href(row) + "#recommandations",
        ),
        name="recommend",
    ),
    path(
        "<uuid:pk>/participants",
        on_conference(
            operations.paste_participants,
            form=PeopleForm,
            title="Coller la liste des participants",
            submit="Noter ces participants",
            intro="{row.title}. Tout est noté, ou rien.",
            said="Les participants sont notés.",
            back=lambda row: CONFERENCES.href(row) + "#participants",
        ),
        name="paste_participants",
    ),
    path(
        "<uuid:pk>/joindre",
        on_conference(
            operations.add_document,
            form=DocumentForm,
            title="Joindre une pièce",
            submit="Joindre",
            intro="{row.title}. Tous ceux qui lisent la conférence liront la pièce.",
            said="La pièce est jointe.",
            multipart=True,
        ),
        name="add_document",
    ),
    path("<uuid:pk>/rapport.pdf", paper, name="paper"),
    path("pieces/<uuid:pk>", document, name="document"),
    path("pieces/<uuid:pk>/retirer", remove_document, name="remove_document"),
    path(
        "recommandations/<uuid:pk>/corriger",
        on_advice(
            operations.correct_recommendation,
            form=AdviceForm,
            title="Corriger la recommandation",
            submit="Enregistrer",
            options=as_written,
            said="La recommandation est corrigée.",
        ),
        name="correct_recommendation",
    ),
    path(
        "recommandations/<uuid:pk>/retirer",
        on_advice(operations.remove_recommendation, said="La recommandation est retirée."),
        name="remove_recommendation",
    ),
]
