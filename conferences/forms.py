from typing import Any

from django import forms

from commissions.models import Commission
from eservices.models import EService
from eservices.rules import can_keep_service
from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.database import SortKey
from foundation.common.facts import FactsForm, form_of, offer
from ministries.models import Structure
from recommendations.models import Recommendation

from .enums import CLOSED, NATIONAL_KINDS, ReferralState
from .models import Conference, ConferenceDocument, Panel, Question, Referral
from .operations.asking import CommonAnswer, ToOrigins
from .operations.pasting import PastedPeople
from .operations.writing import Advice

ADVICE = (
    *("text", "ministry", "structure", "commune", "is_for_asin", "addressee_label"),
    *("due_on", "priority", "theme"),
)
PeopleForm, ToOriginsForm = form_of(PastedPeople), form_of(ToOrigins)
ADDRESSEES = ("ministry", "structure", "commune", "is_for_asin")


class AdviceForm(FactsForm):
    """A recommendation of a conference; one addressee."""

    panel = forms.ModelChoiceField(
        label="Panel", queryset=Panel.objects.all(), required=False, empty_label="toute la conférence"
    )

    class Meta:
        model = Recommendation
        fields = ADVICE
        facts = Advice

    def __init__(self, *args: Any, conference: Conference, **options: Any) -> None:
        super().__init__(*args, **options)
        today = clock.today()
        offer(self, "panel", lambda rows: rows.filter(conference=conference).order_by("position", "pk"))
        offer(self, "ministry", lambda rows: rows.in_force(today).alphabetical())
        structures = Structure.objects.in_force(today).select_related("ministry")
        offer(
            self,
            "structure",
            structures.order_by(SortKey("ministry__name"), SortKey("name"), "pk"),
            said=lambda row: f"{row.name} ({row.ministry.short_name})",
        )
        offer(self, "commune", lambda rows: rows.order_by(SortKey("name"), "pk"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in [name for name in ADDRESSEES if cleaned.get(name)][1:]:
            self.add_error(name, "Une recommandation a un seul destinataire : gardez-en un.")
        return cleaned


class DocumentForm(FactsForm):
    file = forms.FileField(label="Fichier")

    class Meta:
        model = ConferenceDocument
        fields = ("title",)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["title"].required = False
        self.fields["title"].help_text = "Vide : le nom du fichier."


class SendUpForm(FactsForm):
    class Meta:
        model = Referral
        fields = ("body", "motive")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # Institutions: a commission may ask any of them, whether or not one of its members sits there.
        rows = Commission.objects.alive().filter(kind__in=NATIONAL_KINDS).order_by("code", "pk")
        offer(self, "body", rows, empty="l’ASIN")


class FollowForm(forms.Form):
    eservice = forms.ModelChoiceField(
        label="E-service du catalogue", queryset=EService.objects.none(), empty_label="Choisissez"
    )

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        rows = EService.objects.visible_to(user).in_use().order_by(SortKey("name"), "pk")
        kept = [row.pk for row in rows if can_keep_service(user, row)]
        offer(self, "eservice", EService.objects.filter(pk__in=kept).order_by(SortKey("name"), "pk"))


class GroupForm(forms.Form):
    referrals = forms.ModelMultipleChoiceField(
        label="Recommandations montées",
        queryset=Referral.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez au moins une recommandation."},
    )

    def __init__(self, *args: Any, question: Question, **options: Any) -> None:
        super().__init__(*args, **options)
        rows = Referral.objects.filter(state=ReferralState.SENT, body=question.body_id).select_related("origin")
        offer(self, "referrals", rows.order_by("sent_at", "pk"), said=lambda row: f"{row.reference} : {row.text[:160]}")


class TableForm(forms.Form):
    conference = forms.ModelChoiceField(
        label="Conférence", queryset=Conference.objects.none(), empty_label="Choisissez"
    )

    def __init__(self, *args: Any, question: Question, **options: Any) -> None:
        super().__init__(*args, **options)
        rows = Conference.objects.filter(body=question.body_id).exclude(state__in=CLOSED)
        offer(self, "conference", rows.order_by("-held_on", "pk"))


class AnswerFirst(forms.Form):
    """The ASIN answers without recommending: it is no body."""

    field_order = ("answer",)

    def __init__(self, *args: Any, question: Question, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("text", "due_on", "priority", "theme") if question.body_id is None else ():
            del self.fields[name]


AnswerForm = form_of(CommonAnswer, AnswerFirst)
