"""What a member types when he arrives."""

from typing import Any

from django import forms

from ..queries.check_in import spaced


class CodeForm(forms.Form):
    """The code of the room. Its shape is said by the operation, in the same words as whether it stands."""

    code = forms.CharField(
        label="Code affiché dans la salle",
        max_length=20,
        help_text="Six signes, par exemple K7M 2QX ; majuscules ou minuscules.",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "inputmode": "text"}
        ),
    )

    def __init__(self, *args: Any, shown: str = "", **options: Any) -> None:
        if shown:
            options["initial"] = {"code": spaced(shown)}
        super().__init__(*args, **options)


class SeatChoiceForm(forms.Form):
    seat = forms.UUIDField(
        label="Siège", required=False, help_text="Pour qui tient plusieurs sièges ; vide : le sien d’abord."
    )
