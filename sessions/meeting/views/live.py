"""The live page of a session: its agenda, the text of the item, presence and quorum; and the acts of who
conducts it.
"""

from functools import partial
from typing import Any
from uuid import UUID

from django.forms import BaseForm
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.urls import reverse

from foundation.common import clock
from foundation.common.acts import one_of
from foundation.common.permissions import require
from foundation.common.requests import Request
from foundation.common.typography import capitalize_first, plural, short_hour
from sessions.core import rules
from sessions.core.enums import BallotMethod, BallotResult, Section, Voice
from sessions.core.models import AgendaItem, Ballot, CommissionSession, Decision
from sessions.core.queries.roll import seats_of
from sessions.core.reports.wording import opened_in_words
from sessions.core.views.shown import visible_item
from sessions.preparing.queries.sheet import material_of

from ..forms import live as forms
from ..operations import correcting, deciding, holding, reconvening, voting
from ..queries.check_in import shown_code
from ..queries.live import LiveSheet, addressees_of, live_sheet, live_stamp, text_heads
from ..queries.live_lines import agenda_lines, carried_from
from ..queries.presence import events_of, read_presence
from ..queries.register import in_force_on
from ..workflow import standing_of
from .acting import act, form_page, guarded, live_act, live_address

SHORTCUTS = [
    ("Ctrl+S", "Enregistrer tout de suite"),
    ("Ctrl+Entrée", "Enregistrer ce que l’on écrit, sans quitter le point"),
    ("Alt+N", "Passer au point suivant"),
    ("Alt+↓", "Lire le point d’après, sans changer de point en cours"),
    ("Alt+↑", "Lire le point d’avant"),
    ("Alt+B", "Écrire les débats"),
    ("Alt+C", "Écrire la conclusion"),
    ("Alt+S", "Écrire la décision"),
    ("Alt+R", "Écrire une recommandation"),
    ("Alt+I", "Noter une intervention"),
    ("Alt+V", "Voter"),
    ("Alt+P", "Relever les présences"),
    ("?", "Ces raccourcis (hors d’un texte)"),
]


visible_ballot = one_of(Ballot, "session__commission", "item")


@guarded(rules.can_read_minutes, template="sessions/live/live.html")
def live(request: Request, session: CommissionSession) -> dict[str, Any]:
    part = "seance" if request.GET.get("partie") == "seance" else ""
    sheet = live_sheet(session, item_id=_uuid(request.GET.get("point", "")), part=part)
    presence = [line.presence for line in sheet.seats]
    conducts, keeps = rules.can_conduct(request.user, session), rules.can_prepare(request.user, session)
    return {
        "sheet": sheet,
        "material": material_of(sheet.shown.item, request.user) if sheet.shown else None,
        "keeps": keeps,
        "today": clock.today(),
        "standing": standing_of(sheet, request.user),
        "part": part,
        "shortcuts": SHORTCUTS,
        "can_write": sheet.is_writable and rules.can_take_minutes(request.user, session),
        "can_conduct": conducts,
        "opening_form": forms.OpeningForm(session=session, presence=presence, auto_id="ouvrir_%s"),
        "lifting_form": forms.LiftingForm(
            session=session, unopened=sheet.unopened if keeps else (), auto_id="lever_%s"
        ),
        "speech_form": forms.SpeechForm(speakers=sheet.speakers, auto_id="parole_%s"),
        "recommendation_form": forms.RecommendationForm(
            addressees=addressees_of(session), projects=sheet.projects, auto_id="reco_%s"
        ),
        "ballot_form": forms.BallotForm(kind=sheet.shown.item.kind if sheet.shown else "", auto_id="voter_%s"),
        "count_form": _count_form(sheet),
        "decision_form": _decision_form(sheet),
        "voices": Voice,
        "now": clock.now(),
        "Section": Section,
        "check_in": shown_code(session) if conducts else None,
    }


@guarded(rules.can_read_minutes)
def live_state(request: Request, session: CommissionSession) -> HttpResponse:
    """What a page asks every few seconds: is it still the same user, did somebody else save or act.

    A fresh token comes with it.
    """
    answer = {
        "user": str(request.user.pk),
        "csrf": get_token(request),
        "state": session.state,
        "stamp": live_stamp(session),
        "texts": text_heads(session),
    }
    return JsonResponse(answer)


open_session = live_act(
    holding.open_session,
    "Ouvrir la session",
    form=forms.OpeningForm,
    options=lambda request, session: {
        "session": session,
        "presence": read_presence(seats_of(session), events_of(session)),
    },
    said=opened_in_words,
)
suspend = live_act(
    holding.suspend, "Suspendre la session", "Suspendre", form=forms.ReasonForm, said="La session est suspendue."
)
resume = live_act(holding.resume, "Reprendre la session", "Reprendre", said="La session reprend.")


CARRIED = ("point est inscrit", "points sont inscrits")


def _lifted(session: CommissionSession) -> str:
    carried = carried_from(session)
    missing = sum(line.lacks_outcome for line in agenda_lines(session)) - len(carried)
    goes = f" {plural(len(carried), *CARRIED)} à la {carried[0].session.label}." if carried else ""
    warning = f" {plural(missing, 'point')} sans conclusion : le procès-verbal le signale." if missing else ""
    return f"La session est levée à {short_hour(session.lifted_at)}. Le procès-verbal se prépare.{goes}{warning}"


def _lifting(request: Request, session: CommissionSession) -> dict[str, Any]:
    keeps = rules.can_prepare(request.user, session)
    return {"session": session, "unopened": [line for line in agenda_lines(session) if keeps and line.is_unopened]}


