"""What is typed before a session: its facts, its items, its annexes, an answer."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.db.models import Q, QuerySet

from commissions.models import Commission
from foundation.common import clock
from foundation.common.database import SortKey
from foundation.common.facts import FactsForm, FilesField, offer, rows_offered
from foundation.common.french import agree
from foundation.common.typography import short_date
from projects.enums import RevisionState
from projects.queries.sheet import revision_in_words
from sessions.core.enums import Answer, ItemKind, SessionKind, SessionState
from sessions.core.models import LINKED, AgendaItem, Annex, CommissionSession, Convocation

from ..models import SessionTemplate
from ..operations.agenda import AnnexFlags, ItemFacts
from ..operations.preparing import SessionFacts
from ..queries.answering import offered_answers
from ..queries.starting import Source

FACTS = (
    "kind",
    "year",
    "held_on",
    "starts_at",
    "planned_minutes",
    "submission_days",
    "place",
    "video_link",
    "theme",
    "is_closed_doors",
    "urgency_motive",
)
ITEM = (
    "kind",
    "title",
    "description",
    "planned_minutes",
    "presenter",
    "presenter_label",
    "revision",
    *LINKED,
    "is_closed_doors",
)
ANNEX = ("title", "is_confidential", "is_printed", "is_signed", "is_published")
CONVENABLE_KINDS = [(kind.value, kind.label) for kind in (SessionKind.ORDINARY, SessionKind.EXTRAORDINARY)]
REASON = 2000  # characters of a reason: it is printed, or mailed to every member


class SessionForm(FactsForm):
    class Meta:
        model = CommissionSession
        fields = FACTS
        facts = SessionFacts
        widgets = {"kind": forms.RadioSelect}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "kind", CONVENABLE_KINDS)


class NewSessionForm(SessionForm):
    commission = forms.ModelChoiceField(label="Commission", queryset=Commission.objects.none(), empty_label=None)
    start_from = forms.ChoiceField(
        label="Partir de",
        required=False,
        help_text=(
            "Reprend les points, leurs durées et leurs présentateurs, sans leurs conclusions ni leurs annexes ; le lieu"
            " et la durée si vous les laissez vides."
        ),
    )
    own_items = forms.BooleanField(
        label="Inscrire les points d’usage",
        required=False,
        initial=True,
        help_text=(
            "En tête d’une session ordinaire : approbation du procès-verbal précédent, suivi des recommandations,"
            " projets qui ont avancé."
        ),
    )
    field_order = ("commission", "start_from")

    def __init__(
        self, *args: Any, commissions: QuerySet[Commission], sources: Mapping[str, Source], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        offer(self, "commission", commissions)
        self.fields["year"].initial = clock.today().year
        several = len({row.commission_id for row in sources.values()}) > 1
        choices: dict[str, list[tuple[str, str]]] = {"Modèles": [], "Sessions passées": []}
        for key, row in sources.items():
            is_template = isinstance(row, SessionTemplate)
            words = row.name if isinstance(row, SessionTemplate) else _words(row)
            group = choices["Modèles" if is_template else "Sessions passées"]
            group.append((key, f"{row.commission.code} : {words}" if several else words))
        offered = [(group, rows) for group, rows in choices.items() if rows]
        offer(self, "start_from", [("", "un ordre du jour vide"), *offered])


def _words(session: CommissionSession) -> str:
    return f"{session.label}, {short_date(session.held_on)}" if session.held_on else session.label


class TemplateNameForm(FactsForm):
    class Meta:
        model = SessionTemplate
        fields = ("name",)


class ItemForm(FactsForm):
    class Meta:
        model = AgendaItem
        fields = ITEM
        facts = ItemFacts

    def __init__(self, *args: Any, session: CommissionSession, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, key in (
            ("presenter", "full_name"),
            ("projects", "title"),
            ("services", "name"),
            ("platforms", "name"),
            ("stocktakes", "title"),
        ):
            rows = rows_offered(self, name).filter(scope_id=session.scope_id)
            offer(self, name, rows.order_by(SortKey(key), "pk"))
        offer(self, "asset_categories", lambda rows: rows.order_by(SortKey("name"), "pk"))
        own = getattr(self.instance, "revision_id", None)
        asked = rows_offered(self, "revision").filter(scope_id=session.scope_id)
        asked = asked.filter(Q(state=RevisionState.ASKED) | Q(pk=own)).select_related("project").order_by("asked_at")
        if asked:
            offer(self, "revision", asked, said=revision_in_words)
        else:  # nothing to decide on: neither the field nor the nature of item
            del self.fields["revision"]
            known = [pair for pair in AgendaItem._meta.get_field("kind").flatchoices if pair[0] != ItemKind.BASELINE]
            offer(self, "kind", known)
        # The ministry's own texts and those of the State; another ministry's are no basis for this agenda.
        own = Q(ministry=None) | Q(ministry_id=session.commission.ministry_id)
        offer(self, "legal_texts", lambda rows: rows.filter(own).order_by("kind", "reference", "pk"))

    @property
    def linked(self) -> tuple[str, ...]:
        return LINKED

    @property
    def is_linked(self) -> bool:
        """Something is chosen there, or refused: the fields are shown unfolded."""
        return any(self[name].value() or self[name].errors for name in LINKED)

    def clean(self) -> dict[str, Any]:
        """Links that the form cannot show (another scope's project) are not lost by saving it."""
        cleaned = super().clean() or {}
        if not self.instance._state.adding:
            for name in set(LINKED) & set(cleaned):
                unseen = getattr(self.instance, name).exclude(pk__in=rows_offered(self, name).values("pk"))
                cleaned[name] = [*cleaned[name], *unseen]
        return cleaned


class AnnexFlagsForm(FactsForm):
    class Meta:
        model = Annex
        fields = ANNEX
        facts = AnnexFlags


class AnnexForm(AnnexFlagsForm):
    file = FilesField(label="Fichiers", max_length=255)
    field_order = ("file", "title")

    def __init__(self, *args: Any, **options: Any) -> None:
        # It stands below the form of the item, which has a title too.
        super().__init__(*args, **{"auto_id": "annexe_%s"} | options)
        self.fields["title"].required = False
        self.fields["title"].help_text = "Vide, ou plusieurs fichiers : le nom de chacun."


class ReasonForm(forms.Form):
    reason = forms.CharField(label="Motif", widget=forms.Textarea(attrs={"rows": 3}), max_length=REASON)


class PostponeItemForm(ReasonForm):
    to_session = forms.ModelChoiceField(
        label="À quelle session",
        queryset=CommissionSession.objects.none(),
        required=False,
        empty_label="une nouvelle session, à préparer",
    )
    field_order = ("to_session", "reason")

    def __init__(self, *args: Any, session: CommissionSession, **options: Any) -> None:
        super().__init__(*args, **options)
        states = [SessionState.PREPARING, SessionState.POSTPONED]
        others = CommissionSession.objects.filter(commission_id=session.commission_id, state__in=states)
        offer(self, "to_session", others.exclude(pk=session.pk).order_by("held_on", "pk"))


class AnswerForm(forms.Form):
    """Only the answers that the seat and the rules of the commission allow; the operation checks them again."""

    words: ClassVar = {
        Answer.PRESENT: "Je serai {present}",
        Answer.EXCUSED: "Je m’excuse",
        Answer.SUBSTITUTE: "J’envoie {mine}, {substitute}",
        Answer.PROXY: "Je donne procuration",
    }
    answer = forms.ChoiceField(label="Votre réponse", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Motif de l’absence", required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=REASON
    )
    file = forms.FileField(label="Justificatif", required=False)
    proxy_seat = forms.TypedChoiceField(label="Procuration donnée à", required=False, empty_value=None)

    def __init__(self, *args: Any, convocation: Convocation, **options: Any) -> None:
        if convocation.is_answered:
            proxy, reason = str(convocation.proxy_seat_id or ""), convocation.answer_reason
            options["initial"] = {"answer": convocation.answer, "reason": reason, "proxy_seat": proxy}
        super().__init__(*args, **options)
        offered, honorific = offered_answers(convocation), convocation.person.honorific
        noted, present = (agree(word, honorific) for word in ("noté", "présent"))
        self.fields["reason"].help_text = f"Nécessaire pour être {noted} {agree('excusé', honorific)}."
        said = [
            (answer.value, self.words[answer].format(present=present, **offered.instead)) for answer in offered.answers
        ]
        offer(self, "answer", said)
        if offered.holders:
            seats = {str(row.seat_id): row.seat for row in offered.holders}
            named = [(str(row.seat_id), f"{row.person}, {row.quality}") for row in offered.holders]
            chosen = offer(self, "proxy_seat", [("", "—"), *named])
            assert isinstance(chosen, forms.TypedChoiceField)
            chosen.coerce = seats.__getitem__
        else:
            del self.fields["proxy_seat"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("answer") == Answer.PROXY and not data.get("proxy_seat"):
            self.add_error("proxy_seat", "Choisissez à qui vous donnez procuration.")
        return data


class RecordedAnswerForm(AnswerForm):
    """The same, as the secretary notes it."""

    words: ClassVar = {
        Answer.PRESENT: "Sera {present}",
        Answer.EXCUSED: "S’excuse",
        Answer.SUBSTITUTE: "{sends}",
        Answer.PROXY: "Donne procuration",
    }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["answer"].label = "Réponse reçue"
