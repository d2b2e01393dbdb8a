"""A request as the views and the API have it: behind the doors of sign-in, so that its `user` is a User."""

from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django_htmx.middleware import HtmxDetails
from rest_framework import request as rest

if TYPE_CHECKING:
    from django.contrib.auth.models import _User as User  # the model of AUTH_USER_MODEL, for the checker alone


R = TypeVar("R", bound=HttpResponseBase)


def query_of(asked: QueryDict, *without: str, **changed: Any) -> str:
    """What an address asks, without some of it and with other values: each in its place, new ones last."""
    pairs = []
    for name, values in asked.lists():
        if name in changed:
            pairs.append((name, changed.pop(name)))
        elif name not in without:
            pairs += [(name, value) for value in values]
    return urlencode([*pairs, *changed.items()])


class Request(HttpRequest):
    """Of a page. LoginRequiredMiddleware lets nobody else through to a view that is not named public."""

    user: "User"
    htmx: HtmxDetails


class ApiRequest(rest.Request):
    """Of a call. The permissions of REST_FRAMEWORK let nobody else through."""

    if TYPE_CHECKING:

        @property
        def user(self) -> User: ...

        @user.setter
        def user(self, value: User) -> None: ...


def told_once(response: R, shows_a_secret: bool = True) -> R:
    """Mark an answer that shows a secret: it is not kept to be given again to the same key."""
    vars(response)["shows_a_secret"] = shows_a_secret
    return response
