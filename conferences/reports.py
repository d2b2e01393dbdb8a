"""The report of a conference: what it was, who came, what was said and found, what is recommended to whom."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from foundation.common import clock
from foundation.common.typography import long_date, plural, short_date
from foundation.documents.extensions import Paper
from foundation.documents.layout import Frame, paper_html
from foundation.documents.models import Document
from recommendations.models import Recommendation

from .enums import CONFERENCE_PAPER
from .models import Conference
from .queries.sheet import advice_of, by_addressee, delegations, programme, still_open

SCHEMA = "cmsic/rapport-de-conference/1"


@dataclass(frozen=True)
class SpeakerLine:
    words: str
    subject: str


@dataclass(frozen=True)
class PanelPart:
    title: str
    moderator: str
    speakers: tuple[SpeakerLine, ...]
    summary: str
    findings: str


@dataclass(frozen=True)
class DelegationLine:
    institution: str
    functions: str
    names: str
    count: int


@dataclass(frozen=True)
class AdviceLine:
    number: str
    text: str
    addressee: str
    due: str
    priority: str
    panel: str


@dataclass(frozen=True)
class QuestionLine:
    title: str
    raised: str
    answer: str
    recommended: tuple[str, ...]  # what came down with the answer


@dataclass(frozen=True)
class ReportContent:
    schema: str
    conference_id: str
    title: str
    reference: str
    body: str
    name: str
    theme: str
    facts: tuple[tuple[str, str], ...]
    is_fictitious: bool
    objectives: str
    opening: str
    communication: str
    communication_by: str
    panels: tuple[PanelPart, ...]
    reviews: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]  # an e-service, what is known of it
    delegations: tuple[DelegationLine, ...]
    participants: str
    findings: str
    advice: tuple[AdviceLine, ...]
    addressees: str
    shares: tuple[tuple[str, str], ...]  # an addressee, the numbers of what it is asked
    former: tuple[tuple[str, str, str, str], ...]
    questions: tuple[QuestionLine, ...]
    documents: tuple[str, ...]
    conclusion: str
    source: str
    made_on: str


def build_report(conference: Conference) -> ReportContent:
    """Read once, when the report is established (8 queries)."""
    came, links = delegations(conference), list(advice_of(conference))
    labels = dict.fromkeys(link.recommendation.addressee_label for link in links)
    return ReportContent(
        schema=SCHEMA,
        conference_id=str(conference.pk),
        title=f"Rapport : {conference.title}",
        reference=conference.reference,
        body=conference.body.name,
        name=conference.title,
        theme=conference.theme,
        facts=_facts(conference),
        is_fictitious=conference.is_fictitious,
        objectives=conference.objectives,
        opening=conference.opening,
        communication=conference.communication,
        communication_by=conference.communication_by,
        panels=tuple(
            PanelPart(
                panel.title,
                ", ".join(filter(None, [panel.moderator, panel.moderator_function])),
                tuple(
                    SpeakerLine(each.words, each.subject)
                    for each in sorted(panel.speakers.all(), key=lambda row: (row.position, row.pk))
                ),
                panel.summary,
                panel.findings,
            )
            for panel in programme(conference)
        ),
        reviews=tuple((row.service, tuple(row.told)) for row in conference.reviews.order_by("service", "pk")),
        delegations=tuple(DelegationLine(row.institution, row.functions, row.names, row.count) for row in came),
        participants=(
            f"{plural(sum(row.count for row in came), 'participant')} de {plural(len(came), 'institution')}"
            if came
            else "participants non renseignés"
        ),
        findings=conference.findings,
        advice=tuple(
            AdviceLine(
                f"{link.recommendation.number or ''}",
                link.recommendation.text,
                link.recommendation.addressee_label,
                short_date(link.recommendation.due_on) if link.recommendation.due_on else "sans échéance",
                link.recommendation.get_priority_display(),
                link.panel.title if link.panel is not None else "",
            )
            for link in links
        ),
        addressees=plural(len(labels), "destinataire") if links else "",
        shares=tuple(
            (share.addressee, f"n° {share.numbers}" if share.numbers else plural(share.count, "recommandation"))
            for share in by_addressee(links, clock.today())
        ),
        former=tuple(
            (row.reference, row.text, row.addressee_label, row.get_state_display()) for row in still_open(conference)
        ),
        questions=tuple(
            QuestionLine(
                row.title,
                plural(row.raised_count, "recommandation montée", "recommandations montées"),
                row.answer,
                tuple(f"{each.reference} : {each.text} ({each.addressee_label})" for each in row.recommendations.all()),
            )
            for row in conference.questions.with_counts()
            .prefetch_related(Prefetch("recommendations", Recommendation.objects.order_by("number", "pk")))
            .order_by("title", "pk")
        ),
        documents=tuple(conference.documents.order_by("title", "pk").values_list("title", flat=True)),
        conclusion=conference.conclusion,
        source=conference.source,
        made_on=long_date(clock.today(), weekday=False),
    )


def _facts(conference: Conference) -> tuple[tuple[str, str], ...]:
    days = ""
    if conference.held_on is not None:
        days = long_date(conference.held_on, weekday=True)
        if conference.ends_on is not None:
            days = f"du {long_date(conference.held_on)} au {long_date(conference.ends_on)}"
    rank = f"{conference.year}, rang {conference.rank_in_year}" if conference.rank_in_year else str(conference.year)
    number = str(conference.number or "")
    facts = (("Date", days), ("Lieu", conference.place), ("Édition", number), ("Au titre de", rank))
    return tuple((label, value) for label, value in facts if value)


def report_html(document: Document, *, code: str = "") -> str:
    told: dict[str, Any] = document.content
    return paper_html("pdf/conference.html", Frame.of(told, code=code, owner="body"), told=told)


def conference_paper() -> Paper:
    return Paper(CONFERENCE_PAPER, "rapport de conférence", report_html)
