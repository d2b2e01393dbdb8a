"""The live page, the list of presence, and the same acts through the API."""

from django.utils import timezone

from sessions.core.enums import Answer
from sessions.core.models import Convocation

from .matrix import INSIDE, SIGNED_IN, Line

CONDUCT = "secretary president"
MINUTES = "secretary"
MEMBERS = "secretary president member"  # who may object, or explain his vote
READS = {"own": f"{INSIDE} dsi auditor", "closed": INSIDE}  # who sees a session that is held
DRAFTS = {"own": CONDUCT, "closed": CONDUCT}  # who sees its minutes while they are written


CORRECTED_COUNT = {
    "votes_for": 2,
    "votes_against": 0,
    "abstentions": 0,
    "president_vote": "",
    "reason": "erreur de saisie",
}


def without(everybody: str, *named: str) -> str:
    out = " ".join(named).split()
    return " ".join(actor for actor in everybody.split() if actor not in out)


def both(who: str, readers: dict[str, str] = READS) -> dict:
    """Who succeeds, on a session in public and on one behind closed doors; the other readers are refused."""
    return {
        "variants": dict.fromkeys(readers, who),
        "see": {variant: without(seen, who) for variant, seen in readers.items()},
    }


def page(route: str, on: str, who: str, readers: dict[str, str] = READS, **more) -> Line:
    return Line(f"sessions:{route}", on=on, **both(who, readers), **more)


def act(route: str, on: str, who: str, data=None, readers: dict[str, str] = READS) -> Line:
    return Line(f"sessions:{route}", method="POST", on=on, data=data, **both(who, readers))


def api_act(route: str, on: str, who: str, data=None, readers: dict[str, str] = READS) -> Line:
    return Line(f"api:{route}", method="POST", on=on, data=data, **both(who, readers))


def api_new(route: str, who: str, data) -> Line:
    """A row made by a call without object: an id one does not see is an unknown one (400)."""
    seen = both(who)
    return Line(
        f"api:{route}",
        method="POST",
        data=data,
        invalid={variant: without(SIGNED_IN, readers) for variant, readers in READS.items()},
        **seen,
    )


def api_rows(prefix: str, on: str, readers: dict[str, str]) -> list[Line]:
    return [Line(f"api:{prefix}-list", variants={"": SIGNED_IN}), Line(f"api:{prefix}-detail", on=on, variants=readers)]


def absent(w, v):
    """The third voting seat: nothing is noted of it."""
    return str(w["commission", "own"].seats.filter(has_vote=True).order_by("position")[2].pk)


def present(w, v):
    return str(w["commission", "own"].seats.filter(has_vote=True).order_by("position")[0].pk)


def with_excuse(w, v):
    """The session that is held, whose third member announced that he would not come."""
    session = w["live_session", v]
    seat = session.commission.seats.get(pk=absent(w, v))
    Convocation.objects.update_or_create(
        session=session,
        seat=seat,
        person=seat.mandates.first().person,
        defaults={
            "scope": session.scope,
            "seat_label": "membre",
            "secret_hash": f"excuse-{v}",
            "answer": Answer.EXCUSED,
            "answered_at": timezone.now(),
        },
    )
    return {"pk": session.pk}


def arrival(w, v):
    return {"seat": absent(w, v), "kind": "arrived"}


def item(w, v):
    return str(w["live_item", v].pk)


def hour(w, v):
    return {"at": timezone.localtime(w["live_session", v].opened_at).strftime("%H:%M")}


def instant(w, v):
    return {"at": w["live_session", v].opened_at.isoformat()}


def explained(w, v):
    return {"seat": present(w, v), "text": "Je vote pour, sous cette remarque.", "version": "1"}


def corrected_voice(w, v):
    return {"seat": present(w, v), "choice": "against", "reason": "erreur de saisie"}


COUNT = {"votes_for": "2", "votes_against": "0", "abstentions": "0", "president_vote": ""}
API_COUNT = {"votes_for": 2, "votes_against": 0, "abstentions": 0}
SPEECH = {"kind": "intervention", "speaker_name": "C. D.", "speaker_function": "DSI", "summary": "Dit."}


def save_data(w, v):
    return {"item": item(w, v), "section": "debate", "text": "Nouveau", "base_revision": "2"}


