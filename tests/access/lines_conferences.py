"""The conferences of the national bodies, and what commissions send up to them, the same by the API."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from conferences.enums import CONFERENCE_PAPER, ConferenceState, QuestionState, ReferralState
from conferences.models import Conference, Panel, Question, Referral
from foundation.documents.models import Document
from tests.factories.files import stored

from .lines_institutions import new_form
from .lines_needs import but, posted
from .lines_proposals import PNG
from .matrix import ASIN, FOREIGN, INSIDE, MINISTRY, SIGNED_IN, Line

KEEPER = "asin_admin"
ALL = " ".join(actor for actor in SIGNED_IN.split() if actor not in ("demoted", "stranger"))
ORIGIN = f"{INSIDE} {MINISTRY} {ASIN}"
SENDERS = "secretary president"


def act(route: str, on: str, who: str, data: Any = None, *, sees: str = ALL, variant: str = "own", **more: Any) -> Any:
    """Both methods of a page with a form, the one of a button or of a call."""
    said = {"on": on, "variants": {variant: who}, "see": {variant: but(sees, who)}} | more
    post = Line(route, method="POST", data=data, **said)
    return [post] if data is None or route.startswith("api:") else [Line(route, **said), post]


def both(name: str, on: str, who: str, data: Any = None, *, call: Any = None, **more: Any) -> list[Line]:
    app, _, verb = name.partition(":")
    return [
        *act(name, on, who, data, **more),
        *act(f"api:{app}-{verb.replace('_', '-')}", on, who, call or data, **more),
    ]


def register_lines(name: str, on: str, data: Any, sees: str = ALL) -> list[Line]:
    return [
        *(Line(f"{name}:{each}", variants={"": SIGNED_IN}) for each in ("list", "export")),
        Line(f"{name}:detail", on=on, variants={"own": sees}),
        *new_form(f"{name}:new", KEEPER, data),
        *act(f"{name}:edit", on, KEEPER, data, sees=sees),
        Line(f"api:{name}-list", variants={"": SIGNED_IN}),
        Line(f"api:{name}-detail", on=on, variants={"own": sees}),
        Line(f"api:{name}-list", method="POST", variants={"": KEEPER}, data=data),
        *act(f"api:{name}-edit", on, KEEPER, data, sees=sees),
    ]


def key(on: str) -> Any:
    return lambda world: str(world[on, "own"].pk)


def in_state(state: ConferenceState, variant: str = "own") -> Any:
    """Each panel has its findings: nothing prevents the act."""

    def kwargs(world: Any, asked: str) -> dict[str, Any]:
        row = world["conference", variant]
        stamps = {"reported_at": row.created_at} if state == ConferenceState.REPORTED else {}
        Conference.objects.filter(pk=row.pk).update(state=state, **stamps)
        Panel.objects.filter(conference=row, findings="").update(findings="Constat.")
        return {"pk": row.pk}

    return kwargs


def reported(world: Any, variant: str) -> dict[str, Any]:
    row = world["conference", variant]
    Document.objects.create(
        kind=CONFERENCE_PAPER,
        title="Rapport",
        subject_type=row._meta.label_lower,
        subject_id=row.pk,
        scope=row.scope,
        content={},
        content_sha256="0" * 64,
        file=stored(b"%PDF", "rapport.pdf"),
        pdf_sha256="0" * 64,
        stored_at=row.created_at,
        code_hash=str(row.pk),
    )
    return {"pk": row.pk}


def answered(world: Any, variant: str) -> dict[str, Any]:
    row = world["question", "own"]
    joined = Referral.objects.filter(question=row, state=ReferralState.GROUPED)
    joined.update(state=ReferralState.ANSWERED, ended_at=row.created_at)
    Question.objects.filter(pk=row.pk).update(state=QuestionState.ANSWERED, answer="Oui.", answered_at=row.created_at)
    return {"pk": row.pk}


CONFERENCE = posted("conference", body=key("body"), title="Dixième conférence", year=2026, held_on="2026-06-01")
PANEL = posted("panel", conference=key("conference"), title="Le cloud national", position=2)
SPEAKER = posted("panel_speaker", panel=key("panel"), name="Awa GNANSOUNOU", position=2)
PARTICIPANT = posted("participant", conference=key("conference"), institution="ASIN", function="DSI", count=3)
OWNERS = "dsi foreign_dsi asin_admin"  # of some e-service
FOLLOWED = posted("service_review", eservice=key("eservice"))
FOLLOWS: dict[str, Any] = {
    "on": "service_review",
    "variants": {"own": "dsi asin_admin"},
    "see": {"own": but(ALL, OWNERS)},
    "invalid": {"own": "foreign_dsi"},
}
REVIEW = posted("service_review", conference=key("conference"), service="e-visa")
FACT = posted("body_fact", body=key("body"), kind="chair", text="Présidée par l’ASIN", source="presse")
QUESTION = posted("question", body=key("body"), title="Qui paie le raccordement ?")
ADVICE = posted("conference", text="Publier la liste", addressee_label="les DSI", priority="normal")
PASTED = posted("conference", lines="Ministère du Plan\nASIN", function="DSI")
REASON = posted("conference", reason="Une erreur s’est glissée.")
QUESTION_SEEN = {"sees": f"{INSIDE} {MINISTRY} {FOREIGN} {ASIN}"}
REFERRAL_SEEN = {"sees": ORIGIN}


def with_its_file(world: Any, variant: str) -> dict[str, Any]:
    """The store of files is that of one test."""
    row = world["conference_document", variant]
    row.file = stored(b"%PDF", "programme.pdf")
    row.save()
    return {"pk": row.pk}


def upload(world: Any, variant: str) -> dict[str, Any]:
    return {"title": "Image", "file": SimpleUploadedFile("image.png", PNG, "image/png")}


LINES = [
    *register_lines("conferences", "conference", CONFERENCE),
    Line("conferences:detail", on="conference", variants={"preparing": KEEPER}),
    Line("api:conferences-detail", on="conference", variants={"preparing": KEEPER}),
    *both("conferences:announce", "conference", KEEPER, variant="preparing", sees=KEEPER),
    *both("conferences:hold", "conference", KEEPER),
    *both("conferences:report", "conference", KEEPER, kwargs=in_state(ConferenceState.HELD)),
    *both("conferences:reopen", "conference", KEEPER, REASON, kwargs=in_state(ConferenceState.REPORTED)),
    *both("conferences:cancel", "conference", KEEPER, REASON, variant="bare"),
    *both("conferences:recommend", "conference", KEEPER, ADVICE),
    *both("conferences:paste_participants", "conference", KEEPER, PASTED),
    *act("conferences:add_document", "conference", KEEPER, upload),
    # The matrix posts JSON: whoever may join a piece is told that its file is missing.
    Line(
        "api:conferences-add-document",
        method="POST",
        on="conference",
        see={"own": but(ALL, KEEPER)},
        invalid={"own": KEEPER},
    ),
    Line("conferences:paper", kwargs=reported, variants={"own": ALL}),
    Line("api:conferences-paper", kwargs=reported, variants={"own": ALL}),
    Line("conferences:document", kwargs=with_its_file, variants={"own": ALL}),
    *act("conferences:remove_document", "conference_document", KEEPER),
    *act("conferences:correct_recommendation", "conference_recommendation", KEEPER, ADVICE, sees=KEEPER),
    *act("conferences:remove_recommendation", "conference_recommendation", KEEPER, sees=KEEPER),
    Line("api:conference-recommendations-list", variants={"": SIGNED_IN}),
    Line("api:conference-recommendations-detail", on="conference_recommendation", variants={"own": KEEPER}),
    *act("api:conference-recommendations-rewrite", "conference_recommendation", KEEPER, ADVICE, sees=KEEPER),
    *act("api:conference-recommendations-remove", "conference_recommendation", KEEPER, sees=KEEPER),
    Line("api:conference-documents-list", variants={"": SIGNED_IN}),
    Line("api:conference-documents-detail", on="conference_document", variants={"own": ALL}),
    Line("api:conference-documents-file", kwargs=with_its_file, variants={"own": ALL}),
    *act("api:conference-documents-remove", "conference_document", KEEPER),
    *register_lines("panels", "panel", PANEL),
    *both("panels:remove", "panel", KEEPER),
    *register_lines("panel-speakers", "panel_speaker", SPEAKER),
    *both("panel-speakers:remove", "panel_speaker", KEEPER),
    *register_lines("participants", "participant", PARTICIPANT),
    *both("participants:remove", "participant", KEEPER),
    *register_lines("service-reviews", "service_review", REVIEW),
    *both("service-reviews:remove", "service_review", KEEPER),
    Line("service-reviews:follow", on="service_review", variants={"own": OWNERS}, see={"own": but(ALL, OWNERS)}),
    Line("service-reviews:follow", method="POST", data=FOLLOWED, **FOLLOWS),
    Line("api:service-reviews-follow", method="POST", data=FOLLOWED, **FOLLOWS),
    *register_lines("body-facts", "body_fact", FACT, sees=SIGNED_IN),
    *register_lines("questions", "question", QUESTION, **QUESTION_SEEN),
    *both(
        "questions:group",
        "question",
        KEEPER,
        posted("question", referrals=lambda world: [str(world["referral", "own"].pk)]),
        **QUESTION_SEEN,
    ),
    *both("questions:table", "question", KEEPER, posted("question", conference=key("conference")), **QUESTION_SEEN),
    *both("questions:answer", "question", KEEPER, posted("question", answer="Le raccordement."), **QUESTION_SEEN),
    *both(
        "questions:recommend_to_origins",
        "question",
        KEEPER,
        posted("question", text="Inscrire la dépense.", priority="normal"),
        kwargs=answered,
        **QUESTION_SEEN,
    ),
    Line("api:questions-recommended", on="question", variants={"own": QUESTION_SEEN["sees"]}),
    *act(
        "questions:send_up",
        "recommendation",
        SENDERS,
        posted("recommendation", body=key("body"), motive="Trop cher pour un seul ministère."),
        sees=ORIGIN,
    ),
    Line("api:referrals-list", variants={"": SIGNED_IN}),
    Line("api:referrals-detail", on="referral", variants={"own": ORIGIN, "foreign": f"{FOREIGN} {ASIN}"}),
    Line(
        "api:referrals-list",
        method="POST",
        variants={"": SENDERS},
        see={"": but(ORIGIN, SENDERS)},
        invalid={"": f"{FOREIGN} rsi portal_admin stranger demoted"},
        data=posted("recommendation", recommendation=key("recommendation"), body=key("body"), motive="Trop cher."),
    ),
    *act("questions:withdraw", "referral", SENDERS, REASON, **REFERRAL_SEEN),
    *act("api:referrals-withdraw", "referral", SENDERS, REASON, **REFERRAL_SEEN),
    *act("questions:send_back", "referral", KEEPER, REASON, **REFERRAL_SEEN),
    *act("api:referrals-send-back", "referral", KEEPER, REASON, **REFERRAL_SEEN),
    *act("questions:take_out", "referral", KEEPER, variant="grouped", **REFERRAL_SEEN),
    *act("api:referrals-take-out", "referral", KEEPER, variant="grouped", **REFERRAL_SEEN),
]
