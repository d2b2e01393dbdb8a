"""The register of common questions, and the escalator around it: send up, group, table, answer."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from rest_framework import serializers

from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.acts import acts_on, api_act, api_rows, one_of
from foundation.common.database import SortKey
from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.facts import ReasonForm, input_of
from foundation.common.keyset import Sort
from foundation.common.lists import Button, Cell, Column, Filters, chosen, column_of
from foundation.common.requests import Request
from foundation.common.typography import plural, short_date
from foundation.registers.register import Register, Words
from recommendations.models import Recommendation
from recommendations.queries.following import TONES

from .. import operations
from ..api.inputs import QuestionGrouping, QuestionTabling, WrittenSerializer
from ..enums import QUESTION_TONES, REFERRAL_TONES, QuestionState, ReferralState
from ..forms import AnswerForm, GroupForm, SendUpForm, TableForm, ToOriginsForm
from ..models import Question, Referral
from ..operations.asking import CommonAnswer, ToOrigins
from ..rules import can_send_up, can_treat, can_withdraw, is_national
from .common import CRUMBS, BodyChoice, national, tabs

State = QuestionState


class QuestionFilter(Filters):
    body = BodyChoice()
    state = chosen("État", QuestionState, "tous les états")


def check(values: Mapping[str, Any]) -> None:
    if not is_national(values["body"]):
        raise InvalidInput({"body": ["Choisissez un organe national, ou laissez vide pour l’ASIN."]})


class QuestionRegister(Register):
    """Besides a plain register: what was answered stays as it was asked."""

    def edit(self, pk: UUID, *, base_version: int | None, by: User | None, **values: Any) -> Any:
        if Question.objects.get(pk=pk).state == State.ANSWERED:
            raise Refused("Impossible de modifier cette question : elle a sa réponse. Ouvrez-en une autre.")
        return super().edit(pk, base_version=base_version, by=by, **values)


def acts(user: User, row: Question) -> Sequence[Button]:
    def button(label: str, name: str, tone: str = "secondary") -> Button:
        return Button(label, reverse(f"questions:{name}", args=[row.pk]), tone)

    if not can_treat(user, row):
        return []
    if row.state == State.ANSWERED:
        return [button("Recommander aux origines", "recommend_to_origins")] if row.body_id is not None else []
    found = [button("Joindre des recommandations", "group", "secondary" if row.raised_count else "primary")]
    if row.body_id is not None:
        found.append(button("Mettre au programme", "table"))
    if row.raised_count:
        found.append(button("Répondre", "answer", "primary"))
    return found


def waiting(request: Request, found: Filters) -> dict[str, Any]:
    """What was sent up and is in no question yet, among what the reader may see."""
    rows = Referral.objects.visible_to(request.user).filter(state=ReferralState.SENT)
    rows = rows.select_related("body", "origin").order_by("sent_at", "pk")
    return tabs("questions:list") | {
        "waiting": [(row, can_treat(request.user, row), can_withdraw(request.user, row)) for row in rows[:50]]
    }


def chain(row: Question, user: User) -> dict[str, Any]:
    """The recommendations it groups that the reader may see, and how many others."""
    rows = Referral.objects.filter(question=row).exclude(state=ReferralState.WITHDRAWN)
    seen = Referral.objects.visible_to(user).filter(pk__in=rows.values("pk"))
    shown = list(seen.select_related("origin", "recommendation").order_by("sent_at", "pk"))
    treats = can_treat(user, row) and row.state != State.ANSWERED
    issued = recommended(row, user).select_related("commission").defer("search").order_by("addressee_label", "pk")
    return {
        "recommended": list(issued),
        "advice_tones": TONES,
        "today": clock.today(),
        "referrals": shown,
        "others": rows.count() - len(shown),
        "tones": REFERRAL_TONES,
        "tone": QUESTION_TONES[State(row.state)],
        "step": next_step(row) if treats else "",
        "treats": treats,
    } | ({} if treats else {"edit_href": ""})


def next_step(row: Question) -> str:
    """What comes next, for who treats it."""
    if not row.raised_count:
        return "Joignez-y les recommandations qui demandent la même chose."
    if row.body_id is not None and row.conference_id is None:
        return "Mettez-la au programme d’une conférence, ou répondez."
    return "Répondez : la réponse descend à chaque commission d’origine."


def recommended(row: Question, user: User) -> Any:
    """What came down with its answer, among what the reader may see."""
    return Recommendation.objects.visible_to(user).filter(answered_questions=row)


def state_cell(row: Question) -> Cell:
    note = f"le {short_date(row.answered_at)}" if row.answered_at else ""
    return Cell(State(row.state).label, tone=QUESTION_TONES[State(row.state)], note=note)


QUESTIONS: QuestionRegister = QuestionRegister(
    name="questions",
    model=Question,
    fields=("body", "title", "statement"),
    owner="body",
    once=("body",),
    keeps=can_treat,
    check=check,
    words=Words(
        "question commune",
        none="Aucune question commune",
        new="Ouvrir une question",
        added="La question est ouverte : joignez-y les recommandations qui demandent la même chose.",
    ),
    title="Questions communes",
    noun=("question", "questions"),
    state="Ce que plusieurs commissions font monter, discuté une fois ; la réponse redescend à chacune.",
    empty="Quand des commissions font monter la même difficulté, l’organe saisi l’instruit ici, une seule fois.",
    columns=(
        column_of(Question, "title", href=lambda row: QUESTIONS.href(row), sort="title", width="wide"),
        Column("Organe", "asked_of", width="wide"),
        Column("État", "get_state_display", state_cell),
        Column("Recommandations", "raised_count", numeric=True),
        Column(
            "Discutée à",
            lambda row: row.told_conference or "",
            lambda row: (
                Cell(row.conference.title, reverse("conferences:detail", args=[row.conference_id]))
                if row.told_conference
                else Cell("sans conférence" if row.state == State.ANSWERED else "pas encore")
            ),
        ),
        column_of(Question, "statement", on_page=False),
        column_of(Question, "answer", on_page=False),
        column_of(Question, "is_fictitious", on_page=False),
    ),
    filters=QuestionFilter,
    sorts={"title": Sort(SortKey("title"))},
    default="title",
    file="questions-communes",
    finds=("title", "statement", "answer"),
    position=43,
    reads=("conference", "body"),
    prepare=lambda rows: rows.with_counts(),
    also_shown={
        "state": serializers.ChoiceField(choices=QuestionState.choices, read_only=True, label="état"),
        "conference": serializers.UUIDField(
            source="told_conference.pk", read_only=True, allow_null=True, label="discutée à"
        ),
        "answer": serializers.CharField(read_only=True, label="réponse"),
        "answered_at": serializers.DateTimeField(read_only=True, allow_null=True, label="répondue le"),
        "raised_count": serializers.IntegerField(read_only=True, label="recommandations"),
    },
    crumbs=CRUMBS,
    icon="recommendations",
    offers={"body": national},
    list_template="conferences/questions.html",
    list_more=waiting,
    row_template="conferences/question.html",
    row_more=chain,
    acts=acts,
    api_acts={
        "group": api_act(operations.add_to_question, rule=can_treat, takes=QuestionGrouping, name="group"),
        "table": api_act(operations.table_question, rule=can_treat, takes=QuestionTabling, name="table"),
        "answer": api_act(operations.answer_question, rule=can_treat, takes=input_of(CommonAnswer), name="answer"),
        "recommend_to_origins": api_act(
            operations.recommend_to_origins,
            rule=can_treat,
            takes=input_of(ToOrigins),
            answers=WrittenSerializer,
            many=True,
            name="recommend_to_origins",
            status=201,
        ),
        "recommended": api_rows(
            "recommended",
            lambda row, user: recommended(row, user).order_by("issued_on", "pk"),
            WrittenSerializer,
            "The recommendations that came down with its answer.",
        ),
    },
)


def fetch(request: Request, pk: UUID) -> Question:
    row: Question = get_object_or_404(QUESTIONS.rows(request.user), pk=pk)
    return row


HERE = (QUESTIONS.title, "/questions-communes/")
on_question = acts_on(
    fetch=fetch,
    to=QUESTIONS.href,
    crumbs=lambda row, here: [*CRUMBS, HERE, (row.title[:60], QUESTIONS.href(row)), (here, "")],
    rule=can_treat,
)


def recommendation_href(row: Any) -> str:
    key = row.pk if isinstance(row, Recommendation) else row.recommendation_id
    return reverse("recommendations:detail", args=[key]) + "#montee"


on_recommendation = acts_on(
    fetch=one_of(Recommendation, "commission"),
    to=recommendation_href,
    crumbs=lambda row, here: [*CRUMBS, (row.reference, recommendation_href(row)), (here, "")],
    rule=can_send_up,
)


def back(row: Referral) -> str:
    return QUESTIONS.href(row.question) if row.question is not None else QUESTIONS.list_href()


on_referral = acts_on(
    fetch=one_of(Referral, "body", "question", "origin"),
    to=back,
    crumbs=lambda row, here: [*CRUMBS, HERE, (here, "")],
    rule=can_treat,
)
app_name, ROUTES = QUESTIONS.name, QUESTIONS.routes

asking = partial(on_question, options=lambda request, row: {"question": row})
group = asking(
    operations.add_to_question,
    form=GroupForm,
    title="Joindre des recommandations",
    submit="Joindre",
    intro="« {row.title} ». Celles qui sont jointes reçoivent la même réponse.",
    said="Les recommandations sont jointes à la question.",
)
table = asking(
    operations.table_question,
    form=TableForm,
    title="Mettre au programme",
    intro="« {row.title} »",
    said="La question est au programme de la conférence.",
)
answer = asking(
    operations.answer_question,
    form=AnswerForm,
    title="Répondre",
    submit="Répondre à toutes",
    intro="« {row.title} »",
    said="La réponse est descendue : chaque commission d’origine en est prévenue.",
)
recommend = on_question(
    operations.recommend_to_origins,
    form=ToOriginsForm,
    title="Recommander aux ministères d’origine",
    submit="Recommander à chacun",
    intro="« {row.title} ». Une recommandation par ministère, au nom de l’organe, numérotée aussitôt.",
    said=lambda issued: (
        f"{plural(len(issued), 'recommandation est émise', 'recommandations sont émises')} : chaque ministère d’origine"
        " en répond, et sa commission la trouve à son prochain ordre du jour."
    ),
)
urlpatterns = [
    *QUESTIONS.urlpatterns,
    path("<uuid:pk>/joindre", group, name="group"),
    path("<uuid:pk>/programme", table, name="table"),
    path("<uuid:pk>/repondre", answer, name="answer"),
    path("<uuid:pk>/recommander", recommend, name="recommend_to_origins"),
    path(
        "monter/<uuid:pk>",
        on_recommendation(
            operations.send_up,
            form=SendUpForm,
            title="Faire monter la recommandation",
            submit="Faire monter",
            intro="« {row.text} »",
            options=lambda request, row: {"user": request.user},
            said="La recommandation est montée : l’organe saisi en est prévenu, la réponse redescendra ici.",
        ),
        name="send_up",
    ),
    path(
        "montees/<uuid:pk>/oter",
        on_referral(operations.take_out, said="La recommandation attend de nouveau."),
        name="take_out",
    ),
    path(
        "montees/<uuid:pk>/rendre",
        on_referral(
            operations.send_back,
            form=ReasonForm,
            title="Rendre la recommandation à son origine",
            submit="Rendre",
            intro="{row.reference} : {row.motive}",
            said="La recommandation est rendue : son origine lit votre motif.",
        ),
        name="send_back",
    ),
    path(
        "montees/<uuid:pk>/retirer",
        on_referral(
            operations.withdraw,
            rule=can_withdraw,
            form=ReasonForm,
            title="Retirer la recommandation montée",
            submit="Retirer",
            intro="{row.reference} : {row.motive}",
            said="La recommandation n’est plus montée.",
            back=recommendation_href,
        ),
        name="withdraw",
    ),
]
