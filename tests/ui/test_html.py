"""The markup of the frame and of every component, judged by the W3C's validator."""

import pytest
from django.test import RequestFactory

from foundation.common.errors import not_found, server_error
from tests.html import validate_html

ADDRESSES = ["/ui/", "/compte/password/change/", "/compte/2fa/", "/compte/logout/", "/compte/reauthenticate/"]
BEFORE_SIGNING_IN = ["/compte/login/", "/compte/password/reset/"]


@pytest.mark.slow
def test_our_pages_are_valid_html(client, member_of_the_team, settings):
    pages = [client.get(address).content.decode() for address in BEFORE_SIGNING_IN]
    client.force_login(member_of_the_team)
    settings.ROOT_URLCONF = "tests.ui.urls"
    pages += [client.get(address).content.decode() for address in ADDRESSES]
    request = RequestFactory().get("/nulle-part/")
    request.user = member_of_the_team
    request.session = {}
    pages += [
        not_found(request, Exception()).content.decode(),
        server_error(RequestFactory().get("/")).content.decode(),
    ]
    problems = validate_html(pages)
    assert problems == [], "\n".join(problems)
