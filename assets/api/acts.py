"""The act of the API that is about no row yet: a table of assets comes in."""

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from foundation.common.acts import BARE
from foundation.common.api_input import payload
from foundation.common.facts import answer_of
from foundation.common.permissions import require
from foundation.common.requests import ApiRequest

from .. import operations
from ..operations.table import Imported
from ..rules import can_keep_asset
from .inputs import TableInput

ImportedSerializer = answer_of(Imported, "added_codes", "known", "read_as", "ignored")


@extend_schema(request=TableInput, responses={201: ImportedSerializer})
@action(detail=False, methods=["post"], url_path="import-table", url_name="import-table", **BARE)
def import_table(self: object, request: ApiRequest) -> Response:
    """Add the assets of a table, all its lines or none; what the register holds already is left as it is."""
    require(can_keep_asset, request.user)
    done = operations.import_assets(**payload(TableInput, request), by=request.user)
    return Response(ImportedSerializer(done).data, status=201)
