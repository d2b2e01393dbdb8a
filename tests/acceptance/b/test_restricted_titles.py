"""(e) A member without the right never sees a restricted title in list, search, count, calendar, session PDF, export or
mail.

The places are those of the address book itself: every address that is read, pages and API, on every row of two
sessions, with their exports; then what leaves by itself: letters, mails, invitations, papers, journal. A member of the
commission sees the same titles there.
"""

import io
import re
from contextlib import suppress
from copy import deepcopy
from functools import cache
from types import SimpleNamespace
from typing import Any

import pypdf
import pytest
from django.test import override_settings
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from foundation.accounts.enums import Role, ScopeKind
from foundation.common.typography import short_date
from foundation.documents import store
from foundation.documents.models import Document, StoredFile
from foundation.journal.models import Entry
from foundation.notifications.models import OutgoingMail
from sessions.core.enums import ItemKind, SessionState
from sessions.core.models import Annex, CommissionSession, ItemRecommendation, MinuteText, Speech
from sessions.core.models.settled import writing_the_past
from sessions.papers.enums import FileAudience
from sessions.papers.models import SessionFile
from sessions.papers.operations.filing import request_session_file
from sessions.papers.operations.papers import submit_pv, transmit_session
from sessions.preparing.operations import agenda as acts
from sessions.preparing.operations.convening import convene
from tests.acceptance.a.every import undone
from tests.access.matrix import all_lines
from tests.factories import (
    AgendaItemFactory,
    DecisionFactory,
    RecommendationFactory,
    ScopeFactory,
    SessionFactory,
    commission_with_members,
    member_of,
    officer_of,
)
from tests.factories.files import pdf_of, stored
from tests.measure import report, size

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
CANARY, ASKED = (
    "Canaribleu",
    "Tangara",
)  # the word looked for, and the one that is searched: what one types comes back on the page
BEHIND, KEPT = f"{CANARY} {ASKED} clos", f"{CANARY} {ASKED} confidentiel"
# Where who is inside the commission does see a restricted title: without these the test would prove nothing.
SEEN_INSIDE = {
    "sessions:detail",
    "sessions:annex_file",
    "sessions:file_download",
    "search:results",
    "api:search-list",
    "api:agenda-items-list",
    "api:agenda-items-detail",
    "api:annexes-list",
    "api:annexes-detail",
    "api:decisions-list",
    "recommendations:list",
    "recommendations:export",
}


def agenda(session: CommissionSession, by: Any) -> list[Any]:
    """An open item with a confidential annex, and one behind closed doors with its own, entered as the
    secretary does.
    """
    opened = AgendaItemFactory(session=session, position=1, title="Point ouvert")
    closed = AgendaItemFactory(
        session=session, position=2, title="Provisoire", is_closed_doors=True, kind=ItemKind.COMMUNICATION
    )
    facts = acts.ItemFacts(
        kind=ItemKind.COMMUNICATION, title=f"{BEHIND} point", description=f"{BEHIND} exposé", is_closed_doors=True
    )
    acts.edit_item(closed.pk, facts, base_version=closed.version, by=by)
    for item, words, confidential in ((opened, KEPT, True), (closed, BEHIND, False), (opened, "Pièce ouverte", False)):
        acts.add_annex(
            item.pk,
            stored(pdf_of(words), f"{words}.pdf"),
            acts.AnnexFlags(title=f"{words} annexe", is_confidential=confidential),
            by=by,
        )
    order = [item.pk for item in session.agenda_items.in_order()]
    acts.reorder_agenda(session.pk, order[::-1], base=order, by=by)
    return [opened, closed]


@pytest.fixture(scope="module")
def made(standing, run_standing_jobs, tmp_path_factory):
    """The two sessions of the commission, their papers, and their readers; with the folder of the files."""
    folder = tmp_path_factory.mktemp("restricted")
    with override_settings(FILES_DIR=folder):
        return plant(run_standing_jobs), folder


@pytest.fixture
def planted(made, settings):
    settings.FILES_DIR = made[1]
    return deepcopy(made[0])


