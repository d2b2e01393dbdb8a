"""What a RSI types of his quarter: the columns of the rows, a form a row."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from foundation.common.facts import FactsForm, column_field
from ministries.models import Commune

from .enums import Reply, Situation
from .models import Attendance, CommuneProject, GridAnswer, NextStep
from .operations.attendance import BLANK, AttendanceTold, fields_told, rows_told
from .operations.quarter import LONE_PROOF
from .operations.statuses import StatusTold

ANSWERED = ("reply", "proof")
MOVED = ("situation", "progress", "note")
STEPPED = ("text", "due_on")
REPLIES = [*Reply.choices, ("", "?")]


class StatusSheet(forms.Form):
    """The legal status of each commune, by département; each field says beside it what was shown."""

    def __init__(self, *args: Any, communes: Sequence[Commune], **options: Any) -> None:
        super().__init__(*args, **options)
        self.communes = {str(row.pk): row for row in communes}
        for key, row in self.communes.items():
            column: Any = Commune._meta.get_field("status")
            field: Any = column_field(column, label=row.name, initial=row.status, show_hidden_initial=True)
            self.fields[key] = field

    def departements(self) -> list[tuple[str, list[forms.BoundField]]]:
        groups: dict[str, list[forms.BoundField]] = {}
        for key, row in self.communes.items():
            groups.setdefault(row.departement.name, []).append(self[key])
        return list(groups.items())

    def told(self) -> list[StatusTold]:
        """Those changed by hand."""
        shown = {key: self.data.get(self[key].html_initial_name, "") for key in self.changed_data}
        return [StatusTold(self.communes[key].pk, self.cleaned_data[key], was) for key, was in shown.items()]


class AttendanceSheet(forms.Form):
    """Who is told to come to a session and who came: a row each, then rows to fill."""

    def __init__(
        self, *args: Any, attendances: Sequence[Attendance], communes: Mapping[str, str], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.rows: dict[str, Attendance | None] = {str(row.pk): row for row in attendances} | dict.fromkeys(BLANK)
        self.fields.update(fields_told(self.rows, communes))

    def lines(self) -> list[tuple[Attendance | None, list[forms.BoundField]]]:
        return [(row, [self[name] for name in self.fields if name.startswith(key)]) for key, row in self.rows.items()]

    def told(self) -> list[AttendanceTold]:
        """The rows that were touched."""
        return rows_told(self.rows, self.changed_data, self.cleaned_data, self.data)


class AnswerForm(FactsForm):
    class Meta:
        model = GridAnswer
        fields = ANSWERED

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["proof"].help_text = ""  # the question says what would prove it
        self.fields["reply"] = forms.ChoiceField(
            label="Réponse", choices=REPLIES, required=False, widget=forms.RadioSelect
        )

    def clean(self) -> None:
        if self.cleaned_data.get("proof") and not self.cleaned_data.get("reply"):
            self.add_error("proof", LONE_PROOF)


class ProjectRowForm(FactsForm):
    class Meta:
        model = CommuneProject
        fields = MOVED

    def clean(self) -> dict[str, Any]:
        """Done is 100 %, to come is 0 %: what only follows from the situation is not asked again."""
        typed = super().clean() or {}
        if "progress" not in self.changed_data and "situation" in self.changed_data:
            fixed = {Situation.DONE: 100, Situation.TO_COME: None}
            situation = typed.get("situation")
            typed["progress"] = fixed.get(Situation(situation), typed.get("progress")) if situation else None
        return typed


class StepForm(FactsForm):
    """A step of a rank; left empty where there is none."""

    is_done = forms.BooleanField(label="Faite", required=False)

    class Meta:
        model = NextStep
        fields = STEPPED
