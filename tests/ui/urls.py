"""The portal, with two pages that wait for a job."""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from cmsic import urls as cmsic_urls
from cmsic.urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


WAITING = """{% extends "base.html" %}{% block content %}{{ ui.progress("waiting", "Procès-verbal en PDF", url="/essai/travail/3", seconds=0.2) }}{% endblock %}"""  # noqa: E501


def waiting(request: HttpRequest) -> HttpResponse:
    return HttpResponse(engines["jinja2"].from_string(WAITING).render({}, request))


def job(request: HttpRequest, left: int) -> HttpResponse:
    """A job that ends after a few questions."""
    running = (
        f'{{{{ ui.progress("running", "Procès-verbal en PDF", url="/essai/travail/{left - 1}",'
        f" percent={100 - left * 30}, seconds=0.2) }}}}"
    )
    done = '{{ ui.progress("done", "Procès-verbal en PDF", result_href="/essai/pv.pdf") }}'
    return HttpResponse(engines["jinja2"].from_string(running if left else done).render({}, request))


urlpatterns = [path("essai/attente/", waiting), path("essai/travail/<int:left>", job), *cmsic_urls.urlpatterns]
