"""The file of a session can be heard as well as read, holds what is to be approved, and wastes no page."""

from datetime import date, timedelta

import pikepdf
import pytest

from foundation.common import clock
from foundation.common.typography import short_date
from foundation.documents import store
from sessions.core.enums import ItemKind, PvState
from sessions.meeting.operations.deciding import ReserveLine, decide
from sessions.meeting.operations.relating import lift_reserve
from sessions.papers.enums import FileAudience
from sessions.papers.models import SessionFile
from sessions.papers.operations.filing import request_session_file
from sessions.papers.operations.papers import submit_pv
from sessions.papers.reports.session_file import build_session_file
from tests.factories import (
    AgendaItemFactory,
    AnnexFactory,
    EditionFactory,
    EditionRowFactory,
    ProjectFactory,
    ScopeFactory,
    SessionFactory,
    commission_with_members,
)
from tests.factories.files import pdf_of, stored
from tests.factories.held import held_session
from tests.sessions.held import held

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
INSIDE, OUTSIDE = FileAudience.INSIDE, FileAudience.OUTSIDE


@pytest.fixture
def session():
    return SessionFactory(commission=commission_with_members(3), convened=True, number=1)


def made(session, run_jobs, audience=INSIDE):
    request_session_file(session.pk, audience, by=None)
    run_jobs()
    row = SessionFile.objects.select_related("file").get(session=session, audience=audience)
    return pikepdf.open(store.path_of(row.file.sha256))


def tags_of(element):
    """The names of the structure elements below, in their order."""
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield str(kid.S)
            yield from tags_of(kid)


def test_our_own_pages_keep_their_tags_and_say_who_wrote_them(session, run_jobs):
    item = AgendaItemFactory(session=session, position=1, title="Question une")
    AnnexFactory(item=item, file=stored(pdf_of("Annexe", 3), "note.pdf"), title="Note")
    AgendaItemFactory(session=session, position=2, title="Question deux")
    with made(session, run_jobs) as pdf:
        tags = list(tags_of(pdf.Root.StructTreeRoot))
        assert tags.count("/H1") >= 4  # cover, contents, two sheets
        assert "/Table" in tags
        keyed = [index for index, page in enumerate(pdf.pages) if "/StructParents" in page.obj]
        numbers = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)
        assert all(pdf.pages[index].obj.StructParents in numbers for index in keyed)
        annex = {index for index, page in enumerate(pdf.pages) if "/StructParents" not in page.obj}
        assert len(annex) == 3
        assert (str(pdf.Root.Lang), bool(pdf.Root.MarkInfo.Marked)) == ("fr", True)
        assert session.commission.name in str(pdf.docinfo["/Author"])
        assert str(pdf.docinfo["/Subject"]).startswith("Exemplaire des membres")
        with pdf.open_metadata() as metadata:
            assert not [key for key in metadata if "pdfaid" in key or "pdfuaid" in key]


def test_points_without_annexes_share_a_page_and_the_contents_say_it(session, run_jobs):
    for place in range(1, 9):
        AgendaItemFactory(session=session, position=place, title=f"Question {place}")
    with made(session, run_jobs) as pdf:
        assert len(pdf.pages) <= 5  # cover, contents, and eight short sheets on three pages at most


def test_the_members_read_under_an_item_the_reserve_that_bites_as_it_was_at_the_opening():
    world = held()
    world.items[1].projects.add(world.project)
    lines = [ReserveLine("produire le récépissé", due_on=date(2030, 5, 4))]
    first = decide(world.item.pk, outcome="qualified", by_consensus=True, reserves=lines, by=world.secretary)
    assert not any(item.rows for item in build_session_file(world.session, INSIDE).items)  # decided in it: in its PV
    later = SessionFactory(commission=world.commission, convened=True, number=9)
    AgendaItemFactory(session=later, position=1, title="Examen").projects.add(world.project)
    [row] = build_session_file(later, INSIDE).items[0].rows
    assert (row.text, row.state) == ("produire le récépissé", "ouverte")
    assert row.detail == f"{first.reference}, à lever avant le 04/05/2030"
    assert build_session_file(later, OUTSIDE).items[0].rows == ()
    reserve = first.reserves.get()
    lift_reserve(reserve.pk, proof="récépissé n° 12", by=world.secretary)
    assert build_session_file(later, INSIDE).items[0].rows == ()
    later.opened_at = clock.now() - timedelta(minutes=1)
    type(first.reserves.get()).objects.filter(pk=reserve.pk).update(lifted_at=clock.now())
    type(first).objects.filter(pk=first.pk).update(decided_at=clock.now() - timedelta(days=1))
    assert build_session_file(later, INSIDE).items[0].rows == (row,)


def test_the_members_read_each_project_examined_as_the_last_edition_before_the_opening_told_it(session):
    first = EditionFactory(ministry=session.commission.ministry, frozen_on=clock.today() - timedelta(days=40))
    told = EditionRowFactory(edition=first, colour="red", progress=40, planned_cost=59_300_000, greened_on=None)
    AgendaItemFactory(session=session, position=1, title="Examen").projects.add(told.project)
    AgendaItemFactory(session=session, position=2, title="Autre projet").projects.add(ProjectFactory())
    national = EditionFactory(ministry=None, scope=ScopeFactory(), frozen_on=clock.today(), owner_name="National")
    EditionRowFactory(edition=national, project=told.project, colour="green")
    items = build_session_file(session, INSIDE).items
    [row] = items[0].rows
    assert (row.title, row.state) == (f"{told.code}, {told.title}", "signal rouge")
    assert row.text == (
        "en cours, avancement 40\u00a0%, coût 59,3\u00a0millions de FCFA (prévu)"
        " ; non renseigné : fin, écart de délai, écart de coût"
    )
    assert row.detail == f"fiche de l’édition n° 1 du {short_date(first.frozen_on)}"
    assert items[1].rows == ()  # no edition tells it
    assert build_session_file(session, OUTSIDE).items[0].rows == ()
    second = EditionFactory(
        ministry=first.ministry, number=2, previous=first, frozen_on=clock.today() - timedelta(days=1)
    )
    EditionRowFactory(edition=second, project=told.project, colour="yellow")
    assert build_session_file(session, INSIDE).items[0].rows[0].state == "signal jaune"
    session.opened_at = clock.now() - timedelta(days=3)
    assert build_session_file(session, INSIDE).items[0].rows == (row,)  # as it was read


def test_the_proces_verbal_to_approve_is_in_the_file(run_jobs):
    before = held_session()
    submit_pv(before.pk, by=None)
    run_jobs()
    day = clock.today() + timedelta(days=30)
    session = SessionFactory(commission=before.commission, convened=True, number=3, held_on=day)
    AgendaItemFactory(
        session=session, position=1, kind=ItemKind.PREVIOUS_PV, title="Approbation du PV", about_session=before
    )
    content = build_session_file(session, INSIDE)
    assert [(annex.key, "à approuver" in annex.title) for annex in content.annexes] == [("1.1", True)]
    with made(session, run_jobs) as pdf:
        titles = [entry.title for each in pdf.open_outline().root for entry in each.children]
        assert any("à approuver" in title for title in titles)
    # Outside the commission it is there only once that session was transmitted; never as long as it is a draft.
    assert build_session_file(session, OUTSIDE).annexes == ()
    before.transmitted_at = clock.now()
    before.save(update_fields=["transmitted_at"])
    assert len(build_session_file(session, OUTSIDE).annexes) == 1
    type(before.pv).objects.filter(pk=before.pv.pk).update(state=PvState.DRAFT)
    assert build_session_file(session, INSIDE).annexes == ()
