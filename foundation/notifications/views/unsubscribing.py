"""The page behind « se désabonner »: it says what stops, and one button stops it. Mailboxes press it by themselves."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from foundation.common.requests import Request

from ..operations.unsubscribing import subscription_of, unsubscribe


@csrf_exempt  # a mailbox has no cookie of ours; the address itself is the right (RFC 8058)
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: Request, secret: str) -> HttpResponse:
    subscription = subscription_of(secret)
    if subscription is None:
        raise Http404
    if request.method == "POST":
        unsubscribe(subscription)
    context = {"what": subscription.in_words, "is_done": request.method == "POST"}
    return render(request, "notifications/unsubscribe.html", context, using="jinja2")
