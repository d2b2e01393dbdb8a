"""What is typed for a written consultation and for an answer to it."""

from typing import Any

from django import forms

from commissions.models import Commission, Statute
from foundation.common.database import SortKey
from foundation.common.facts import FactsForm, form_of, offer
from sessions.core.enums import SessionState, Voice
from sessions.core.models import CommissionSession
from sessions.preparing.forms.proposals import SessionChoice

from .models import Consultation
from .operations import ConsultationFacts, Voiced

CONSULTED = ("title", "text", "question", "proposed_outcome", "closes_on", "projects", "ground")


class ConsultationForm(FactsForm):
    class Meta:
        model = Consultation
        fields = CONSULTED
        facts = ConsultationFacts
        widgets = {"text": forms.Textarea(attrs={"rows": 8})}

    def __init__(self, *args: Any, commission: Commission, statute: Statute | None, **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "projects", lambda rows: rows.filter(scope_id=commission.scope_id).order_by(SortKey("title"), "pk"))
        if statute is not None and statute.consultation_allowed:
            del self.fields["ground"]  # the article is the ground


VoiceForm = form_of(Voiced)
VoiceForm.base_fields["choice"].widget = forms.RadioSelect(choices=Voice.choices)


class RatificationForm(forms.Form):
    session = SessionChoice(label="À quelle session", queryset=CommissionSession.objects.none(), empty_label=None)

    def __init__(self, *args: Any, consultation: Consultation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = [SessionState.PREPARING, SessionState.POSTPONED, SessionState.CONVENED]
        rows = CommissionSession.objects.filter(commission_id=consultation.commission_id, state__in=states)
        offer(self, "session", rows.order_by("held_on", "pk"))
