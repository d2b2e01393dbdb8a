"""What people type about commissions, their rules and seats; the operations decide."""

import re
from typing import Any

from django import forms

from foundation.accounts.models import Person, User
from foundation.common import clock
from foundation.common.database import SortKey
from foundation.common.days import DayField
from foundation.common.exceptions import InvalidInput
from foundation.common.tables import as_text
from ministries.forms import LegalTextField, ministries_to_choose
from ministries.models import Ministry, Structure

from .enums import CommissionKind, HolderKind, MajorityBase, MajorityRule, QuorumBase, SeatRole
from .models import Commission, Statute
from .operations.founding import CODE, CODE_SENTENCE
from .operations.ruling import RULES
from .queries import persons_to_seat

UNKNOWN_RULE = ("", "non renseigné")


class CommissionForm(forms.Form):
    kind = forms.ChoiceField(choices=CommissionKind.choices, label="Nature")
    ministry = forms.ModelChoiceField(
        Ministry.objects.none(), label="Ministère", required=False, empty_label="aucun : organe national"
    )
    code = forms.RegexField(
        CODE,
        label="Code",
        max_length=20,
        help_text="Court et définitif : il s’imprime dans les numéros, par exemple MDGL dans « MDGL/2024/1 ».",
        error_messages={"invalid": CODE_SENTENCE},
    )
    name = forms.CharField(
        label="Nom",
        max_length=300,
        help_text="« Commission Ministérielle des Systèmes d’Information et de la Connectivité du… »",
    )
    founded_by = LegalTextField(label="Acte de création")
    founded_on = DayField(label="Créée le", required=False)
    objectives = forms.CharField(
        label="Objectifs",
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Les missions que l’acte lui donne.",
    )
    meeting_place = forms.CharField(label="Lieu habituel", max_length=300, required=False)

    reminder_days = forms.CharField(
        label="Rappels automatiques",
        max_length=40,
        required=False,
        help_text=(
            "Combien de jours avant la session le portail écrit de nouveau aux membres qui n’ont pas répondu : par"
            " exemple « 7, 2 ». Vide : aucun rappel de lui-même."
        ),
    )

    def __init__(self, *args: Any, edited: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if edited:
            for name in ("kind", "ministry", "code"):
                del self.fields[name]
        else:
            del self.fields["reminder_days"]
            self.fields["ministry"].queryset = ministries_to_choose()

    def clean_reminder_days(self) -> list[int]:
        parts = [part for part in re.split(r"[\s,;]+|\bet\b", self.cleaned_data["reminder_days"]) if part]
        if any(not (part.isascii() and part.isdigit()) or len(part) > 3 for part in parts):
            raise forms.ValidationError("Donnez des nombres de jours entiers, séparés par des virgules : « 7, 2 ».")
        return [int(part) for part in parts]


class ClosingForm(forms.Form):
    on = DayField(label="À partir du")
    reason = forms.CharField(
        label="Motif", max_length=500, widget=forms.Textarea(attrs={"rows": 2}), help_text="Écrit au journal."
    )


class SeatForm(forms.Form):
    label = forms.CharField(
        label="Fonction", max_length=300, help_text="Telle que l’acte la nomme : « le directeur de cabinet »."
    )
    feminine_label = forms.CharField(
        label="Fonction au féminin",
        max_length=300,
        required=False,
        help_text="« la directrice de cabinet ». Laissez vide : le portail l’accorde.",
    )
    role = forms.ChoiceField(choices=SeatRole.choices, label="Rôle", initial=SeatRole.MEMBER)
    has_vote = forms.BooleanField(label="Voix délibérative", required=False, initial=True)
    position = forms.IntegerField(
        label="Rang protocolaire",
        min_value=0,
        max_value=999,
        help_text="L’ordre des listes et du procès-verbal ; 1 pour le président.",
    )
    structure = forms.ModelChoiceField(
        Structure.objects.none(), label="Structure", required=False, empty_label="non renseignée"
    )
    article = forms.CharField(label="Article", max_length=60, required=False, help_text="Par exemple « article 4 ».")
    valid_from = DayField(label="Existe depuis le", required=False)

    def __init__(self, *args: Any, commission: Commission, edited: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["structure"].queryset = (
            Structure.objects.filter(scope_id=commission.scope_id)
            .in_force(clock.today())
            .order_by("position", SortKey("name"), "pk")
        )
        if edited:
            del self.fields["valid_from"]


class MandateForm(forms.Form):
    person = forms.ModelChoiceField(Person.objects.none(), label="Personne", empty_label="Choisissez la personne")
    kind = forms.ChoiceField(
        choices=HolderKind.choices[:2], label="Qualité", initial=HolderKind.TITULAR, widget=forms.RadioSelect
    )
    valid_from = DayField(label="Du")
    valid_to = DayField(
        label="Jusqu’au (exclu)", required=False, help_text="Laissez vide si l’acte ne fixe pas de fin."
    )
    act_reference = forms.CharField(label="Acte de désignation", max_length=200, required=False)

    def __init__(self, *args: Any, user: User, commission: Commission, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["person"].queryset = persons_to_seat(user, commission)
        self.fields["person"].label_from_instance = lambda person: (
            f"{person.full_name}{', ' + person.function if person.function else ''}"
        )  # type: ignore[attr-defined]


class InterimForm(MandateForm):
    """A dated delegation: always with its end."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["kind"]
        self.fields["valid_to"].required = True
        self.fields["valid_to"].help_text = "Premier jour où les droits ne sont plus délégués."
        self.fields["act_reference"].label = "Acte de délégation"


class MembersForm(forms.Form):
    """A table of members, pasted or sent; what was sent comes back in the page, to be corrected there."""

    pasted = forms.CharField(
        label="Tableau",
        max_length=200_000,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        help_text=(
            "Collez les lignes du tableur, ou du modèle rempli : avec leur première ligne, séparées par « ; », « , » ou"
            " des tabulations."
        ),
    )
    upload = forms.FileField(
        label="Ou fichier (CSV, XLSX, ODS)",
        required=False,
        help_text="500 ko au plus ; il remplace ce qui est collé.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,.ods"}),
    )
    valid_from = DayField(label="Mandats à partir du")
    act_reference = forms.CharField(label="Acte de désignation", max_length=200, required=False)
    create_seats = forms.BooleanField(
        label="Créer les sièges absents", required=False, help_text="Avec le rôle et la voix que donne la ligne."
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if upload := data.get("upload"):
            if upload.size > 500_000:
                self.add_error("upload", "Ce fichier dépasse 500 ko : ce n’est pas la composition d’une commission.")
            else:
                try:
                    self.sent, self.read_as = as_text(upload, name="upload")
                except InvalidInput as refusal:
                    for sentence in refusal.errors["upload"]:
                        self.add_error("upload", sentence)
        elif "pasted" in data and not data["pasted"].strip():
            self.add_error("pasted", "Collez le tableau, ou déposez le fichier.")
        return data

    sent = ""
    read_as = ""  # what was guessed of the file sent

    @property
    def text(self) -> str:
        return self.sent or self.cleaned_data.get("pasted", "")

    def shown_again(self) -> "MembersForm":
        if not self.sent:
            return self
        data = self.data.copy()
        data["pasted"] = self.sent
        again = MembersForm(data)
        again._errors, again.cleaned_data, again.read_as = self.errors, self.cleaned_data, self.read_as
        return again


class CancelForm(forms.Form):
    reason = forms.CharField(
        label="Motif", max_length=500, widget=forms.Textarea(attrs={"rows": 2}), help_text="Écrit au journal."
    )


def _number(label: str, *, least: int = 0, most: int = 365, help_text: str = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=most, required=False, help_text=help_text)


def _article(label: str = "Article") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=60,
        required=False,
        help_text="Par exemple « article 9 » : il sera cité dans chaque refus.",
    )


def _yes_no(label: str) -> forms.TypedChoiceField:
    choices = [UNKNOWN_RULE, ("yes", "oui"), ("no", "non")]
    return forms.TypedChoiceField(
        choices=choices, label=label, required=False, coerce=lambda value: value == "yes", empty_value=None
    )


YES_NO = (
    "quorum_counts_proxies",
    "quorum_leaves_out_absentees",
    "casting_vote",
    "proxies_allowed",
    "notice_skips_holidays",
    "second_quorum_free",
    "consultation_allowed",
)


class StatuteForm(forms.Form):
    """Every rule may stay empty: what nobody read in a text is not filled in."""

    legal_text = LegalTextField(label="Acte")
    valid_from = DayField(label="S’applique à partir du", required=False)

    quorum_base = forms.ChoiceField(choices=[UNKNOWN_RULE, *QuorumBase.choices], label="Base du quorum", required=False)
    quorum_numerator = _number("Fraction : numérateur", least=1, most=20, help_text="1 pour « la moitié ».")
    quorum_denominator = _number("Fraction : dénominateur", least=1, most=20, help_text="2 pour « la moitié ».")
    quorum_plus_one = forms.BooleanField(label="Plus un (« la moitié plus un »)", required=False)
    quorum_number = _number(
        "Nombre de membres, au moins",
        most=500,
        help_text="Pour « 7 membres au moins ». Zéro : l’acte dit qu’aucun quorum n’est exigé.",
    )
    quorum_leaves_out_absentees = _yes_no("Les membres en congé ou en mission de longue durée sortent du compte")
    quorum_counts_proxies = _yes_no("Les membres représentés comptent dans le quorum")
    quorum_article = _article()

    majority_rule = forms.ChoiceField(choices=[UNKNOWN_RULE, *MajorityRule.choices], label="Majorité", required=False)
    majority_base = forms.ChoiceField(
        choices=[("", "–"), *MajorityBase.choices], label="Autre majorité : base", required=False
    )
    majority_numerator = _number("Autre majorité : numérateur", least=1, most=20)
    majority_denominator = _number("Autre majorité : dénominateur", least=1, most=20)
    majority_is_strict = forms.BooleanField(label="Plus de cette part (sinon : au moins)", required=False)
    majority_number = _number("Autre majorité : nombre de voix", least=1, most=500)
    majority_article = _article()
    casting_vote = _yes_no("Voix prépondérante du président en cas de partage")
    casting_vote_article = _article("Article de la voix prépondérante")

    proxies_allowed = _yes_no("Procurations admises")
    proxy_limit = _number("Procurations par mandataire, au plus", least=1, most=20)
    proxies_article = _article()

    notice_days = _number("Délai de convocation, en jours francs", most=90)
    notice_skips_holidays = _yes_no("Les jours fériés ne comptent pas dans le délai")
    notice_article = _article()
    sessions_per_year = _number("Sessions ordinaires par an", least=1, most=52)
    sessions_article = _article()

    second_convocation_days = _number("Délai de la seconde convocation, en jours francs", most=90)
    second_quorum_free = _yes_no("La seconde session siège sans condition de quorum")
    second_quorum_numerator = _number("Quorum de la seconde session : numérateur", least=1, most=20)
    second_quorum_denominator = _number("Quorum de la seconde session : dénominateur", least=1, most=20)
    second_quorum_plus_one = forms.BooleanField(label="Plus un", required=False)
    second_quorum_number = _number("Quorum de la seconde session : membres, au moins", least=1, most=500)
    second_convocation_article = _article()

    pv_recipients = forms.CharField(
        label="Destinataires du procès-verbal",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Par exemple « le ministre, le secrétaire général du ministère, l’ASIN et les membres ».",
    )
    pv_article = _article()
    consultation_allowed = _yes_no("La commission peut être consultée par écrit entre deux sessions")
    consultation_days = _number("Délai de réponse à une consultation écrite, en jours", least=1, most=90)
    consultation_article = _article()
    dissent_days = _number("Délai pour joindre une explication de vote, en jours", most=90)
    dissent_article = _article()
    composition_article = _article("Article de la composition")

    @property
    def rules(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in RULES}


STATUTE_SECTIONS = (
    ("Acte", "Le texte qui donne ces règles.", ("legal_text", "valid_from", "composition_article")),
    (
        "Quorum",
        (
            "Une base, et une fraction ou un nombre. Ce que l’acte ne dit pas reste « non renseigné » : la question est"
            " posée en séance, et la réponse imprimée au procès-verbal."
        ),
        (
            "quorum_base",
            "quorum_numerator",
            "quorum_denominator",
            "quorum_plus_one",
            "quorum_number",
            "quorum_counts_proxies",
            "quorum_leaves_out_absentees",
            "quorum_article",
        ),
    ),
    (
        "Majorité",
        "",
        (
            "majority_rule",
            "majority_base",
            "majority_numerator",
            "majority_denominator",
            "majority_is_strict",
            "majority_number",
            "majority_article",
            "casting_vote",
            "casting_vote_article",
        ),
    ),
    ("Procurations", "", ("proxies_allowed", "proxy_limit", "proxies_article")),
    (
        "Convocation et périodicité",
        "",
        ("notice_days", "notice_skips_holidays", "notice_article", "sessions_per_year", "sessions_article"),
    ),
    (
        "Seconde convocation",
        "Ce qui se passe quand le quorum a manqué.",
        (
            "second_convocation_days",
            "second_quorum_free",
            "second_quorum_numerator",
            "second_quorum_denominator",
            "second_quorum_plus_one",
            "second_quorum_number",
            "second_convocation_article",
        ),
    ),
    ("Entre les sessions", "", ("consultation_allowed", "consultation_days", "consultation_article")),
    ("Procès-verbal", "", ("pv_recipients", "pv_article", "dissent_days", "dissent_article")),
)


def initial_of(statute: Statute | None) -> dict[str, Any]:
    """The rules of a version as the form shows them; nothing for a first version."""
    if statute is None:
        return {}
    values = {name: getattr(statute, name) for name in RULES}
    return (
        values
        | {name: {True: "yes", False: "no"}.get(values[name], "") for name in YES_NO}
        | {"legal_text": statute.legal_text}
    )
