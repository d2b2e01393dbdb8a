"""What people type about institutions and texts; the operations decide."""

from typing import Any

from django import forms

from foundation.accounts.enums import Role
from foundation.accounts.models import Person, Scope, User
from foundation.common import clock
from foundation.common.database import SortKey
from foundation.common.days import DayField

from .enums import (
    CommuneStatus,
    CouncilRecordKind,
    LegalLinkKind,
    LegalTextKind,
    LegalTextState,
    Precision,
    StructureKind,
)
from .models import Appointment, LegalText, Ministry, Structure
from .queries import texts_by_reference
from .rules import ADMINS, SCOPE_OF_ROLE, can_add_text_for, can_appoint

PASSIVE = {
    LegalLinkKind.APPLIES: "est appliqué par",
    LegalLinkKind.AMENDS: "est modifié par",
    LegalLinkKind.REPEALS: "est abrogé par",
    LegalLinkKind.CITES: "est cité par",
}
INWARD = "by-"  # before the kind of a link that comes from the other text
LINKS_BOTH_WAYS = [*LegalLinkKind.choices, *((f"{INWARD}{kind.value}", label) for kind, label in PASSIVE.items())]


class LegalTextField(forms.CharField):
    """A text named by its reference, as it is printed."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("required", False)
        options.setdefault("max_length", 200)
        options.setdefault("help_text", "Sa référence, par exemple 2018-531 ou 020/MDGL/DC/SGM/DPAF/DSI/SA/023SGG22.")
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        return value.reference if isinstance(value, LegalText) else value

    def clean(self, value: Any) -> LegalText | None:  # type: ignore[override]
        typed = super().clean(value)
        if not typed:
            return None
        found = list(texts_by_reference(typed)[:4])
        if not found:
            raise forms.ValidationError(
                "Aucun texte de la bibliothèque ne porte cette référence. Ajoutez-le d’abord dans « Textes », ou"
                " vérifiez-la sur l’acte."
            )
        if len(found) > 1:
            raise forms.ValidationError(
                "Plusieurs textes portent cette référence :"
                f" {' ; '.join(f'{text.reference} ({text.get_kind_display()})' for text in found[:3])}. Donnez-la en"
                " entier."
            )
        return found[0]


def ministries_to_choose() -> Any:
    return Ministry.objects.in_force(clock.today()).order_by(SortKey("name"), "pk")


class MinistryForm(forms.Form):
    name = forms.CharField(
        label="Nom", max_length=300, help_text="L’intitulé exact du décret de composition du Gouvernement."
    )
    acronym = forms.CharField(
        label="Sigle",
        max_length=20,
        required=False,
        help_text="Laissez vide si aucun sigle n’est attesté : on n’en invente pas.",
    )
    valid_from = DayField(label="Existe depuis le", required=False)
    valid_from_precision = forms.ChoiceField(
        choices=Precision.choices, label="Cette date est connue au", initial=Precision.DAY
    )
    legal_text = LegalTextField(label="Texte")
    source = forms.CharField(label="Source", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))


class RenameForm(forms.Form):
    name = forms.CharField(label="Nouveau nom", max_length=300)
    acronym = forms.CharField(
        label="Nouveau sigle", max_length=20, required=False, help_text="Laissez vide si aucun n’est attesté."
    )
    on = DayField(label="À partir du")
    legal_text = LegalTextField(label="Texte")
    reason = forms.CharField(label="Motif", max_length=300, required=False)


class SuccessionForm(forms.Form):
    successor = forms.ModelChoiceField(
        Ministry.objects.none(), label="Successeur", empty_label="Choisissez le ministère qui suit"
    )
    on = DayField(label="À partir du")
    ends_predecessor = forms.BooleanField(
        label="Ce ministère n’existe plus à partir de ce jour",
        required=False,
        initial=True,
        help_text="Décochez s’il continue sans une partie de ses attributions.",
    )
    note = forms.CharField(
        label="Précision", max_length=300, required=False, help_text="Par exemple « pour le domaine du numérique »."
    )
    source = forms.CharField(label="Source", max_length=500, required=False)

    def __init__(self, *args: Any, predecessor: Ministry, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["successor"].queryset = ministries_to_choose().exclude(pk=predecessor.pk)


class StructureForm(forms.Form):
    kind = forms.ChoiceField(choices=StructureKind.choices, label="Nature")
    name = forms.CharField(label="Nom", max_length=300)
    acronym = forms.CharField(label="Sigle", max_length=20, required=False)
    parent = forms.ModelChoiceField(
        Structure.objects.none(), label="Dépend de", required=False, empty_label="directement du ministre"
    )
    position = forms.IntegerField(
        label="Rang",
        min_value=0,
        max_value=999,
        initial=0,
        required=False,
        help_text="Ordre d’affichage parmi celles du même niveau.",
    )
    valid_from = DayField(label="Existe depuis le", required=False)
    source = forms.CharField(label="Source", max_length=500, required=False)

    def __init__(self, *args: Any, ministry: Ministry, but: Structure | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        rows = ministry.structures.in_force(clock.today()).order_by("position", SortKey("name"), "pk")
        self.fields["parent"].queryset = rows.exclude(pk=but.pk) if but else rows

    def clean_position(self) -> int:
        return self.cleaned_data["position"] or 0


class ClosingForm(forms.Form):
    on = DayField(label="À partir du", help_text="Premier jour où elle n’existe plus.")
    reason = forms.CharField(
        label="Motif", max_length=500, widget=forms.Textarea(attrs={"rows": 2}), help_text="Écrit au journal."
    )


class CommuneForm(forms.Form):
    status = forms.ChoiceField(choices=[("", "non renseigné"), *CommuneStatus.choices], label="Statut", required=False)
    aliases = forms.CharField(
        label="Autres graphies",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Une par ligne : elles sont acceptées à la recherche.",
    )

    def clean_aliases(self) -> list[str]:
        return [line for line in self.cleaned_data["aliases"].splitlines() if line.strip()]


class TextForm(forms.Form):
    kind = forms.ChoiceField(choices=LegalTextKind.choices, label="Nature")
    reference = forms.CharField(
        label="Référence",
        max_length=200,
        help_text=(
            "Telle qu’imprimée, par exemple 020/MDGL/DC/SGM/DPAF/DSI/SA/023SGG22. Une forme inhabituelle est acceptée."
        ),
    )
    dated_on = DayField(label="Date", required=False)
    title = forms.CharField(
        label="Intitulé",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="« portant attributions, organisation et fonctionnement… »",
    )
    issuer = forms.CharField(label="Autorité", max_length=300, required=False, help_text="Qui a pris l’acte.")
    ministry = forms.ModelChoiceField(
        Ministry.objects.none(), label="Ministère", required=False, empty_label="aucun : texte national"
    )
    state = forms.ChoiceField(choices=LegalTextState.choices, label="État", initial=LegalTextState.UNKNOWN)
    body = forms.CharField(
        label="Texte",
        max_length=200_000,  # what the index of its words can hold, whatever they are
        required=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=(
            "Laissez vide si vous joignez l’acte en PDF ou en DOCX : le texte en est extrait, et la recherche le lit."
        ),
    )
    upload = forms.FileField(
        label="Fichier de l’acte",
        required=False,
        help_text="PDF, DOCX ou image, 25 Mo au plus. D’un scan sans texte, la recherche ne lit que la fiche.",
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.docx,.png,.jpg,.jpeg"}),
    )
    source = forms.CharField(label="Source", max_length=500, required=False, help_text="Où le texte a été trouvé.")

    def __init__(self, *args: Any, user: User, text: LegalText | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user
        rows = (
            Ministry.objects.order_by(SortKey("name"), "pk")
            if user.has_role(*ADMINS)
            else Ministry.objects.filter(scope_id__in=user.access.scopes(Role.DSI, Role.SECRETARY))
        )
        field = self.fields["ministry"]
        field.queryset = rows
        if not user.has_role(*ADMINS):
            field.required, field.empty_label = True, "Choisissez le ministère"
            first = rows.first()
            if first is not None and rows.count() == 1:
                field.initial = first.pk

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "ministry" in data and not can_add_text_for(self.user, data["ministry"]):
            self.add_error("ministry", can_add_text_for.sentence)  # type: ignore[attr-defined]
        return data


class LinkForm(forms.Form):
    """A link from this text, or to it: « modifie », « est modifié par »."""

    kind = forms.ChoiceField(choices=LINKS_BOTH_WAYS, label="Ce texte")
    target = LegalTextField(label="le texte de référence", required=True)
    article = forms.CharField(
        label="Article", max_length=60, required=False, help_text="Quand le lien ne porte que sur un article."
    )


class CouncilForm(forms.Form):
    held_on = DayField(label="Conseil du")
    kind = forms.ChoiceField(choices=CouncilRecordKind.choices, label="Nature")
    title = forms.CharField(label="Objet", max_length=500)
    text = forms.CharField(
        label="Contenu",
        max_length=100_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Tel que le relevé le donne.",
    )
    ministry = forms.ModelChoiceField(
        Ministry.objects.none(), label="Ministère", required=False, empty_label="non renseigné"
    )
    approved = forms.TypedChoiceField(
        choices=[("", "non renseigné"), ("yes", "approuvé"), ("no", "non approuvé")],
        label="Issue",
        required=False,
        coerce=lambda value: value == "yes",
        empty_value=None,
    )
    legal_text = LegalTextField(label="Relevé")
    source = forms.CharField(label="Source", max_length=500, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["ministry"].queryset = Ministry.objects.order_by(SortKey("name"), "pk")


class AppointmentForm(forms.Form):
    role = forms.ChoiceField(choices=[], label="Fonction")
    scope = forms.ModelChoiceField(Scope.objects.none(), label="Institution", empty_label="Choisissez l’institution")
    person = forms.ModelChoiceField(Person.objects.none(), label="Personne", empty_label="Choisissez la personne")
    title = forms.CharField(
        label="Intitulé de la fonction",
        max_length=300,
        help_text="Tel qu’à l’acte : « Directeur des systèmes d’information du MDGL ». Il s’écrit au journal.",
    )
    act_reference = forms.CharField(label="Acte de nomination", max_length=200, required=False)
    valid_from = DayField(label="Du")
    valid_to = DayField(label="Jusqu’au (exclu)", required=False)

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["role"].choices = [(role.value, role.label) for role in SCOPE_OF_ROLE if can_appoint(user, role)]
        self.fields["scope"].queryset = Scope.objects.order_by("kind", SortKey("label"), "pk")
        self.fields["person"].queryset = Person.objects.visible_to(user).order_by(SortKey("full_name"), "pk")
        self.fields["person"].label_from_instance = lambda person: (
            f"{person.full_name}{', ' + person.function if person.function else ''}"
        )  # type: ignore[attr-defined]

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class DelegationForm(forms.Form):
    person = forms.ModelChoiceField(Person.objects.none(), label="Personne", empty_label="Choisissez la personne")
    valid_from = DayField(label="Du")
    valid_to = DayField(label="Jusqu’au (exclu)", help_text="Premier jour où les droits ne sont plus délégués.")
    act_reference = forms.CharField(label="Acte de délégation", max_length=200, required=False)

    def __init__(self, *args: Any, user: User, appointment: Appointment, **options: Any) -> None:
        super().__init__(*args, **options)
        rows = Person.objects.visible_to(user).filter(scope_id=appointment.scope_id).exclude(pk=appointment.person_id)
        self.fields["person"].queryset = rows.order_by(SortKey("full_name"), "pk")
        self.fields["person"].label_from_instance = lambda person: (
            f"{person.full_name}{', ' + person.function if person.function else ''}"
        )  # type: ignore[attr-defined]


class CancelForm(forms.Form):
    reason = forms.CharField(
        label="Motif", max_length=500, widget=forms.Textarea(attrs={"rows": 2}), help_text="Écrit au journal."
    )
