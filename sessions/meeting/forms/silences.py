"""What is answered where the act of a commission is silent: columns of an act, each rule with its own. Shape only: the
operation says what holds together.
"""

from typing import Any

from django import forms

from commissions.models import Statute
from foundation.common.facts import FactsForm
from sessions.core.enums import SilentRule

SHARE = ("numerator", "denominator")
COLUMNS = {
    SilentRule.QUORUM: tuple(f"quorum_{name}" for name in ("number", *SHARE, "plus_one", "base")),
    SilentRule.QUORUM_PROXIES: ("quorum_counts_proxies",),
    SilentRule.QUORUM_LEAVE: ("quorum_leaves_out_absentees",),
    SilentRule.PROXIES: ("proxies_allowed", "proxy_limit"),
    SilentRule.MAJORITY: tuple(f"majority_{name}" for name in ("rule", "base", *SHARE, "is_strict", "number")),
    SilentRule.CASTING_VOTE: ("casting_vote",),
}
EVERY = tuple(name for names in COLUMNS.values() for name in names)


class AnswerForm(FactsForm):
    """Everything that may be answered, whatever the rule."""

    ground = forms.CharField(
        label="Sur quoi se fonde cette réponse",
        max_length=300,
        required=False,
        help_text="Un usage, une décision du président, un autre texte. Imprimé au procès-verbal.",
    )

    class Meta:
        model = Statute
        fields = EVERY

    def __init__(self, *args: Any, rule: SilentRule, **options: Any) -> None:
        super().__init__(*args, **options)
        self.rule = rule
        self.fields = {name: self.fields[name] for name in (*COLUMNS[rule], "ground")}

    def typed(self) -> dict[str, Any]:
        said = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        return {"rule": self.rule, "ground": said.pop("ground", ""), "values": said}
