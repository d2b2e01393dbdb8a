"""What the API does and answers that is about no one row: a table comes in, the plan of renewal, the ways compared."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from foundation.common import clock
from foundation.common.acts import BARE
from foundation.common.api_input import payload, read
from foundation.common.api_views import VisibleKeyField
from foundation.common.facts import answer_of
from foundation.common.permissions import require
from foundation.common.requests import ApiRequest
from ministries.models import Ministry

from .. import operations
from ..models import Asset, AssetCategory
from ..queries.costs import Comparison, ModeCost, compare, hypotheses_of
from ..queries.renewal import AGES, POSTS, YEARS, RenewalPlan, renewal_of
from ..rules import can_keep_asset
from .inputs import ImportSerializer, TableInput

RenewalPlanSerializer = answer_of(RenewalPlan)
PARTS = ("units", "entries", "entry", "rent", "upkeep", "end", "missing", "total")
ModeSerializer = answer_of(ModeCost, *PARTS, mode=serializers.CharField())
ComparisonSerializer = answer_of(Comparison, "posts", "years", "sentence", modes=ModeSerializer(many=True))


class RenewalAsked(serializers.Serializer[Any]):
    max_age = serializers.IntegerField(min_value=AGES[0], max_value=AGES[1], default=5)
    years = serializers.IntegerField(min_value=YEARS[0], max_value=YEARS[1], default=5)
    ministry = VisibleKeyField(Ministry, required=False)
    category = VisibleKeyField(AssetCategory, required=False)


class ComparedAsked(serializers.Serializer[Any]):
    category = VisibleKeyField(AssetCategory)
    posts = serializers.IntegerField(min_value=POSTS[0], max_value=POSTS[1], default=100)
    years = serializers.IntegerField(min_value=YEARS[0], max_value=YEARS[1], default=5)
    ministry = VisibleKeyField(Ministry, required=False)


@extend_schema(request=TableInput, responses={201: ImportSerializer})
@action(detail=False, methods=["post"], url_path="import-table", url_name="import-table", **BARE)
def import_table(self: object, request: ApiRequest) -> Response:
    """Take a table of assets at once, all its lines or none; what it did can be taken back as any import."""
    require(can_keep_asset, request.user)
    done = operations.import_assets(**payload(TableInput, request), by=request.user)
    return Response(ImportSerializer(done).data, status=201)


@extend_schema(parameters=[RenewalAsked], responses={200: RenewalPlanSerializer})
@action(detail=False, methods=["get"], url_path="renewal", url_name="renewal", **BARE)
def renewal(self: object, request: ApiRequest) -> Response:
    """What must be replaced each year if nothing older than an age is kept."""
    asked = read(RenewalAsked, request)
    narrowed = {name: asked[name] for name in ("ministry", "category") if name in asked}
    rows = Asset.objects.visible_to(request.user).filter(**narrowed)
    plan = renewal_of(rows, max_age=asked["max_age"], years=asked["years"], day=clock.today())
    return Response(RenewalPlanSerializer(plan).data)


@extend_schema(parameters=[ComparedAsked], responses={200: ComparisonSerializer})
@action(detail=False, methods=["get"], url_path="compared", url_name="compared", **BARE)
def compared(self: object, request: ApiRequest) -> Response:
    """What each way of managing costs for the same posts over the same years."""
    asked = read(ComparedAsked, request)
    found = hypotheses_of(asked["category"], request.user, asked.get("ministry"))
    return Response(ComparisonSerializer(compare(found, posts=asked["posts"], years=asked["years"])).data)