def plant(run_jobs):
    commission = commission_with_members(3)
    secretary = member_of(commission, Role.SECRETARY)
    coming = SessionFactory(commission=commission)
    items = agenda(coming, secretary)
    convene(coming.pk, by=secretary)
    past = SessionFactory(commission=commission, convened=True, number=90, held_on=timezone.localdate())
    opened, closed = agenda(past, secretary)
    with writing_the_past():
        for item, words in ((opened, "Ouvert"), (closed, BEHIND)):
            DecisionFactory(item=item, text=f"{words} décision")
            MinuteText.objects.create(
                scope=past.scope, session=past, item=item, section="debate", text=f"{words} débat", revision=1
            )
            Speech.objects.create(
                scope=past.scope,
                session=past,
                item=item,
                kind="intervention",
                speaker_name="A. B.",
                summary=f"{words} propos",
            )
            row = RecommendationFactory(
                commission=commission,
                text=f"{words} recommandation",
                is_closed_doors=item.is_closed_doors,
                addressee_scope=past.scope,
            )
            ItemRecommendation.objects.create(scope=past.scope, session=past, item=item, recommendation=row)
        CommissionSession.objects.filter(pk=past.pk).update(
            state=SessionState.LIFTED, opened_at=timezone.now(), lifted_at=timezone.now()
        )
    submit_pv(past.pk, by=secretary)
    transmit_session(past.pk, by=secretary)
    for session in (coming, past):
        for audience in FileAudience:
            request_session_file(session.pk, audience, by=secretary)
    run_jobs()
    rows = {"session": [coming, past], "item": [*items, opened, closed]}
    for kind, name in (
        ("decision", "decisions"),
        ("convocation", "convocations"),
        ("minute_text", "minute_texts"),
        ("live_speech", "speeches"),
    ):
        rows[kind] = [row for session in (coming, past) for row in getattr(session, name).all()]
    rows["annex"] = list(Annex.objects.filter(item__session__in=[coming, past]))
    rows["recommendation"] = [
        link.recommendation for link in ItemRecommendation.objects.filter(session=past).select_related("recommendation")
    ]
    rows["pv"] = [past.pv]
    rows["session_file"] = list(SessionFile.objects.all())
    rows["live_session"] = rows["session"]
    rows["commission"], rows["ministry"] = [commission], [commission.ministry]
    national = ScopeFactory(kind=ScopeKind.NATIONAL)
    return SimpleNamespace(
        commission=commission,
        coming=coming,
        past=past,
        rows=rows,
        member=member_of(commission, Role.MEMBER),
        outside={
            "dsi": officer_of(commission.scope, Role.DSI),
            "asin": officer_of(national, Role.ASIN_READER),
            "auditor": officer_of(commission.scope, Role.AUDITOR),
            "project_lead": officer_of(commission.scope, Role.PROJECT_LEAD),
            "neighbour": member_of(commission_with_members(2), Role.SECRETARY),
        },
    )


def places(world: SimpleNamespace) -> list[tuple[str, str]]:
    """Every address that is read: the lists, and the page or file of every row that it may be asked about."""
    found = []
    for line in {(line.route, line.on, line.query): line for line in all_lines() if line.method == "GET"}.values():
        kind = {
            "live_item": "item",
            "live_decision": "decision",
            "live_text": "minute_text",
            "live_recommendation": "recommendation",
        }.get(line.on, line.on)
        if line.route == "sessions:annex_file" or line.route in ("api:annexes-detail", "api:annexes-file"):
            kind = "annex"
        if line.route in ("api:session-files-detail", "api:session-files-file"):
            kind = "session_file"
        asked = [{line.arg: row.pk} for row in world.rows.get(kind, [])] if kind else [None]
        for kwargs in asked:
            with suppress(NoReverseMatch):
                found.append((line.route, reverse(line.route, kwargs=kwargs) + line.query.replace("canari", ASKED)))
    return found


@cache  # several readers are given the same file
def words_of_pdf(body: bytes) -> str:
    with_marks = pypdf.PdfReader(io.BytesIO(body))
    return " ".join(page.extract_text() for page in with_marks.pages) + str(with_marks.outline)