lift = live_act(holding.lift, "Lever la session", form=forms.LiftingForm, options=_lifting, said=_lifted)


@guarded(rules.can_conduct, posts=True)
def declare_no_quorum(request: Request, session: CommissionSession) -> HttpResponse:
    back = live_address(session)

    def operation(form: BaseForm) -> tuple[str, str]:
        reason = form.cleaned_data["reason"]
        if form.cleaned_data["reconvene"]:
            require(rules.can_prepare, request.user, session)
            second = reconvening.declare_and_reconvene(session.pk, by=request.user, reason=reason)
            return reverse("sessions:edit", args=[second.pk]), (
                "La carence est constatée et son procès-verbal se prépare. Voici la seconde convocation, avec le"
                " même ordre du jour : fixez sa date."
            )
        holding.declare_no_quorum(session.pk, by=request.user, reason=reason)
        return back, "La carence est constatée. Le procès-verbal de carence se prépare."

    page = form_page(session, back, "Constater la carence")
    return act(request, forms.NoQuorumForm(request.POST), page, operation)


on_item = partial(live_act, fetch=visible_item)
start_item = on_item(holding.start_item, "Aborder le point", "Aborder", keys=lambda item: (item.session_id, item.pk))
end_item = on_item(holding.end_item, "Clore le point", "Clore", keys=lambda item: (item.session_id, item.pk))
withdraw_item = on_item(
    deciding.withdraw_in_session,
    "Retirer le point",
    form=forms.ReasonForm,
    said="Le point est retiré ; il reste visible avec son motif.",
)


def _put(ballot: Ballot) -> str:
    if ballot.method == BallotMethod.CONSENSUS:
        return "Le consensus est constaté."
    return f"Le vote est ouvert : {plural(ballot.snapshot['entitled'], 'votant')}."


open_ballot = on_item(voting.put_to_the_vote, "Mettre aux voix", "Ouvrir le vote", form=forms.BallotForm, said=_put)


def _decided(decision: Decision) -> str:
    moved = [
        effect for effect in decision.effects.select_related("project") if effect.stage_before != effect.stage_after
    ]
    said = [f"{decision.reference} : {decision.get_outcome_display()}."]
    said += [
        f"Le projet {effect.project.code} passe au stade « {effect.project.get_stage_display()} »." for effect in moved
    ]
    if unsaid := decision.relations.filter(kind="").count():
        said.append(
            f"Dites encore ce qu’elle fait de {plural(unsaid, 'décision antérieure', 'décisions antérieures')}"
            " (registre des décisions)."
        )
    return " ".join(said)


def _on_its_projects(request: Request, item: AgendaItem) -> dict[str, Any]:
    projects = list(item.projects.order_by("code", "pk"))
    touched = in_force_on(item.session.commission_id, [project.pk for project in projects]).select_related("item")
    return {"projects": projects, "touched": list(touched)}


decide = on_item(
    deciding.decide,
    lambda item: f"Décider : {item.title}",
    "Décider",
    rule=rules.can_take_minutes,
    form=forms.DecisionForm,
    options=_on_its_projects,
    said=_decided,
)

on_ballot = partial(live_act, fetch=visible_ballot)
CORRECTED = "corrigé{} ; le procès-verbal imprime la correction à côté de l’original."


def _counted(request: Request, ballot: Ballot) -> dict[str, Any]:
    return {"method": ballot.method}


close_ballot = on_ballot(
    voting.close_ballot,
    "Clore le vote",
    form=forms.CountForm,
    options=_counted,
    said=lambda closed: (
        f"Le vote est clos : {BallotResult(closed.result).label}. {capitalize_first(closed.snapshot['explanation'])}."
    ),
)
correct_vote = on_ballot(
    correcting.correct_vote,
    "Corriger le compte d’un vote",
    "Corriger",
    form=forms.VoteCorrectionForm,
    options=_counted,
    said=f"Le compte du vote est {CORRECTED.format('')}",
)
cast_vote = on_ballot(voting.cast_vote, "Noter une voix", "Noter", form=forms.VoiceForm)
correct_voice = on_ballot(
    correcting.correct_voice,
    "Corriger une voix",
    "Corriger",
    form=forms.VoiceCorrectionForm,
    said=f"La voix est {CORRECTED.format('e')}",
)
cancel_ballot = on_ballot(voting.cancel_ballot, "Annuler le vote", form=forms.ReasonForm, said="Le vote est annulé.")
mark_voted = on_ballot(voting.mark_voted, "Marquer un votant", "Marquer", form=forms.MarkForm)


def _count_form(sheet: LiveSheet) -> forms.CountForm | None:
    if sheet.open_ballot is None:
        return None
    return forms.CountForm(method=sheet.open_ballot.method, is_chaired=sheet.is_chaired, auto_id="compter_%s")


def _decision_form(sheet: Any) -> forms.DecisionForm:
    """The form as it stands: text from the minutes, outcome from the vote, every linked project ticked."""
    ballot = sheet.last_ballot
    adopted = ballot is not None and ballot.result == BallotResult.ADOPTED
    initial = {
        "text": next((field.text for field in sheet.texts if field.section == Section.DECISION), ""),
        "outcome": ballot.proposed_outcome if adopted else "",
        "projects": [str(project.pk) for project in sheet.projects],
    }
    return forms.DecisionForm(
        initial=initial,
        projects=sheet.projects,
        touched=sheet.touched,
        has_open_reserves=bool(sheet.open_reserves),
        kind=sheet.shown.item.kind if sheet.shown else "",
        auto_id="decider_%s",
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
