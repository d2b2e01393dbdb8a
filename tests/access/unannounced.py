"""What a commission has written and nobody was told of: one canary for each state that an item goes through."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from foundation.common.models import Level
from foundation.documents.models import StoredFile
from foundation.documents.operations.storing import store_bytes
from sessions.core.enums import OpinionState, SessionState
from sessions.core.models import AgendaItem, Annex, CommissionSession
from sessions.preparing.enums import ProposalState, SheetState
from sessions.preparing.models import ConformitySheet, Opinion, Proposal
from sessions.preparing.operations.releasing import make_release
from tests.factories import AgendaItemFactory, LegalTextFactory, SessionFactory

KEEPERS = {"secretary", "president", "token_read", "token_write"}
# Who may read the canary of each state.
SEES = {
    "UNTOLD": KEEPERS,  # put on the agenda since the last version
    "REWORDED": KEEPERS,  # an announced item as it is being written again
    "ASKED": KEEPERS | {"asin_reader", "asin_admin"},  # put there since, and an opinion is asked on it
    "POSTPONED": KEEPERS,  # put on the agenda of a session that waits for its new date
    "CANCELLED": KEEPERS,  # of a session given up before anybody was convened
    "PROPOSED": KEEPERS | {"project_lead", "dsi", "auditor"},
    "DRAFTED": {"project_lead"},  # a proposal that is not sent
}


def plant_unannounced(world: Any) -> None:
    """Sessions: told (convened, with changes that wait), put_off (postponed), given_up.

    Items: untold, reworded, asked, put_off, given_up; `untold_annex` and `asked_opinion` hang on them (one annex was
    joined to an announced item since), `cited_text` is tied to the untold one.
    """
    commission = world["commission", "own"]
    told = SessionFactory(commission=commission, convened=True, number=9_080)
    reworded = AgendaItemFactory(session=told, position=1, title="Point annoncé")
    renamed = _annex(reworded, "Annexe annoncée")
    plain = AgendaItemFactory(session=told, position=4, title="Point tel qu’annoncé")
    put_off = SessionFactory(commission=commission, convened=True, number=9_081)
    AgendaItemFactory(session=put_off, position=1, title="Point annoncé")
    for session in (told, put_off):
        make_release(session, by=None)
    CommissionSession.objects.filter(pk=put_off.pk).update(state=SessionState.POSTPONED)
    given_up = SessionFactory(commission=commission, theme="Thème CANARIACANCELLED", state=SessionState.CANCELLED)

    AgendaItem.objects.filter(pk=reworded.pk).update(title="CANARIAREWORDED", description="Exposé CANARIAREWORDED")
    Annex.objects.filter(pk=renamed.pk).update(title="Annexe CANARIAREWORDED")
    items = {"reworded": reworded}
    for name, session, position in (
        ("untold", told, 2),
        ("asked", told, 3),
        ("put_off", put_off, 2),
        ("given_up", given_up, 1),
    ):
        mark = {"put_off": "POSTPONED", "given_up": "CANCELLED"}.get(name, name.upper())
        items[name] = AgendaItemFactory(
            session=session,
            position=position,
            title=f"Point CANARIA{mark}",
            description=f"Exposé CANARIA{mark}",
            added_after_convocation=session is not given_up,
        )
        world.objects["untold_annex", name] = _annex(items[name], f"Annexe CANARIA{mark}")
    text = LegalTextFactory(title="portant un objet que rien ne cache")
    for item in items.values():
        item.legal_texts.add(text)
        item.projects.add(world["project", "own"])
    world.objects["untold_annex", "renamed"] = renamed
    world.objects["untold_annex", "joined"] = _annex(plain, "Annexe CANARIAUNTOLD")
    world.objects["cited_text", "own"] = text
    for name in ("untold", "reworded"):
        sheet = ConformitySheet.objects.create(scope=told.scope, item=items[name], state=SheetState.ANSWERED)
        world.objects["untold_sheet", name] = sheet
    for name in ("asked", "reworded"):
        world.objects["asked_opinion", name] = Opinion.objects.create(
            item=items[name],
            scope=told.scope,
            state=OpinionState.ASKED,
            due_on=timezone.localdate() + timedelta(days=3),
            asked_at=timezone.now(),
            asked_by=world.users["secretary"],
        )
    world.objects |= {("session", "told"): told, ("session", "put_off"): put_off, ("session", "given_up"): given_up}
    world.objects |= {("untold_item", name): item for name, item in items.items()}
    for mark, state in (("PROPOSED", ProposalState.SUBMITTED), ("DRAFTED", ProposalState.DRAFT)):
        Proposal.objects.create(
            scope=commission.scope,
            commission=commission,
            author=world.users["project_lead"],
            author_name="Proposant",
            title=f"Proposition CANARIA{mark}",
            objectives=f"Objectifs CANARIA{mark}",
            state=state,
            submitted_at=timezone.now() if state == ProposalState.SUBMITTED else None,
        )


def _annex(item: AgendaItem, title: str) -> Annex:
    return Annex.objects.create(scope=item.scope, item=item, title=title, file=_stored(item, title))


def _stored(item: AgendaItem, words: str) -> StoredFile:
    return store_bytes(
        words.encode(),
        name=f"{words}.pdf",
        content_type="application/pdf",
        scope=item.scope,
        level=Level.PERSONAL,
        by=None,
    )


def untold_file(world: Any, variant: str) -> dict[str, Any]:
    """An annex whose file is in the store of the test that asks for it."""
    annex = world["untold_annex", variant]
    Annex.objects.filter(pk=annex.pk).update(file=_stored(annex.item, f"{annex.title} jointe"))
    return {"pk": annex.pk}
