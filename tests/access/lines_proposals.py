"""Routes of the proposals, of the conformity sheets and of the opinions asked of the ASIN."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from foundation.common.models import Level
from foundation.documents.operations.storing import store_bytes
from sessions.core.enums import OpinionState
from sessions.core.models import AgendaItem
from sessions.preparing.enums import ConformityAnswer, ConformityQuestion, ProposalState, SheetState
from sessions.preparing.models import ConformitySheet, Opinion, Proposal, ProposalAnnex

from .lines_sessions_preparing import PNG
from .matrix import ASIN, Line

KEEPERS = "secretary president"
PROPOSERS = "secretary president member dsi project_lead foreign_secretary foreign_dsi"


def proposal(world, state=ProposalState.SUBMITTED, author="project_lead"):
    """A proposal of the project lead of the own ministry."""
    commission = world["commission", "own"]
    user = world.users[author]
    return Proposal.objects.create(
        scope=commission.scope,
        commission=commission,
        author=user,
        author_name=user.full_name,
        title="Proposition CANARIAPORTFOLIO",
        state=state,
        submitted_at=None if state == ProposalState.DRAFT else timezone.now(),
    )


def draft(world, variant):
    return {"pk": proposal(world, ProposalState.DRAFT).pk}


def submitted(world, variant):
    return {"pk": proposal(world).pk}


def endorsed(world, variant):
    return {"pk": proposal(world, ProposalState.ENDORSED).pk}


def piece(world, variant):
    row = proposal(world)
    file = store_bytes(
        b"x", name="a.pdf", content_type="application/pdf", scope=row.scope, level=Level.PERSONAL, by=None
    )
    return {"pk": ProposalAnnex.objects.create(scope=row.scope, proposal=row, file=file, title="Pièce").pk}


def sheet(world, variant, state=SheetState.ANSWERED):
    item = world["item", variant]
    row = ConformitySheet.objects.filter(item=item).first() or ConformitySheet.objects.create(
        scope=item.scope, item=item, state=state
    )
    return {"pk": row.pk}


def opinion(world, variant):
    item = world["item", variant]
    AgendaItem.objects.filter(pk=item.pk).update(title="Point soumis à l’ASIN")  # asked of it, it is open to it
    due_on = timezone.localdate() + timedelta(days=3)
    row, _ = Opinion.objects.get_or_create(
        item=item,
        state=OpinionState.ASKED,
        defaults={
            "scope": item.scope,
            "due_on": due_on,
            "asked_at": timezone.now(),
            "asked_by": world.users["secretary"],
        },
    )
    return {"pk": row.pk}


def facts(world, variant):
    return {"kind": "communication", "title": "Une proposition", "version": 1, "base_version": 1}


def new_proposal(world, variant):
    return {"commission": str(world["commission", "own"].pk), "title": "Une proposition"}


def to_own(world, variant):
    return facts(world, variant) | {"commission": str(world["commission", "own"].pk)}


def reason(world, variant):
    return {"reason": "motif de l’essai"}


def for_session(world, variant):
    return {"session": str(world["session", "preparing"].pk)}


def upload(world, variant):
    return {"title": "Image", "file": SimpleUploadedFile("image.png", PNG, "image/png")}


def answers(world, variant):
    return {question.value: ConformityAnswer.YES.value for question in ConformityQuestion} | {"version": 1}


def api_answers(world, variant):
    return {
        "answers": [{"question": question.value, "answer": "yes"} for question in ConformityQuestion],
        "base_version": 1,
    }


def asked_for(world, variant):
    return {"due_on": str(timezone.localdate() + timedelta(days=2)), "question": "Est-ce conforme ?"}


def given(world, variant):
    return {"sense": "favourable", "text": "Rien ne s’y oppose."}


SENT = "secretary president dsi auditor project_lead"  # who reads a proposal once it is submitted


def but(who: str, actors: str = SENT) -> str:
    return " ".join(actor for actor in actors.split() if actor not in who.split())


def on_proposal(route: str, who: str, *, kwargs=submitted, see: str = SENT, **options) -> Line:
    return Line(route, on="commission", kwargs=kwargs, variants={"own": who}, see={"own": but(who, see)}, **options)


def on_sheet(route: str, who: str = "secretary", **options) -> Line:
    return Line(
        route, on="item", kwargs=sheet, variants={"preparing": who}, see={"preparing": but(who, KEEPERS)}, **options
    )


def on_opinion(route: str, who: str, **options) -> Line:
    """Asked on an item in preparation: the secretariat and the ASIN see it."""
    return Line(
        route,
        on="item",
        kwargs=opinion,
        variants={"preparing": who},
        see={"preparing": but(who, f"{KEEPERS} {ASIN}")},
        **options,
    )


ALL = (
    "secretary president member observer demoted stranger dsi project_lead auditor foreign_secretary foreign_dsi rsi"
    " asin_reader asin_admin portal_admin"
)
LINES = [
    Line("sessions:proposals", variants={"": ALL}),
    Line("sessions:proposals", variants={"": ALL}, query="?format=csv"),
    Line("sessions:propose", variants={"": PROPOSERS}),
    # A DSI of the world has two commissions: the first page asks for which.
    Line(
        "sessions:propose",
        method="POST",
        variants={"": but("foreign_dsi", PROPOSERS)},
        invalid={"": "foreign_dsi"},
        data=to_own,
        ok=(302,),
    ),
    on_proposal("sessions:proposal", SENT),
    on_proposal("sessions:edit_proposal", "project_lead dsi"),
    on_proposal("sessions:edit_proposal", "project_lead dsi", method="POST", data=facts, ok=(302,)),
    on_proposal("sessions:submit_proposal", "project_lead", kwargs=draft, see="", method="POST"),
    on_proposal("sessions:endorse_proposal", "dsi secretary", method="POST"),
    on_proposal("sessions:send_proposal_back", "dsi secretary"),
    on_proposal("sessions:send_proposal_back", "dsi secretary", method="POST", data=reason, ok=(302,)),
    on_proposal("sessions:retain_proposal", "secretary", kwargs=endorsed),
    on_proposal("sessions:retain_proposal", "secretary", kwargs=endorsed, method="POST", data=for_session, ok=(302,)),
    on_proposal("sessions:defer_proposal", "secretary", kwargs=endorsed),
    on_proposal("sessions:defer_proposal", "secretary", kwargs=endorsed, method="POST", data=reason, ok=(302,)),
    on_proposal("sessions:refuse_proposal", "secretary"),
    on_proposal("sessions:refuse_proposal", "secretary", method="POST", data=reason, ok=(302,)),
    on_proposal("sessions:attach_to_proposal", "project_lead dsi"),
    on_proposal("sessions:attach_to_proposal", "project_lead dsi", method="POST", data=upload, ok=(302,)),
    on_proposal("sessions:proposal_piece", SENT, kwargs=piece),
    on_proposal("sessions:detach_from_proposal", "project_lead dsi", kwargs=piece, method="POST"),
    Line(
        "sessions:ask_sheet",
        method="POST",
        on="item",
        variants={"preparing": "secretary"},
        see={"preparing": "president"},
    ),
    on_sheet("sessions:sheet", KEEPERS),
    on_sheet("sessions:answer_sheet"),
    on_sheet("sessions:answer_sheet", method="POST", data=answers, ok=(302,)),
    on_sheet("sessions:check_sheet", method="POST", data=lambda w, v: {"version": 1}, ok=(302,)),
    on_sheet("sessions:send_sheet_back"),
    on_sheet("sessions:send_sheet_back", method="POST", data=reason, ok=(302,)),
    on_sheet("sessions:drop_sheet"),
    on_sheet("sessions:drop_sheet", method="POST", data=reason, ok=(302,)),
    Line("sessions:opinions", variants={"": ALL}),
    Line("sessions:opinions", variants={"": ALL}, query="?format=csv"),
    Line("sessions:ask_opinion", on="item", variants={"preparing": "secretary"}, see={"preparing": "president"}),
    Line(
        "sessions:ask_opinion",
        on="item",
        method="POST",
        variants={"preparing": "secretary"},
        see={"preparing": "president"},
        data=asked_for,
        ok=(302,),
    ),
    on_opinion("sessions:opinion", f"{KEEPERS} {ASIN}"),
    on_opinion("sessions:give_opinion", ASIN),
    on_opinion("sessions:give_opinion", ASIN, method="POST", data=given, ok=(302,)),
    on_opinion("sessions:withdraw_opinion", "secretary"),
    on_opinion("sessions:withdraw_opinion", "secretary", method="POST", data=reason, ok=(302,)),
    # API
    Line("api:proposals-list", variants={"": ALL}),
    Line(
        "api:proposals-list",
        method="POST",
        kwargs=lambda w, v: {},
        variants={"own": "secretary president member dsi project_lead"},
        see={"own": "observer auditor asin_reader asin_admin portal_admin"},
        invalid={"own": "foreign_secretary foreign_dsi rsi stranger demoted"},
        data=new_proposal,
        ok=(201,),
    ),
    on_proposal("api:proposals-detail", SENT),
    on_proposal("api:proposals-edit", "project_lead dsi", method="POST", data=facts),
    on_proposal("api:proposals-submit", "project_lead", kwargs=draft, see="", method="POST"),
    on_proposal("api:proposals-endorse", "dsi secretary", method="POST"),
    on_proposal("api:proposals-send-back", "dsi secretary", method="POST", data=reason),
    on_proposal("api:proposals-retain", "secretary", kwargs=endorsed, method="POST", data=for_session),
    on_proposal("api:proposals-defer", "secretary", kwargs=endorsed, method="POST", data=reason),
    on_proposal("api:proposals-refuse", "secretary", method="POST", data=reason),
    # The matrix posts JSON: whoever may attach a piece is told that its file is missing.
    Line(
        "api:proposals-attach",
        method="POST",
        on="commission",
        kwargs=submitted,
        see={"own": but("project_lead dsi")},
        invalid={"own": "project_lead dsi"},
    ),
    Line("api:proposal-annexes-list", variants={"": ALL}),
    on_proposal("api:proposal-annexes-detail", SENT, kwargs=piece),
    on_proposal("api:proposal-annexes-file", SENT, kwargs=piece),
    on_proposal("api:proposal-annexes-detach", "project_lead dsi", kwargs=piece, method="POST"),
    Line("api:conformity-sheets-list", variants={"": ALL}),
    on_sheet("api:conformity-sheets-detail", KEEPERS),
    on_sheet("api:conformity-sheets-answer", method="POST", data=api_answers),
    on_sheet("api:conformity-sheets-check", method="POST"),
    on_sheet("api:conformity-sheets-send-back", method="POST", data=reason),
    on_sheet("api:conformity-sheets-drop", method="POST", data=reason),
    Line(
        "api:conformity-sheets-list",
        method="POST",
        kwargs=lambda w, v: {},
        variants={"preparing": "secretary"},
        see={"preparing": "president"},
        invalid={"preparing": but(KEEPERS, ALL)},
        data=lambda w, v: {"item": str(w["item", v].pk)},
        ok=(201,),
    ),
    Line("api:asin-opinions-list", variants={"": ALL}),
    on_opinion("api:asin-opinions-detail", f"{KEEPERS} {ASIN}"),
    on_opinion("api:asin-opinions-give", ASIN, method="POST", data=given),
    on_opinion("api:asin-opinions-withdraw", "secretary", method="POST", data=reason),
    Line(
        "api:asin-opinions-list",
        method="POST",
        kwargs=lambda w, v: {},
        variants={"preparing": "secretary"},
        see={"preparing": "president"},
        invalid={"preparing": but(KEEPERS, ALL)},
        data=lambda w, v: {"item": str(w["item", v].pk)} | asked_for(w, v),
        ok=(201,),
    ),
]
