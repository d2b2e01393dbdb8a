"""What people type about institutions and texts; the operations decide."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms

from foundation.accounts.enums import Role, ScopeKind
from foundation.accounts.models import Person, Scope, User
from foundation.common import clock
from foundation.common.database import SortKey
from foundation.common.facts import FactsForm, fact, form_of, offer, rows_offered

from .enums import LegalLinkKind
from .models import (
    Appointment,
    Commune,
    CouncilRecord,
    LegalText,
    LegalTextLink,
    Ministry,
    MinistryName,
    MinistrySuccession,
    Structure,
)
from .operations.council import COUNCIL_FIELDS
from .operations.structuring import STRUCTURE_FIELDS
from .operations.texts import TEXT_FIELDS
from .queries import INWARD as PASSIVE
from .queries import dated_name, texts_by_reference
from .rules import ADMINS, SCOPE_OF_ROLE, can_add_text_for, can_appoint

CREATED = ("name", "acronym", "valid_from", "valid_from_precision", "legal_text", "source")
RENAMED = ("name", "acronym", "on", "legal_text", "reason")
SUCCEEDED = ("successor", "on", "ends_predecessor", "note", "source")
COMMUNE = ("status", "aliases")
LINKED = ("kind", "target", "article")
APPOINTED = ("role", "scope", "person", "title", "act_reference", "valid_from", "valid_to")
DELEGATED = ("person", "valid_from", "valid_to", "act_reference")
INWARD = "by-"  # before the kind of a link that comes from the other text
LINKS = [*LegalLinkKind.choices, *((f"{INWARD}{kind}", f"est {label.lower()}") for kind, label in PASSIVE.items())]


class LegalTextField(forms.CharField):
    """A text named by its reference, as it is printed."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("required", False)
        options.setdefault("max_length", 200)
        options.setdefault("help_text", "Sa référence, par exemple 2018-531 ou 020/MDGL/DC/SGM/DPAF/DSI/SA/023SGG22.")
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, UUID):
            value = LegalText.objects.only("reference").filter(pk=value).first()
        return value.reference if isinstance(value, LegalText) else value

    def clean(self, value: Any) -> LegalText | None:
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
    return Ministry.objects.in_force(clock.today()).alphabetical()


def person_and_function(person: Person) -> str:
    return f"{person.full_name}{', ' + person.function if person.function else ''}"


class PersonChosen(FactsForm):
    """A form that names a person among those one may see, with his function."""

    def choose_person(self, rows: Any = None) -> None:
        if rows is None:
            rows = rows_offered(self, "person").order_by(SortKey("full_name"), "pk")
        self.choose("person", "Choisissez la personne", rows, person_and_function)


class Delegating(PersonChosen):
    """A dated delegation: always with its end."""

    def choose_delegate(self, rows: Any) -> None:
        self.choose_person(rows)
        self.fields["valid_to"].required = True
        self.fields["valid_to"].help_text = "Premier jour où les droits ne sont plus délégués."
        self.fields["act_reference"].label = "Acte de délégation"


@dataclass(frozen=True)
class Renaming:
    """When a name takes effect, and why."""

    on: date = fact("à partir du")
    reason: str = fact("motif", default="")


@dataclass(frozen=True)
class Ending:
    """When a ministry is followed by another one, and whether it ends there."""

    on: date = fact("à partir du")
    ends_predecessor: bool = fact(
        "ce ministère n’existe plus à partir de ce jour",
        default=True,
        help_text="Décochez s’il continue sans une partie de ses attributions.",
    )


@dataclass(frozen=True)
class Closing:
    """The first day without, and why."""

    on: date = fact("à partir du", help_text="Premier jour sans.")
    reason: str = fact("motif", lines=4, help_text="Écrit au journal.")


ClosingForm = form_of(Closing)


class MinistryForm(FactsForm):
    legal_text = LegalTextField(label="Texte")

    class Meta:
        model = Ministry
        fields = CREATED


class RenameForm(FactsForm, form_of(Renaming)):  # type: ignore[misc]
    legal_text = LegalTextField(label="Texte")

    class Meta:
        model = MinistryName
        fields = RENAMED


class SuccessionForm(FactsForm, form_of(Ending)):  # type: ignore[misc]
    class Meta:
        model = MinistrySuccession
        fields = SUCCEEDED

    def __init__(self, *args: Any, predecessor: Ministry, **options: Any) -> None:
        super().__init__(*args, **options)
        rows = ministries_to_choose().exclude(pk=predecessor.pk)
        self.choose("successor", "Choisissez le ministère qui suit", rows)


