"""A reader takes the session as read."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from foundation.common.requests import Request
from sessions.core.views.shown import acted_session
from sessions.preparing.operations.reading import mark_read as take_as_read


@require_POST
def mark_read(request: Request, pk: UUID) -> HttpResponse:
    take_as_read(acted_session(request, pk).pk, by=request.user)
    messages.success(request, "Tout est marqué comme lu : la page dira ce qui changera ensuite.")
    return redirect("sessions:detail", pk=pk)