def words_of(response: Any) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body.startswith(b"%PDF"):
        return words_of_pdf(body) + str(response.headers)
    return body.decode("utf-8", "replace") + str(dict(response.headers))


def read(client: Any, user: Any, world: SimpleNamespace) -> dict[str, set[str]]:
    """Route → the restricted words seen there; with the spreadsheet and the search of a list that has them."""
    client.force_login(user)
    seen: dict[str, set[str]] = {}
    for route, address in places(world):
        with undone():
            text = words_of(client.get(address))
            if "?" not in address:
                text += words_of(client.get(f"{address}?format=csv")) if "format=csv" in text else ""
                text += (
                    words_of(client.get(address, {"q": ASKED}))
                    if text.count('name="q"') > 1 or (route.startswith("api:") and route.endswith("-list"))
                    else ""
                )
        seen.setdefault(route, set()).update(re.findall(f"{CANARY}.{{0,40}}", text))
    return seen


def test_no_place_shows_a_restricted_title_to_whoever_is_not_inside(planted, client):
    client.raise_request_exception = False
    told = {}
    outside = dict(list(planted.outside.items())[: size(2, 5)])
    for name, user in outside.items():
        told |= {(name, route): words for route, words in read(client, user, planted).items() if words}
    assert told == {}
    inside = read(client, planted.member, planted)
    report(
        "restricted_titles",
        routes=len(inside),
        addresses=len(places(planted)),
        readers=len(outside) + 1,
        shown_inside=sum(1 for w in inside.values() if w),
    )
    assert {route for route in SEEN_INSIDE if not inside.get(route)} == set()


def test_no_count_tells_of_it(planted, client):
    """The number of items of a session, of hits, of rows of the API."""
    counts = {}
    for name, user in (("member", planted.member), ("dsi", planted.outside["dsi"])):
        client.force_login(user)
        line = next(
            row
            for row in b"".join(client.get(reverse("sessions:list") + "?format=csv")).decode().splitlines()
            if short_date(planted.coming.held_on) in row or str(planted.coming.held_on) in row
        )
        items = client.get(reverse("api:agenda-items-list"), {"session": str(planted.coming.pk)}).json()["results"]
        hits = client.get(reverse("api:search-list"), {"q": ASKED}).json()
        counts[name] = (
            int(line.split(";")[8]),
            len(items),
            bool([group for group in hits["results"] if group]) if isinstance(hits, dict) else bool(hits),
        )
    assert counts == {"member": (2, 2, True), "dsi": (1, 1, False)}


def test_nothing_that_leaves_by_itself_tells_of_it(planted, client):
    """Mails and invitations go to members, by a way that others may read: what is behind closed doors is
    not in them.
    """
    mails = list(OutgoingMail.objects.all())
    assert len(mails) >= 3
    assert [
        mail.subject
        for mail in mails
        if BEHIND in mail.subject + mail.text + mail.html + bytes(mail.ics or b"").decode()
    ] == []
    assert any("Point ouvert" in mail.text for mail in mails)
    assert any(mail.ics for mail in mails)
    joined = {row.file for mail in mails for row in mail.attachments.select_related("file")}
    assert joined
    for file in joined:
        assert CANARY not in words_of_pdf(store.path_of(file.sha256).read_bytes())


def test_papers_files_and_journal_are_read_from_inside_only(planted):
    for user in planted.outside.values():
        assert [row.title for row in Document.objects.visible_to(user) if CANARY in str(row.content) + row.title] == []
        assert [file.name for file in StoredFile.objects.visible_to(user) if CANARY in file.name] == []
        lines = Entry.objects.visible_to(user)
        assert [
            line.act for line in lines if CANARY in line.object_label + str(line.before) + str(line.after) + line.reason
        ] == []
        assert not SessionFile.objects.visible_to(user).filter(audience=FileAudience.INSIDE).exists()
    assert any(CANARY in str(row.content) for row in Document.objects.visible_to(planted.member))
    secretary = member_of(planted.commission, Role.SECRETARY)
    assert any(CANARY in line.object_label + str(line.after) for line in Entry.objects.visible_to(secretary))