class StructureForm(FactsForm):
    class Meta:
        model = Structure
        fields = STRUCTURE_FIELDS

    def __init__(self, *args: Any, ministry: Ministry, **options: Any) -> None:
        super().__init__(*args, **options)
        rows = ministry.structures.in_force(clock.today()).order_by("position", SortKey("name"), "pk")
        self.choose("parent", "directement du ministre", rows.exclude(pk=self.instance.pk))

    def clean_position(self) -> int:
        return self.cleaned_data["position"] or 0


class CommuneForm(FactsForm):
    aliases = forms.CharField(
        label="Autres graphies",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Une par ligne : elles sont acceptées à la recherche.",
    )

    class Meta:
        model = Commune
        fields = COMMUNE

    def clean_aliases(self) -> list[str]:
        return [line for line in self.cleaned_data["aliases"].splitlines() if line.strip()]


class TextForm(FactsForm):
    upload = forms.FileField(
        label="Fichier de l’acte",
        required=False,
        help_text="PDF, DOCX ou image, 25 Mo au plus. D’un scan sans texte, la recherche ne lit que la fiche.",
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.docx,.png,.jpg,.jpeg"}),
    )

    class Meta:
        model = LegalText
        fields = (*TEXT_FIELDS, "upload")

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, user=user, **options)
        self.user = user
        self.fields["title"].widget.attrs["rows"] = 2
        self.fields["body"].widget.attrs["rows"] = 14
        rows = Ministry.objects.alphabetical()
        if user.has_role(*ADMINS):
            self.choose("ministry", "aucun : texte national", rows, dated_name)
            return
        rows = rows.filter(scope_id__in=user.access.scopes(Role.DSI, Role.SECRETARY))
        self.choose("ministry", "Choisissez le ministère", rows, dated_name).required = True
        if len(only := list(rows[:2])) == 1:
            self.initial["ministry"] = self.initial.get("ministry") or only[0].pk

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "ministry" in data and not can_add_text_for(self.user, data["ministry"]):
            self.add_error("ministry", can_add_text_for.sentence)
        return data


class LinkForm(FactsForm):
    """A link from this text, or to it: « modifie », « est modifié par »."""

    kind = forms.ChoiceField(choices=LINKS, label="Ce texte")
    target = LegalTextField(label="le texte de référence", required=True)

    class Meta:
        model = LegalTextLink
        fields = LINKED


class CouncilForm(FactsForm):
    legal_text = LegalTextField(label="Relevé")

    class Meta:
        model = CouncilRecord
        fields = COUNCIL_FIELDS

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["text"].widget.attrs["rows"] = 8
        self.choose("ministry", "non renseigné", Ministry.objects.alphabetical(), dated_name)


def institutions_by_kind(rows: Iterable[Scope]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Groups of a list: what is in office first, the ministries that ended last (2 queries)."""
    living = set(Ministry.objects.in_force(clock.today()).values_list("scope_id", flat=True))
    groups: dict[str, list[tuple[str, str]]] = {
        name: [] for name in ("Organes nationaux", "Ministères en exercice", "Communes", "Ministères qui ne sont plus")
    }
    for row in rows:
        if row.kind == ScopeKind.MINISTRY:
            name = "Ministères en exercice" if row.pk in living else "Ministères qui ne sont plus"
        else:
            name = "Communes" if row.kind == ScopeKind.COMMUNE else "Organes nationaux"
        groups[name].append((str(row.pk), row.label))
    return [(name, lines) for name, lines in groups.items() if lines]


class AppointmentForm(PersonChosen):
    class Meta:
        model = Appointment
        fields = APPOINTED

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, user=user, **options)
        offer(self, "role", [(role.value, role.label) for role in SCOPE_OF_ROLE if can_appoint(user, role)])
        institutions = Scope.objects.exclude(kind=ScopeKind.REHEARSAL).order_by(SortKey("label"), "pk")
        self.choose("scope", "Choisissez l’institution", institutions)
        scope: Any = self.fields["scope"]
        scope.choices = [("", scope.empty_label), *institutions_by_kind(institutions)]
        self.choose_person()

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class DelegationForm(Delegating):
    class Meta:
        model = Appointment
        fields = DELEGATED

    def __init__(self, *args: Any, user: User, appointment: Appointment, **options: Any) -> None:
        super().__init__(*args, user=user, **options)
        rows = Person.objects.visible_to(user).filter(scope_id=appointment.scope_id).exclude(pk=appointment.person_id)
        self.choose_delegate(rows.order_by(SortKey("full_name"), "pk"))
