from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from foundation.accounts.rules import can_see_components
from foundation.common.permissions import require
from foundation.common.requests import Request

from .samples import samples


@require_safe
def components(request: Request) -> HttpResponse:
    """Every component in every state, with the words of the trade."""
    require(can_see_components, request.user)
    return render(request, "ui/page.html", samples(), using="jinja2")
