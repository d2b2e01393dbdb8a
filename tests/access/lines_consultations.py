"""Routes of the written consultations."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from foundation.accounts.models import Person
from foundation.accounts.models.token import digest, new_secret
from sessions.consultations.models import VoiceLink
from sessions.consultations.operations import (
    ConsultationFacts,
    answer_consultation,
    close_consultation,
    open_consultation,
    write_consultation,
)
from sessions.core.enums import Outcome

from .matrix import SIGNED_IN, Line

SEEN = "secretary president member observer dsi auditor"


def facts() -> ConsultationFacts:
    return ConsultationFacts(
        "Consultation CANARIACONSULT",
        "Approuvez-vous ?",
        closes_on=timezone.localdate() + timedelta(days=10),
        ground="Usage.",
        proposed_outcome=Outcome.NOTED,
    )


def written(world: Any) -> Any:
    return write_consultation(world["commission", "own"].pk, facts(), by=world.users["secretary"])


def draft(world: Any, variant: str) -> dict[str, Any]:
    return {"pk": written(world).pk}


def opened(world: Any, variant: str) -> dict[str, Any]:
    return {"pk": open_consultation(written(world).pk, by=world.users["secretary"]).pk}


def answered(world: Any, variant: str) -> dict[str, Any]:
    row = open_consultation(written(world).pk, by=world.users["secretary"])
    for voice in row.voices.all():
        answer_consultation(voice.pk, choice="for", by=None)
    return {"pk": row.pk}


def adopted(world: Any, variant: str) -> dict[str, Any]:
    return {"pk": close_consultation(answered(world, variant)["pk"], by=world.users["secretary"]).pk}


def member_voice(world: Any, variant: str) -> dict[str, Any]:
    """The voice of the seat in question, held by the member of the world."""
    row = open_consultation(written(world).pk, by=world.users["secretary"])
    voice = row.voices.get(seat=world["seat", "own"])
    Person.objects.filter(pk=voice.person_id).update(user=world.users["member"])
    return {"pk": voice.pk}


def link(world: Any, variant: str) -> dict[str, Any]:
    secret = new_secret()
    VoiceLink.objects.create(voice_id=member_voice(world, variant)["pk"], secret_hash=digest(secret))
    return {"secret": secret}


def typed(world: Any, variant: str) -> dict[str, Any]:
    return {"title": "Une question", "question": "Oui ?", "proposed_outcome": "noted", "version": 1, "base_version": 1}


def to_own(world: Any, variant: str) -> dict[str, Any]:
    return typed(world, variant) | {"commission": str(world["commission", "own"].pk)}


def reason(world: Any, variant: str) -> dict[str, Any]:
    return {"reason": "motif de l’essai"}


def voice(world: Any, variant: str) -> dict[str, Any]:
    return {"choice": "for", "comment": ""}


def session(world: Any, variant: str) -> dict[str, Any]:
    return {"session": str(world["session", "preparing"].pk)}


def but(who: str, actors: str = SEEN) -> str:
    return " ".join(actor for actor in actors.split() if actor not in who.split())


def on_consultation(
    route: str, who: str = "secretary", *, kwargs: Any = opened, see: str | None = None, **options: Any
) -> Line:
    return Line(
        route,
        on="commission",
        kwargs=kwargs,
        variants={"own": who},
        see={"own": but(who) if see is None else see},
        **options,
    )


LINES = [
    Line("sessions:consultations", variants={"": SIGNED_IN}),
    Line("sessions:consultations", variants={"": SIGNED_IN}, query="?format=csv"),
    Line("sessions:consult", variants={"": "secretary foreign_secretary"}),
    Line("sessions:consult", method="POST", variants={"": "secretary foreign_secretary"}, data=typed, ok=(302,)),
    on_consultation("sessions:consultation", SEEN),
    on_consultation("sessions:consultation", "secretary president", kwargs=draft, see=""),
    on_consultation("sessions:edit_consultation", kwargs=draft, see="president"),
    on_consultation("sessions:edit_consultation", kwargs=draft, see="president", method="POST", data=typed, ok=(302,)),
    on_consultation("sessions:open_consultation", kwargs=draft, see="president", method="POST"),
    on_consultation("sessions:remind_consulted", method="POST"),
    on_consultation("sessions:close_consultation", kwargs=answered, method="POST"),
    on_consultation("sessions:cancel_consultation"),
    on_consultation("sessions:cancel_consultation", method="POST", data=reason, ok=(302,)),
    on_consultation("sessions:ratify_consultation", kwargs=adopted),
    on_consultation("sessions:ratify_consultation", kwargs=adopted, method="POST", data=session, ok=(302,)),
    on_consultation("sessions:answer_consultation", "member", kwargs=member_voice),
    on_consultation(
        "sessions:answer_consultation", "member", kwargs=member_voice, method="POST", data=voice, ok=(302,)
    ),
    on_consultation("sessions:answer_consultation_for", kwargs=member_voice),
    on_consultation("sessions:answer_consultation_for", kwargs=member_voice, method="POST", data=voice, ok=(302,)),
    Line("sessions:answer_consultation_link", kwargs=link, variants={"": SIGNED_IN}, public=True),
    Line(
        "sessions:answer_consultation_link",
        kwargs=link,
        variants={"": SIGNED_IN},
        public=True,
        method="POST",
        data=voice,
        ok=(302,),
    ),
    # API
    Line("api:consultations-list", variants={"": SIGNED_IN}),
    Line(
        "api:consultations-list",
        method="POST",
        variants={"own": "secretary"},
        kwargs=lambda w, v: {},
        see={"own": "president member observer dsi project_lead auditor asin_reader asin_admin portal_admin"},
        invalid={"own": "demoted stranger foreign_secretary foreign_dsi rsi"},
        data=to_own,
        ok=(201,),
    ),
    on_consultation("api:consultations-detail", SEEN),
    on_consultation("api:consultations-edit", kwargs=draft, see="president", method="POST", data=typed),
    on_consultation("api:consultations-open", kwargs=draft, see="president", method="POST"),
    on_consultation("api:consultations-remind", method="POST"),
    on_consultation("api:consultations-close", kwargs=answered, method="POST"),
    on_consultation("api:consultations-cancel", method="POST", data=reason),
    on_consultation("api:consultations-ratify", kwargs=adopted, method="POST", data=session),
    Line("api:consultation-voices-list", variants={"": SIGNED_IN}),
    on_consultation("api:consultation-voices-detail", SEEN, kwargs=member_voice),
    on_consultation("api:consultation-voices-answer", "member", kwargs=member_voice, method="POST", data=voice),
    on_consultation("api:consultation-voices-note", kwargs=member_voice, method="POST", data=voice),
]
