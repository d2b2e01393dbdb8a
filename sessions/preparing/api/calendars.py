"""Addresses of calendars over the API: the address is in the answer that creates it and nowhere else."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.response import Response

from commissions.models import Commission
from foundation.common.acts import api_act
from foundation.common.api_input import payload
from foundation.common.api_views import VisibleKeyField, VisibleViewSet
from foundation.common.facts import Shown
from foundation.common.requests import ApiRequest, told_once
from foundation.notifications.models import CalendarFeed
from foundation.notifications.operations.feeds import open_feed, revoke_feed

from ..rules import can_revoke_feed


class FeedSerializer(Shown):
    class Meta:
        model = CalendarFeed
        fields: tuple[str, ...] = ("id", "commission_id", "created_at", "revoked_at", "last_read_at")


class NewFeed(serializers.Serializer[Any]):
    commission = VisibleKeyField(
        Commission, required=False, allow_null=True, default=None, help_text="vide : toutes les sessions que vous voyez"
    )


class OpenedFeed(FeedSerializer):
    address = serializers.CharField(read_only=True, help_text="donnée une seule fois")

    class Meta(FeedSerializer.Meta):
        fields = (*FeedSerializer.Meta.fields, "address")


class CalendarFeedViewSet(VisibleViewSet):
    """The secret addresses that one's own calendars read.

    Created again for the same calendar, one replaces the former.
    """

    model = CalendarFeed
    serializer_class = FeedSerializer

    @extend_schema(request=NewFeed, responses={201: OpenedFeed})
    def create(self, request: ApiRequest) -> Response:
        commission = payload(NewFeed, request)["commission"]
        feed, secret = open_feed(request.user, commission_id=commission.pk if commission is not None else None)
        feed.address = settings.SITE_URL + reverse("sessions:feed", args=[secret])
        return told_once(Response(OpenedFeed(feed).data, status=status.HTTP_201_CREATED))

    revoke = api_act(revoke_feed, rule=can_revoke_feed, name="revoke")
