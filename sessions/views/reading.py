"""A reader takes the session as read."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from ..operations.reading import mark_read as take_as_read
from .session_file import visible_session


@require_POST
def mark_read(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = visible_session(request, pk)
    take_as_read(session.pk, by=request.user)
    messages.success(request, "Tout est marqué comme lu : la page dira ce qui changera ensuite.")
    return redirect("sessions:detail", pk=pk)
