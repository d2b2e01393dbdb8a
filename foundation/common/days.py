"""Days as people type them: one bound for the pages and the API. What lies outside is a slip of the keyboard."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from rest_framework import serializers

EARLIEST, LATEST = 1960, 2100  # the Republic of Dahomey became independent in 1960: no act recorded here is older


class PlausibleDay:
    """Refuse a day, or an instant, whose year cannot be right."""

    def __init__(self, earliest: int = EARLIEST, latest: int = LATEST) -> None:
        self.earliest, self.latest = earliest, latest

    def __call__(self, value: date | datetime) -> None:
        if not self.earliest <= value.year <= self.latest:
            raise ValidationError(
                f"L’année {value.year} ne peut pas être juste : donnez une date entre {self.earliest} et {self.latest}."
            )


def month_asked(text: str, *, usual: date, earliest: date, latest: date) -> date:
    """The month in an address, « 2026-10 », by its first day; `usual` where the address says none.

    Raise ValidationError where it cannot be read or answered: the page says so, and shows nothing for it.
    """
    if not text:
        return usual
    try:
        month = date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise ValidationError(f"« {text[:20]} » n’est pas un mois. Donnez-en un, par exemple {usual:%Y-%m}.") from error
    if not earliest <= month <= latest:
        between = f"entre {earliest:%m/%Y} et {latest:%m/%Y}"
        raise ValidationError(f"{month:%m/%Y} ne peut pas être renseigné : donnez un mois {between}.")
    return month


class DayField(forms.DateField):
    widget = forms.DateInput

    def __init__(self, *, earliest: int = EARLIEST, latest: int = LATEST, **options: Any) -> None:
        options.setdefault(
            "error_messages",
            {"invalid": "Cette date est illisible ou n’existe pas. Donnez une date, par exemple 18/09/2024."},
        )
        super().__init__(validators=[PlausibleDay(earliest, latest)], **options)


class ApiDayField(serializers.DateField):
    def __init__(self, *, earliest: int = EARLIEST, latest: int = LATEST, **options: Any) -> None:
        super().__init__(validators=[PlausibleDay(earliest, latest)], **options)


class ApiInstantField(serializers.DateTimeField):
    def __init__(self, **options: Any) -> None:
        super().__init__(validators=[PlausibleDay()], **options)

    def to_internal_value(self, value: Any) -> datetime:
        try:
            return super().to_internal_value(value)
        except OverflowError as error:  # no time zone reaches so far back
            raise serializers.ValidationError(
                f"Cet instant ne peut pas être juste : donnez une date entre {EARLIEST} et {LATEST}."
            ) from error
