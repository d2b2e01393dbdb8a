"""The empty shell of the live page, for a browser opened again while the line is down.

It bears no name, no text, no session.
"""

import hashlib
import json

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from foundation.common.requests import Request

STYLES = ("vendor/bootstrap/5.3.9/bootstrap-used.css", "css/tokens.css", "css/base.css", "css/components.css")
SCRIPT = "js/live_shell.js"
IMPORTED = ("js/device.js", "vendor/idb/8.0.4/index.js")  # by the script, at any depth
WORKER = settings.BASE_DIR / "static" / "js" / "live_worker.js"


@require_safe
@login_not_required
@cache_control(public=True, max_age=300)
def shell(request: Request) -> HttpResponse:
    return render(request, "sessions/live/shell.html", {"styles": STYLES, "script": SCRIPT}, using="jinja2")


@require_safe
@login_not_required
@cache_control(public=True, no_cache=True)
def worker(request: Request) -> HttpResponse:
    """The service worker, with what it keeps; its scope is the folder of the sessions."""
    assets = [static(name) for name in (*STYLES, SCRIPT, *IMPORTED)]
    kept = {"shell": reverse("sessions:shell"), "assets": assets}
    version = hashlib.sha256(json.dumps(kept).encode() + WORKER.read_bytes()).hexdigest()[:12]
    head = f"const SHELL = {json.dumps(kept | {'version': version})};\n"
    return HttpResponse(head + WORKER.read_text(encoding="utf-8"), content_type="text/javascript; charset=utf-8")
