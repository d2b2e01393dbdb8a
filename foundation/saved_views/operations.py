"""A view is kept, renamed, taken away: each with one line of the journal."""

from uuid import UUID

from django.db import transaction

from foundation.accounts.models import User
from foundation.common.constraints import constraints_as_refusals
from foundation.common.exceptions import InvalidInput, Refused
from foundation.journal import editing
from foundation.journal.record import record

from .enums import ViewAct
from .models import SavedView
from .queries import read_address

MOST = 30  # views of one list: past it the menu is a list itself


@transaction.atomic
def keep_view(*, name: str, of: str, replaces: bool = False, by: User) -> SavedView:
    """Keep the list at the address `of` under a name; `replaces` gives the view of that name these filters.

    Raise InvalidInput for an address that is no list, or a name taken; Refused past MOST views of a list.
    """
    address, query, title = read_address(of)
    own = SavedView.objects.select_for_update().filter(user=by, address=address)
    same = own.filter(name=name).first()
    if same is not None and replaces:
        return editing.edit(same, {"query": query, "title": title}, base_version=None, act=ViewAct.REPLACE, by=by)
    if same is not None:
        raise InvalidInput(
            {"name": [f"Vous gardez déjà « {name} » sur cette liste : donnez un autre nom, ou cochez « Remplacer »."]}
        )
    if own.count() >= MOST:
        raise Refused(
            f"Impossible de garder une vue de plus : cette liste en a déjà {MOST}. Retirez celles qui ne servent plus,"
            " dans « Mes vues »."
        )
    view = SavedView(user=by, name=name, address=address, query=query, title=title)
    with constraints_as_refusals(SavedView):
        view.save()
    record(ViewAct.KEEP, view, by=by, after={"name": name, "address": address, "query": query})
    return view


@transaction.atomic
def rename_view(view_id: UUID, *, name: str, base_version: int | None, by: User) -> SavedView:
    view = SavedView.objects.select_for_update().get(pk=view_id)
    return editing.edit(view, {"name": name}, base_version=base_version, act=ViewAct.RENAME, by=by)


@transaction.atomic
def remove_view(view_id: UUID, *, by: User) -> None:
    view = SavedView.objects.select_for_update().get(pk=view_id)
    record(ViewAct.REMOVE, view, by=by, before={"name": view.name, "address": view.address, "query": view.query})
    view.delete()