LINES = [
    page("live", "live_session", CONDUCT),
    page("live_state", "live_session", CONDUCT),
    page("read_text", "live_session", CONDUCT, query="?cle=session.opening"),
    Line("sessions:shell", variants={"": SIGNED_IN}, public=True),
    Line("sessions:shell_worker", variants={"": SIGNED_IN}, public=True),
    Line("sessions:presence", on="live_session", variants=READS),
    Line("sessions:silences", on="live_session", variants=READS),
    Line("sessions:screen", on="live_session", variants=READS),
    Line("sessions:screen_state", on="live_session", variants=READS),
    Line(
        "sessions:answer_silence",
        method="POST",
        kwargs=lambda w, v: {"pk": w["live_session", v].pk, "rule": "quorum_leave"},
        data=lambda w, v: {"quorum_leaves_out_absentees": "yes", "ground": "usage constant"},
        **both(CONDUCT),
    ),
    Line("sessions:text_history", on="live_text", variants=DRAFTS),
    act("open", "day_session", CONDUCT),
    act("suspend", "live_session", CONDUCT),
    act("resume", "suspended_session", CONDUCT),
    act("lift", "live_session", CONDUCT),
    act("declare_no_quorum", "empty_session", CONDUCT),
    act("record_presence", "live_session", CONDUCT, arrival),
    act("tick_expected", "live_session", CONDUCT),
    Line("sessions:confirm_answers", method="POST", kwargs=with_excuse, **both(CONDUCT)),
    act("add_guest", "live_session", CONDUCT, lambda w, v: {"name": "E. F.", "function": "experte"}),
    act("cancel_presence", "presence_event", CONDUCT),
    act("correct_instant", "presence_event", CONDUCT, hour),
    act("remove_guest", "live_guest", CONDUCT),
    act("save_text", "live_session", MINUTES, save_data),
    act("restore_text", "live_text", MINUTES, lambda w, v: {"revision": "1", "base_revision": "2"}, DRAFTS),
    act("add_speech", "live_session", MINUTES, lambda w, v: SPEECH | {"item": item(w, v)}),
    act("correct_speech", "live_speech", MINUTES, lambda w, v: SPEECH | {"version": "1"}, DRAFTS),
    act("remove_speech", "live_speech", MINUTES, None, DRAFTS),
    act("recommend", "live_session", MINUTES, lambda w, v: {"text": "Faire.", "item": item(w, v)}),
    act("correct_recommendation", "live_recommendation", MINUTES, lambda w, v: {"text": "Faire mieux."}),
    act("remove_recommendation", "live_recommendation", MINUTES),
    act("start_item", "live_item", CONDUCT),
    act("end_item", "started_item", CONDUCT),
    act("withdraw_in_session", "live_item", CONDUCT, lambda w, v: {"reason": "dossier incomplet"}),
    act("open_ballot", "live_item", CONDUCT, lambda w, v: {"method": "show_of_hands"}),
    act("decide", "live_item", MINUTES, lambda w, v: {"outcome": "noted", "text": "Prend acte."}),
    act("correct_decision", "live_decision", MINUTES, lambda w, v: {"text": "Corrigé.", "version": "1"}),
    act("close_ballot", "open_ballot", CONDUCT, lambda w, v: COUNT),
    act("correct_vote", "closed_ballot", CONDUCT, lambda w, v: CORRECTED_COUNT),
    act("cancel_ballot", "open_ballot", CONDUCT, lambda w, v: {"reason": "question mal posée"}),
    act("mark_voted", "open_ballot", CONDUCT, lambda w, v: {"seat": present(w, v), "voted": "on"}),
    act("cast_vote", "named_ballot", CONDUCT, lambda w, v: {"seat": present(w, v), "choice": "for"}),
    act("correct_voice", "counted_names", CONDUCT, corrected_voice),
    Line("sessions:register", variants={"": SIGNED_IN}),
    act("say_relation", "decision_relation", MINUTES, lambda w, v: {"kind": "confirms", "version": "1"}),
    act("lift_reserve", "live_reserve", CONDUCT, lambda w, v: {"proof": "récépissé n° 12", "version": "1"}),
    page("consent", "consent_session", MEMBERS),
    act("put_in_block", "live_item", CONDUCT, lambda w, v: {"outcome": "noted"}),
    act("adopt_block", "consent_session", MINUTES),
    act("object_to_item", "block_item", CONDUCT, lambda w, v: {"seat": "", "objection": ""}),
    page("explanations", "live_session", MEMBERS),
    # A member writes for the seat that he held at the vote, the secretary for any: these members hold none.
    act("explain_vote", "closed_ballot", MINUTES, explained),
    # The API.
    Line("api:sessions-quorum", on="live_session", variants=READS),
    api_act("sessions-open", "day_session", CONDUCT),
    api_act("sessions-suspend", "live_session", CONDUCT),
    api_act("sessions-resume", "suspended_session", CONDUCT),
    api_act("sessions-lift", "live_session", CONDUCT),
    api_act("sessions-declare-no-quorum", "empty_session", CONDUCT),
    api_act("sessions-start-item", "live_session", CONDUCT, lambda w, v: {"item": item(w, v)}),
    api_act("sessions-end-item", "live_session", CONDUCT, lambda w, v: {"item": str(w["started_item", v].pk)}),
    api_act(
        "sessions-withdraw-item",
        "live_session",
        CONDUCT,
        lambda w, v: {"item": item(w, v), "reason": "dossier incomplet"},
    ),
    api_act("sessions-tick-expected", "live_session", CONDUCT),
    Line("api:sessions-confirm-answers", method="POST", kwargs=with_excuse, **both(CONDUCT)),
    api_act("sessions-recommend", "live_session", MINUTES, lambda w, v: {"text": "Faire.", "item": item(w, v)}),
    *api_rows("corrections", "live_correction", READS),
    *api_rows("rule-answers", "rule_answer", READS),
    api_new(
        "rule-answers-list",
        CONDUCT,
        lambda w, v: (
            {"quorum_leaves_out_absentees": True, "ground": "usage constant"}
            | {"session": str(w["live_session", v].pk), "rule": "quorum_leave"}
        ),
    ),
    *api_rows("presence-events", "presence_event", READS),
    api_new("presence-events-list", CONDUCT, lambda w, v: arrival(w, v) | {"session": str(w["live_session", v].pk)}),
    api_act("presence-events-cancel", "presence_event", CONDUCT),
    api_act("presence-events-correct-instant", "presence_event", CONDUCT, instant),
    *api_rows("minute-texts", "live_text", DRAFTS),
    Line("api:minute-texts-revisions", on="live_text", variants=DRAFTS),
    api_new(
        "minute-texts-save",
        MINUTES,
        lambda w, v: save_data(w, v) | {"session": str(w["live_session", v].pk), "base_revision": 2},
    ),
    api_act("minute-texts-restore", "live_text", MINUTES, lambda w, v: {"revision": 1, "base_revision": 2}, DRAFTS),
    *api_rows("speeches", "live_speech", DRAFTS),
    api_new(
        "speeches-list", MINUTES, lambda w, v: SPEECH | {"session": str(w["live_session", v].pk), "item": item(w, v)}
    ),
    api_act("speeches-correct", "live_speech", MINUTES, lambda w, v: SPEECH | {"base_version": 1}, DRAFTS),
    api_act("speeches-remove", "live_speech", MINUTES, None, DRAFTS),
    *api_rows("ballots", "open_ballot", READS),
    api_new("ballots-list", CONDUCT, lambda w, v: {"item": item(w, v)}),
    api_act("ballots-close", "open_ballot", CONDUCT, lambda w, v: API_COUNT),
    api_act("ballots-correct", "closed_ballot", CONDUCT, lambda w, v: CORRECTED_COUNT),
    api_act("ballots-cancel", "open_ballot", CONDUCT, lambda w, v: {"reason": "question mal posée"}),
    api_act("ballots-mark-voted", "open_ballot", CONDUCT, lambda w, v: {"seat": present(w, v)}),
    api_act("ballots-cast", "named_ballot", CONDUCT, lambda w, v: {"seat": present(w, v), "choice": "for"}),
    api_act("ballots-correct-voice", "counted_names", CONDUCT, corrected_voice),
    *api_rows("decisions", "live_decision", READS),
    api_new("decisions-list", MINUTES, lambda w, v: {"item": item(w, v), "outcome": "noted"}),
    api_act("decisions-correct", "live_decision", MINUTES, lambda w, v: {"text": "Corrigé.", "base_version": 1}),
    *api_rows("reserves", "live_reserve", READS),
    api_act("reserves-lift", "live_reserve", CONDUCT, lambda w, v: {"proof": "récépissé n° 12", "base_version": 1}),
    *api_rows("decision-relations", "decision_relation", READS),
    api_act(
        "decision-relations-say", "decision_relation", MINUTES, lambda w, v: {"kind": "confirms", "base_version": 1}
    ),
    *api_rows("consent-lines", "consent_line", READS),
    api_new("consent-lines-list", CONDUCT, lambda w, v: {"item": item(w, v), "outcome": "noted"}),
    api_act("consent-lines-object-to", "consent_line", CONDUCT),
    api_new("consent-lines-adopt", MINUTES, lambda w, v: {"session": str(w["consent_session", v].pk)}),
    *api_rows("vote-explanations", "vote_explanation", READS),
    api_new(
        "vote-explanations-list",
        MINUTES,
        lambda w, v: {"ballot": str(w["closed_ballot", v].pk), "seat": present(w, v), "text": "Pour mémoire."},
    ),
]
