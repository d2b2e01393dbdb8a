"""What is typed before a session: its facts, its items, its annexes, an answer, a session of the past."""

from typing import Any

from django import forms
from django.db.models import Q
from django.forms import formset_factory

from commissions.enums import HolderKind
from commissions.models import Commission
from foundation.accounts.models import Person, User
from foundation.common import clock
from foundation.common.database import SortKey
from foundation.common.days import DayField
from foundation.common.typography import short_date
from ministries.models import LegalText
from projects.models import Project
from sessions.core.enums import Answer, ItemKind, Outcome, PresenceKind, SessionKind, SessionState, SpeechKind
from sessions.core.models import AgendaItem, CommissionSession, Convocation

from ..models import SessionTemplate
from ..operations.agenda import AnnexFlags, ItemFacts
from ..operations.preparing import SessionFacts

CONVENABLE_KINDS = [
    (SessionKind.ORDINARY.value, SessionKind.ORDINARY.label),
    (SessionKind.EXTRAORDINARY.value, SessionKind.EXTRAORDINARY.label),
]


class SessionForm(forms.Form):
    kind = forms.ChoiceField(
        label="Nature", choices=CONVENABLE_KINDS, widget=forms.RadioSelect, initial=SessionKind.ORDINARY
    )
    year = forms.IntegerField(label="Au titre de l’année", min_value=2000, max_value=2100)
    held_on = DayField(label="Date", required=False)
    starts_at = forms.TimeField(label="Heure", required=False, widget=forms.TimeInput)
    planned_minutes = forms.IntegerField(label="Durée prévue (minutes)", required=False, min_value=1, max_value=1440)
    submission_days = forms.IntegerField(
        label="Clôture des propositions (jours avant)",
        required=False,
        min_value=0,
        max_value=365,
        help_text="Vide : aucune date limite. Une proposition tardive est acceptée et marquée.",
    )
    place = forms.CharField(label="Lieu", required=False, max_length=300)
    video_link = forms.URLField(label="Lien de visioconférence", required=False, assume_scheme="https", max_length=200)
    theme = forms.CharField(label="Thème", required=False, max_length=500)
    is_closed_doors = forms.BooleanField(
        label="Session à huis clos",
        required=False,
        help_text="Seuls les membres de la commission la voient ; les lettres ne disent pas l’ordre du jour.",
    )
    urgency_motive = forms.CharField(
        label="Motif de l’urgence",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=(
            "À remplir seulement si le délai de convocation ne peut être respecté : il est imprimé sur les lettres et"
            " au procès-verbal."
        ),
        max_length=2_000,
    )

    def facts(self) -> SessionFacts:
        data = self.cleaned_data
        names = (
            "year",
            "held_on",
            "starts_at",
            "planned_minutes",
            "place",
            "video_link",
            "theme",
            "is_closed_doors",
            "urgency_motive",
            "submission_days",
        )
        return SessionFacts(kind=SessionKind(data["kind"]), **{name: data[name] for name in names})


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
    field_order = ["commission", "start_from"]

    def __init__(self, *args: Any, commissions: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["commission"].queryset = commissions
        self.fields["year"].initial = clock.today().year
        self.sources = {
            f"modele:{row.pk}": row
            for row in (
                SessionTemplate.objects.visible_to(user)
                .kept()
                .filter(commission__in=commissions)
                .select_related("commission")
                .order_by("name", "pk")
            )
        }
        past = (
            CommissionSession.objects.visible_to(user)
            .filter(commission__in=commissions, agenda_items__isnull=False)
            .exclude(state=SessionState.CANCELLED)
        )
        sessions = list(past.distinct().select_related("commission").order_by("-held_on", "-created_at", "pk")[:30])
        self.sources |= {f"session:{row.pk}": row for row in sessions}
        several = len({row.commission_id for row in self.sources.values()}) > 1
        choices: dict[str, list[tuple[str, str]]] = {}
        for key, row in self.sources.items():
            group, words = (
                ("Modèles", row.name) if isinstance(row, SessionTemplate) else ("Sessions passées", _session_words(row))
            )
            choices.setdefault(group, []).append((key, f"{row.commission.code} : {words}" if several else words))
        self.fields["start_from"].choices = [("", "un ordre du jour vide"), *choices.items()]

    def source(self) -> CommissionSession | SessionTemplate | None:
        return self.sources.get(self.cleaned_data["start_from"])


def _session_words(session: CommissionSession) -> str:
    return f"{session.label}{f', {short_date(session.held_on)}' if session.held_on else ''}"


class TemplateNameForm(forms.Form):
    name = forms.CharField(
        label="Nom du modèle", max_length=200, help_text="Par exemple « Session ordinaire de fin d’année »."
    )


class ItemForm(forms.Form):
    kind = forms.ChoiceField(label="Nature", choices=ItemKind.choices, initial=ItemKind.COMMUNICATION)
    title = forms.CharField(label="Intitulé", max_length=500)
    description = forms.CharField(
        label="Exposé", required=False, widget=forms.Textarea(attrs={"rows": 4}), max_length=20_000
    )
    planned_minutes = forms.IntegerField(label="Minutes prévues", required=False, min_value=1, max_value=1440)
    presenter = forms.ModelChoiceField(
        label="Présenté par", queryset=Person.objects.none(), required=False, empty_label="—"
    )
    presenter_label = forms.CharField(
        label="ou, en toutes lettres",
        required=False,
        max_length=300,
        help_text="Une personne ou une structure qui n’est pas dans la liste.",
    )
    projects = forms.ModelMultipleChoiceField(label="Projets liés", queryset=Project.objects.none(), required=False)
    legal_texts = forms.ModelMultipleChoiceField(label="Textes liés", queryset=LegalText.objects.none(), required=False)
    is_closed_doors = forms.BooleanField(label="Point à huis clos", required=False)

    def __init__(self, *args: Any, user: User, session: CommissionSession, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["presenter"].queryset = (
            Person.objects.visible_to(user).filter(scope_id=session.scope_id).order_by(SortKey("full_name"), "pk")
        )
        self.fields["projects"].queryset = (
            Project.objects.visible_to(user).filter(scope_id=session.scope_id).order_by(SortKey("title"), "pk")
        )
        # The ministry's own texts and those of the State; another ministry's are no basis for this agenda.
        texts = LegalText.objects.visible_to(user).filter(
            Q(ministry=None) | Q(ministry_id=session.commission.ministry_id)
        )
        self.fields["legal_texts"].queryset = texts.order_by("kind", "reference", "pk")

    def facts(self) -> ItemFacts:
        data = self.cleaned_data
        return ItemFacts(
            title=data["title"],
            kind=ItemKind(data["kind"]),
            description=data["description"],
            planned_minutes=data["planned_minutes"],
            presenter=data["presenter"],
            presenter_label=data["presenter_label"],
            is_closed_doors=data["is_closed_doors"],
            projects=list(data["projects"]),
            legal_texts=list(data["legal_texts"]),
        )


def item_initial(item: AgendaItem) -> dict[str, Any]:
    names = ("kind", "title", "description", "planned_minutes", "presenter_label", "is_closed_doors")
    return {name: getattr(item, name) for name in names} | {
        "presenter": item.presenter_id,
        "projects": [p.pk for p in item.projects.all()],
        "legal_texts": [t.pk for t in item.legal_texts.all()],
    }


class AnnexFlagsForm(forms.Form):
    title = forms.CharField(label="Intitulé de l’annexe", max_length=300)
    is_confidential = forms.BooleanField(
        label="Confidentielle", required=False, help_text="Lue dans la commission seulement."
    )
    is_printed = forms.BooleanField(label="À imprimer", required=False, initial=True)
    is_signed = forms.BooleanField(label="À signer", required=False)
    is_published = forms.BooleanField(label="À publier", required=False)

    def flags(self) -> AnnexFlags:
        return AnnexFlags(
            **{
                name: self.cleaned_data[name]
                for name in ("title", "is_confidential", "is_printed", "is_signed", "is_published")
            }
        )


class AnnexForm(AnnexFlagsForm):
    file = forms.FileField(label="Fichier")
    field_order = ["file", "title"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # It stands below the form of the item, which has a title too.
        super().__init__(*args, **{"auto_id": "annexe_%s"} | kwargs)
        self.fields["title"].required = False
        self.fields["title"].help_text = "Vide : le nom du fichier."

    def flags(self) -> AnnexFlags:
        self.cleaned_data["title"] = (
            self.cleaned_data["title"].strip()
            or self.cleaned_data["file"].name.rpartition(".")[0]
            or self.cleaned_data["file"].name
        )
        return super().flags()


class ReasonForm(forms.Form):
    reason = forms.CharField(label="Motif", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)


class PostponeItemForm(ReasonForm):
    to_session = forms.ModelChoiceField(
        label="À quelle session",
        queryset=CommissionSession.objects.none(),
        required=False,
        empty_label="une nouvelle session, à préparer",
    )
    field_order = ["to_session", "reason"]

    def __init__(self, *args: Any, session: CommissionSession, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = CommissionSession.objects.filter(
            commission_id=session.commission_id, state__in=[SessionState.PREPARING, SessionState.POSTPONED]
        ).exclude(pk=session.pk)
        self.fields["to_session"].queryset = others.order_by("held_on", "pk")


class AnswerForm(forms.Form):
    """Only the answers that the seat and the rules of the commission allow are offered; the operation checks them
    again.
    """

    answer = forms.ChoiceField(label="Votre réponse", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Motif de l’absence",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text="Nécessaire pour être noté excusé.",
    )
    file = forms.FileField(label="Justificatif", required=False)
    proxy_seat = forms.ChoiceField(label="Procuration donnée à", required=False)

    def __init__(self, *args: Any, convocation: Convocation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        session, seat = convocation.session, convocation.seat
        labels = {Answer.PRESENT: "Je serai présent(e)", Answer.EXCUSED: "Je m’excuse"}
        substitute = (
            seat.mandates.in_force(session.held_on).filter(kind=HolderKind.SUBSTITUTE).select_related("person").first()
            if seat and session.held_on
            else None
        )
        if substitute is not None:
            labels[Answer.SUBSTITUTE] = f"J’envoie mon suppléant, {substitute.person}"
        holders = []
        if seat is not None and seat.has_vote and session.statute is not None and session.statute.proxies_allowed:
            rows = (
                session.convocations.filter(seat__has_vote=True)
                .exclude(seat=seat)
                .exclude(answer__in=[Answer.EXCUSED, Answer.PROXY])
            )
            holders = [
                (str(row.seat_id), f"{row.person}, {row.seat_label}")
                for row in rows.select_related("person").order_by("number", "pk")
            ]
        if holders:
            labels[Answer.PROXY] = "Je donne procuration"
            self.fields["proxy_seat"].choices = [("", "—"), *holders]
        else:
            del self.fields["proxy_seat"]
        self.fields["answer"].choices = [(answer.value, label) for answer, label in labels.items()]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("answer") == Answer.PROXY and not data.get("proxy_seat"):
            self.add_error("proxy_seat", "Choisissez à qui vous donnez procuration.")
        return data


class RecordedAnswerForm(AnswerForm):
    """The same, as the secretary notes it."""

    def __init__(self, *args: Any, convocation: Convocation, **kwargs: Any) -> None:
        super().__init__(*args, convocation=convocation, **kwargs)
        words = {
            Answer.PRESENT: "Sera présent(e)",
            Answer.EXCUSED: "S’excuse",
            Answer.SUBSTITUTE: "Envoie son suppléant",
            Answer.PROXY: "Donne procuration",
        }
        self.fields["answer"].label = "Réponse reçue"
        self.fields["answer"].choices = [(value, words[Answer(value)]) for value, _ in self.fields["answer"].choices]


class PastSessionForm(forms.Form):
    source = forms.CharField(
        label="Source",
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        help_text=(
            "D’où viennent ces informations : procès-verbal papier et son classement, archive, article de presse."
        ),
    )
    scan = forms.FileField(label="Original numérisé", required=False)
    kind = forms.ChoiceField(
        label="Nature", choices=SessionKind.choices, widget=forms.RadioSelect, initial=SessionKind.ORDINARY
    )
    year = forms.IntegerField(label="Au titre de l’année", min_value=1960, max_value=2100)
    number = forms.IntegerField(
        label="Numéro",
        required=False,
        min_value=1,
        max_value=999,
        help_text="Les prochains numéros commenceront au-dessus.",
    )
    printed_number = forms.CharField(
        label="Numéro tel qu’imprimé", required=False, max_length=100, help_text="« 1ère », « deuxième »…"
    )
    held_on = DayField(label="Date", required=False)
    starts_at = forms.TimeField(
        label="Heure d’ouverture",
        required=False,
        widget=forms.TimeInput,
        help_text="Vide si la source ne la donne pas.",
    )
    ended_at = forms.TimeField(label="Heure de levée", required=False, widget=forms.TimeInput)
    place = forms.CharField(label="Lieu", required=False, max_length=300)
    theme = forms.CharField(label="Thème", required=False, max_length=500)
    chair = forms.ModelChoiceField(
        label="Présidée par", queryset=Person.objects.none(), required=False, empty_label="non renseigné"
    )
    chair_capacity = forms.CharField(label="En qualité de", required=False, max_length=300)
    is_closed_doors = forms.BooleanField(label="Session à huis clos", required=False)

    def __init__(self, *args: Any, commission: Commission, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chair"].queryset = (
            Person.objects.visible_to(user).filter(scope_id=commission.scope_id).order_by(SortKey("full_name"), "pk")
        )


class PastItemForm(forms.Form):
    title = forms.CharField(label="Intitulé", required=False, max_length=500)
    kind = forms.ChoiceField(label="Nature", choices=ItemKind.choices, initial=ItemKind.COMMUNICATION, required=False)
    presenter_label = forms.CharField(label="Présenté par", required=False, max_length=300)
    text = forms.CharField(
        label="Ce qui en est rapporté", required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=100_000
    )
    outcome = forms.ChoiceField(label="Conclusion", choices=[("", "non renseigné"), *Outcome.choices], required=False)
    decision = forms.CharField(
        label="Décision", required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=50_000
    )
    decision_number = forms.IntegerField(label="Numéro de la décision", required=False, min_value=1, max_value=9999)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if any(data.get(name) for name in ("presenter_label", "text", "outcome", "decision")) and not data.get("title"):
            self.add_error("title", "Donnez l’intitulé de ce point.")
        if data.get("decision") and not data.get("outcome"):
            self.add_error("outcome", "Dites dans quel sens la décision a été prise.")
        return data


class PastSpeechForm(forms.Form):
    kind = forms.ChoiceField(label="Nature", choices=SpeechKind.choices, required=False)
    speaker_name = forms.CharField(label="Nom", required=False, max_length=200)
    speaker_function = forms.CharField(label="Qualité", required=False, max_length=300)
    summary = forms.CharField(
        label="Résumé", required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=100_000
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("summary") and not (data.get("speaker_name") or data.get("speaker_function")):
            self.add_error("speaker_function", "Dites qui a parlé, au moins sa qualité.")
        return data


class PastGuestForm(forms.Form):
    function = forms.CharField(label="Qualité", required=False, max_length=300)
    name = forms.CharField(
        label="Nom", required=False, max_length=200, help_text="Vide si la source ne nomme pas la personne."
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("name") and not data.get("function"):
            self.add_error("function", "Donnez la qualité de cette personne.")
        return data


class PastRecommendationForm(forms.Form):
    text = forms.CharField(
        label="Recommandation", required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=10_000
    )
    addressee_label = forms.CharField(label="Destinataire", required=False, max_length=300)
    item = forms.IntegerField(label="Point n°", required=False, min_value=1, max_value=99)
    due_on = DayField(label="Échéance", required=False)
    number = forms.IntegerField(label="Numéro imprimé", required=False, min_value=1, max_value=9999)


class PastPresenceForm(forms.Form):
    CHOICES = [
        ("", "non renseigné"),
        (PresenceKind.ARRIVED.value, "présent"),
        (PresenceKind.REPRESENTED.value, "représenté par son suppléant"),
        (PresenceKind.EXCUSED.value, "excusé"),
    ]

    seat = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label="Présence", choices=CHOICES, required=False)
    person_name = forms.CharField(label="Nom", required=False, max_length=200)


LINES = {"extra": 0, "max_num": 60, "absolute_max": 60, "validate_max": True}
PastItems = formset_factory(PastItemForm, **LINES)
PastSpeeches = formset_factory(PastSpeechForm, **LINES)
PastGuests = formset_factory(PastGuestForm, **LINES)
PastRecommendations = formset_factory(PastRecommendationForm, **LINES)
PastPresences = formset_factory(PastPresenceForm, **LINES)
