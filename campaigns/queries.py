"""What is said of a campaign above the table of one's own projects."""

from datetime import date

from django.db.models import Q
from django.urls import reverse

from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.common.typography import short_date
from projects.extensions import MonthNote

from .models import Campaign


def notes_of_the_month(user: User, day: date) -> list[MonthNote]:
    """The day of this month for each ministry of whom he is the DSI, and what is to be explained; one query."""
    scopes = user.access.scopes(Role.DSI)
    if not scopes:
        return []
    asked = Q(explanation="") & ~Q(question="")
    rows = Campaign.objects.filter(scope_id__in=scopes).filter(Q(month=day.replace(day=1)) | asked)
    notes = []
    for row in rows.select_related("ministry").order_by("month", "pk"):
        if row.wants_explanation():
            told = f"L’ASIN demande une explication pour le {short_date(row.answer_by)} : « {row.question} »"
            notes.append(MonthNote(told, "Répondre", reverse("campaigns:explain", args=[row.pk]), "attention"))
        if row.month == day.replace(day=1):
            late = row.due_on < day
            whose = f" ({row.ministry.short_name})" if len(scopes) > 1 else ""
            told = f"À rendre avant le {short_date(row.due_on)}{whose}{' : ce jour est passé' if late else ''}."
            address = reverse("campaigns:detail", args=[row.pk])
            notes.append(MonthNote(told, "La campagne du mois", address, due_on=row.due_on))
    return notes
