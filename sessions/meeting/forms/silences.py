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

    rule: SilentRule
    ground = forms.CharField(
        label="Sur quoi se fonde cette réponse",
        max_length=300,
        required=False,
        help_text="Un usage, une décision du président, un autre texte. Imprimé au procès-verbal.",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.order_fields([*(name for name in self.fields if name != "ground"), "ground"])

    def typed(self) -> dict[str, Any]:
        said = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        return {"rule": self.rule, "ground": said.pop("ground", ""), "values": said}


class QuorumSilence(SilenceForm):
    rule = SilentRule.QUORUM
    quorum_number = _number("Nombre de membres, au moins", 0, "Zéro : aucun quorum n’est exigé pour cette session.")
    quorum_numerator = _number("Ou une part : numérateur", 1)
    quorum_denominator = _number("Dénominateur", 1)
    quorum_plus_one = forms.BooleanField(label="Plus un", required=False)
    quorum_base = forms.ChoiceField(
        choices=[("", "à dire"), *QuorumBase.choices], label="De quels sièges", required=False
    )


class ProxiesInQuorumSilence(SilenceForm):
    rule = SilentRule.QUORUM_PROXIES
    quorum_counts_proxies = _yes_no("Les membres représentés comptent dans le quorum")


class LeaveSilence(SilenceForm):
    rule = SilentRule.QUORUM_LEAVE
    quorum_leaves_out_absentees = _yes_no("Les membres en congé sortent du compte")


class ProxiesSilence(SilenceForm):
    rule = SilentRule.PROXIES
    proxies_allowed = _yes_no("Les procurations sont admises")
    proxy_limit = _number("Procurations par mandataire, au plus", 1)


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


class CastingVoteSilence(SilenceForm):
    rule = SilentRule.CASTING_VOTE
    casting_vote = _yes_no("La voix du président est prépondérante en cas de partage")


ANSWERS = (QuorumSilence, ProxiesInQuorumSilence, LeaveSilence, ProxiesSilence, MajoritySilence, CastingVoteSilence)
FORMS: dict[str, type[SilenceForm]] = {form.rule.value: form for form in ANSWERS}


class AnyRule(*ANSWERS):  # type: ignore[misc]
    """Everything that may be answered, whatever the rule."""
