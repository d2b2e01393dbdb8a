from rest_framework import serializers

from foundation.common.acts import api_act, api_create
from foundation.common.api_views import VisibleViewSet
from foundation.common.facts import FactsInput, shown_of

from .. import operations
from ..models import SavedView
from ..rules import can_keep_view


class KeptViewInput(FactsInput):
    of = serializers.CharField(max_length=1800, help_text="L’adresse de la liste, avec ses filtres.")
    replaces = serializers.BooleanField(default=False, label="Remplacer la vue du même nom")

    class Meta:
        model = SavedView
        fields = ("name", "of", "replaces")


class RenamedViewInput(FactsInput):
    class Meta:
        model = SavedView
        fields = ("name",)


class SavedViewViewSet(VisibleViewSet):
    model = SavedView
    serializer_class = shown_of(SavedView, "id", "name", "address", "title", "query", "version")
    filterset_fields = ("address",)

    create = api_create(operations.keep_view, rule=can_keep_view, takes=KeptViewInput)
    edit = api_act(operations.rename_view, rule=can_keep_view, takes=RenamedViewInput, name="edit", edits=True)
    remove = api_act(operations.remove_view, rule=can_keep_view, name="remove", status=204)


ROUTES: list[tuple[str, type]] = [("saved-views", SavedViewViewSet)]
