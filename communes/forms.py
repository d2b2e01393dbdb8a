"""What a RSI types of his quarter: the columns of the rows, a form a row."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms

from foundation.common.facts import FactsForm, column_field
from ministries.models import Commune

from .enums import Reply, Situation
from .models import Attendance, CommuneProject, GridAnswer, NextStep
from .operations.attendance import AttendanceTold
from .operations.quarter import LONE_PROOF
from .operations.statuses import StatusTold

ANSWERED = ("reply", "proof")
MOVED = ("situation", "progress", "note")
STEPPED = ("text", "due_on")
CAME = ("function", "presence", "note")
BLANK = [f"new-{rank}" for rank in range(1, 6)]  # rows to fill, under those of a session
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
        for key, row in self.rows.items():
            if row is None:
                only = next(iter(communes)) if len(communes) == 1 else ""
                choices = [("", "à choisir"), *communes.items()]
                self._add(key, "commune", forms.ChoiceField(label="Commune", choices=choices), only)
            for name in CAME:
                column: Any = Attendance._meta.get_field(name)
                self._add(key, name, column_field(column), getattr(row or Attendance(), name))

    def _add(self, key: str, name: str, field: Any, initial: Any) -> None:
        field.required, field.help_text, field.initial, field.show_hidden_initial = False, "", initial, True
        self.fields[f"{key}-{name}"] = field

    def lines(self) -> list[tuple[Attendance | None, list[forms.BoundField]]]:
        return [(row, [self[name] for name in self.fields if name.startswith(key)]) for key, row in self.rows.items()]

    def told(self) -> list[AttendanceTold]:
        """The rows that were touched."""
        found = []
        for key, row in self.rows.items():
            if not any(name.startswith(key) for name in self.changed_data):
                continue
            values = {name: self.cleaned_data[f"{key}-{name}"] for name in CAME}
            values["presence"] = values["presence"] or Attendance().presence
            commune, version = self.cleaned_data.get(f"{key}-commune"), self.data.get(f"{key}-version", "")
            told = AttendanceTold(
                key,
                values,
                row and row.pk,
                UUID(commune) if commune else None,
                int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0,
            )
            found.append(told)
        return found


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
