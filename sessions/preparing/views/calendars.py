"""The addresses that one's calendar reads, and what they answer."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from commissions.models import Commission
from foundation.common.acts import page_act
from foundation.common.exceptions import Refused
from foundation.common.form_pages import refuse_into
from foundation.common.requests import Request, told_once
from foundation.notifications.models import CalendarFeed
from foundation.notifications.operations.feeds import feed_of, open_feed, revoke_feed
from sessions.core.views.shown import crumbs

from ..forms.calendars import FeedForm
from ..reports.calendar import calendar_of
from ..rules import can_revoke_feed


def _page(request: Request, form: FeedForm, *, status: int = 200, secret: str = "") -> HttpResponse:
    feeds = list(CalendarFeed.objects.visible_to(request.user).alive().order_by("created_at", "pk"))
    codes = dict(
        Commission.objects.filter(pk__in=[feed.commission_id for feed in feeds if feed.commission_id]).values_list(
            "pk", "code"
        )
    )
    context = {
        "rows": [
            (feed, codes.get(feed.commission_id, "") if feed.commission_id else "toutes les sessions que je vois")
            for feed in feeds
        ],
        "form": form,
        "address": settings.SITE_URL + reverse("sessions:feed", args=[secret]) if secret else "",
        "breadcrumb": crumbs(here="Mon calendrier"),
    }
    return told_once(render(request, "sessions/calendars.html", context, status=status, using="jinja2"), bool(secret))


@require_safe
def calendars(request: Request) -> HttpResponse:
    return _page(request, FeedForm(user=request.user))


@require_POST
def new_feed(request: Request) -> HttpResponse:
    """The address is in this one answer and nowhere else; asked again for the same calendar, it replaces the former
    one.
    """
    form = FeedForm(request.POST, user=request.user)
    if not form.is_valid():
        return _page(request, form, status=400)
    commission = form.cleaned_data["commission"]
    try:
        _, secret = open_feed(request.user, commission_id=commission.pk if commission else None)
    except Refused as refusal:
        return _page(request, form, status=refuse_into(form, refusal))
    return _page(request, FeedForm(user=request.user), secret=secret)


revoke = page_act(
    revoke_feed,
    fetch=lambda request, pk: get_object_or_404(CalendarFeed.objects.visible_to(request.user), pk=pk),
    rule=can_revoke_feed,
    said="L’adresse ne montre plus rien. Les calendriers qui la lisaient ne reçoivent plus de mise à jour.",
    to=lambda feed: reverse("sessions:calendars"),
)


@login_not_required
@never_cache
@require_safe
def feed(request: Request, secret: str) -> HttpResponse:
    """Read by calendars, without sign-in: the secret says whose, the rights are those of this moment."""
    row = feed_of(secret)
    if row is None:
        raise Http404
    response = HttpResponse(calendar_of(row.user, row.commission_id), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="sessions.ics"'
    return response
