"""What is answered where the act of a commission is silent. Shape only: the operation says what holds together."""

from typing import Any

from django import forms

from commissions.enums import MajorityBase, MajorityRule, QuorumBase
from sessions.core.enums import SilentRule

YES_NO = [("", "à dire"), ("yes", "oui"), ("no", "non")]


def _yes_no(label: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        choices=YES_NO, label=label, required=False, coerce=lambda value: value == "yes", empty_value=None
    )


def _number(label: str, least: int, help_text: str = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=500, required=False, help_text=help_text)


class SilenceForm(forms.Form):
    """One answer; a subclass has the fields of its rule."""

    rule = SilentRule.QUORUM
    ground = forms.CharField(
        label="Sur quoi se fonde cette réponse",
        max_length=300,
        required=False,
        help_text="Un usage, une décision du président, un autre texte. Imprimé au procès-verbal.",
    )

    def values(self) -> dict[str, Any]:
        return {
            name: value for name, value in self.cleaned_data.items() if name != "ground" and value not in (None, "")
        }


class QuorumSilence(SilenceForm):
    quorum_number = _number("Nombre de membres, au moins", 0, "Zéro : aucun quorum n’est exigé pour cette session.")
    quorum_numerator = _number("Ou une part : numérateur", 1)
    quorum_denominator = _number("Dénominateur", 1)
    quorum_plus_one = forms.BooleanField(label="Plus un", required=False)
    quorum_base = forms.ChoiceField(
        choices=[("", "à dire"), *QuorumBase.choices], label="De quels sièges", required=False
    )
    field_order = [
        "quorum_number",
        "quorum_numerator",
        "quorum_denominator",
        "quorum_plus_one",
        "quorum_base",
        "ground",
    ]


class ProxiesInQuorumSilence(SilenceForm):
    rule = SilentRule.QUORUM_PROXIES
    quorum_counts_proxies = _yes_no("Les membres représentés comptent dans le quorum")
    field_order = ["quorum_counts_proxies", "ground"]


class LeaveSilence(SilenceForm):
    rule = SilentRule.QUORUM_LEAVE
    quorum_leaves_out_absentees = _yes_no("Les membres en congé sortent du compte")
    field_order = ["quorum_leaves_out_absentees", "ground"]


class ProxiesSilence(SilenceForm):
    rule = SilentRule.PROXIES
    proxies_allowed = _yes_no("Les procurations sont admises")
    proxy_limit = _number("Procurations par mandataire, au plus", 1)
    field_order = ["proxies_allowed", "proxy_limit", "ground"]


class MajoritySilence(SilenceForm):
    rule = SilentRule.MAJORITY
    majority_rule = forms.ChoiceField(choices=[("", "à dire"), *MajorityRule.choices], label="Majorité", required=False)
    majority_base = forms.ChoiceField(
        choices=[("", "–"), *MajorityBase.choices], label="Autre majorité : base", required=False
    )
    majority_numerator = _number("Autre majorité : numérateur", 1)
    majority_denominator = _number("Autre majorité : dénominateur", 1)
    majority_is_strict = forms.BooleanField(label="Plus de cette part", required=False)
    majority_number = _number("Autre majorité : nombre de voix", 1)
    field_order = [
        "majority_rule",
        "majority_base",
        "majority_numerator",
        "majority_denominator",
        "majority_is_strict",
        "majority_number",
        "ground",
    ]


class CastingVoteSilence(SilenceForm):
    rule = SilentRule.CASTING_VOTE
    casting_vote = _yes_no("La voix du président est prépondérante en cas de partage")
    field_order = ["casting_vote", "ground"]


FORMS: dict[str, type[SilenceForm]] = {
    form.rule.value: form
    for form in (
        QuorumSilence,
        ProxiesInQuorumSilence,
        LeaveSilence,
        ProxiesSilence,
        MajoritySilence,
        CastingVoteSilence,
    )
}
