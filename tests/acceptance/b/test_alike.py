"""Déjà vu (C15): what resembles is shown while it is typed, and nothing that the reader may not see, not even that it
exists.
"""

import re

import pgtrigger
import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation.accounts.enums import Role, ScopeKind
from foundation.common import clock
from foundation.journal.models import Entry
from foundation.notifications.models import Notice
from projects.models import Mutualisation, Project
from projects.queries.similar import similar
from tests.factories import (
    AgendaItemFactory,
    DecisionFactory,
    MinistryFactory,
    ProjectFactory,
    ScopeFactory,
    SessionFactory,
    commission_with_members,
    member_of,
    officer_of,
)
from tests.measure import report, size

pytestmark = pytest.mark.django_db

TYPED = "Plateforme nationale de gestion du cadastre et du foncier"


@pytest.fixture
def two_ministries():
    """The reader's ministry, and another one whose cadastre is open to it as a partner."""
    mine = commission_with_members(3)
    theirs = MinistryFactory(acronym="MCVT")
    shared = ProjectFactory(
        ministry=theirs,
        title="Informatisation du cadastre national",
        objectives="Tenir le registre foncier et ses titres.",
    )
    shared.partner_ministries.add(mine.ministry)
    secret = ProjectFactory(
        ministry=theirs, title="Plateforme nationale de gestion du cadastre et du foncier, phase secrète"
    )
    return mine, theirs, shared, secret


def words(response):
    """What the reader reads, its narrow spaces as plain ones."""
    return re.sub(r"[\u00a0\u202f]", " ", response.content.decode())


def asked(client, title=TYPED, text="", **more):
    return client.post(reverse("projects:similar"), {"title": title, "description": text} | more)


def test_what_resembles_is_shown_with_its_ministry_and_what_is_foreign_and_private_leaves_no_trace(
    client, two_ministries
):
    mine, theirs, shared, secret = two_ministries
    secretary = member_of(mine, Role.SECRETARY)
    client.force_login(secretary)
    with_secret = asked(client)
    assert [part in words(with_secret) for part in (shared.title, "MCVT", "1 ressemblance")] == [True] * 3
    # The same answer, byte for byte, as where the private project does not exist: no count, no gap, no other order.
    Project.objects.filter(pk=secret.pk).update(title="Cantines scolaires")
    assert asked(client).content == with_secret.content
    assert [
        row.project.pk
        for row in similar(
            officer_of(ScopeFactory(kind=ScopeKind.NATIONAL), Role.ASIN_READER), "Cantines scolaires du Nord"
        ).projects
    ] == [secret.pk]
    client.force_login(officer_of(theirs.scope, Role.DSI))
    assert words(asked(client, "Cantines scolaires")).count("<li>") == 1


def test_words_of_the_aims_find_it_too_whatever_their_accents_and_their_plural(two_ministries):
    mine, _, shared, _ = two_ministries
    dsi = officer_of(mine.scope, Role.DSI)
    assert [
        row.project for row in similar(dsi, "Délivrance des titres en ligne", "Un registre foncier unique").projects
    ] == [shared]
    assert similar(dsi, "Gestion des systèmes d’information du ministère").count == 0
    assert (similar(dsi, "Cada").count, similar(dsi, "").count, similar(dsi, "   ").count) == (0, 0, 0)


def test_decisions_of_the_commissions_one_sees_appear_and_a_closed_one_does_not(client):
    commission = commission_with_members(3)
    session = SessionFactory(commission=commission, lifted=True)
    decision = DecisionFactory(
        item=AgendaItemFactory(session=session, position=1, title="Communication sur le cadastre foncier")
    )
    DecisionFactory(
        item=AgendaItemFactory(session=session, position=2, title="Cadastre foncier à huis clos", is_closed_doors=True)
    )
    client.force_login(member_of(commission, Role.MEMBER))
    assert words(asked(client, "Cadastre foncier numérique")).count("<li>") == 2
    client.force_login(officer_of(commission.scope, Role.DSI))
    seen = words(asked(client, "Cadastre foncier numérique"))
    assert (seen.count("<li>"), decision.reference in seen, "huis clos" in seen) == (1, True, False)
    client.force_login(member_of(commission_with_members(3), Role.SECRETARY))
    assert asked(client, "Cadastre foncier numérique").content.strip() == b""


def test_one_click_writes_once_to_the_other_dsi_who_proposes_and_what(client, two_ministries, run_jobs):
    mine, theirs, shared, secret = two_ministries
    secretary, dsi = member_of(mine, Role.SECRETARY), officer_of(theirs.scope, Role.DSI)
    client.force_login(secretary)
    assert "Proposer une mutualisation" in words(asked(client))
    address = reverse("projects:propose", args=[shared.pk])
    answers = [words(client.post(address, {"title": TYPED}, headers={"HX-Request": "true"})) for _ in range(2)]
    assert ("part au DSI" in answers[0], "déjà proposée" in answers[1]) == (True, True)
    assert "Proposer une mutualisation" not in words(asked(client))
    run_jobs()
    letter = mail.outbox[0]
    assert (len(mail.outbox), dsi.email in letter.to[0]) == (1, True)
    assert [part in letter.body for part in (secretary.full_name, shared.code, TYPED)] == [True] * 3
    assert (
        Notice.objects.get().user,
        Mutualisation.objects.get().scope_id,
        Entry.objects.filter(act="propose_mutualisation").count(),
    ) == (dsi, mine.scope_id, 1)
    dsi.refresh_from_db()
    assert dsi.unread_notices == 1
    # Foreign and private: not found, as if it were not there.
    assert client.post(reverse("projects:propose", args=[secret.pk]), {"title": TYPED}).status_code == 404
    client.force_login(dsi)
    assert TYPED in words(client.get(reverse("projects:detail", args=[shared.pk])))
    assert client.post(address, {"title": TYPED}).status_code == 403


def test_behind_closed_doors_nothing_is_proposed_from_the_form(client, two_ministries):
    mine, *_ = two_ministries
    client.force_login(member_of(mine, Role.SECRETARY))
    seen = words(asked(client, is_closed_doors="on"))
    assert ("Proposer une mutualisation" in seen, "Huis clos" in seen) == (False, True)


def test_without_script_the_forms_work_and_the_place_is_there(client, two_ministries):
    mine, *_ = two_ministries
    client.force_login(member_of(mine, Role.SECRETARY))
    page = client.get(reverse("sessions:prepare", args=[SessionFactory(commission=mine).pk])).content.decode()
    assert (page.count('aria-live="polite"></div>'), reverse("projects:similar") in page) == (1, True)
    client.force_login(officer_of(mine.scope, Role.DSI))
    assert reverse("projects:similar") in client.get(reverse("projects:create")).content.decode()


@pytest.mark.parametrize("rows", [1, 4])
def test_as_many_queries_for_one_as_for_several(two_ministries, rows, django_assert_num_queries):
    mine, *_ = two_ministries
    dsi = officer_of(mine.scope, Role.DSI)
    for number in range(rows - 1):
        ProjectFactory(ministry=mine.ministry, title=f"Cadastre foncier n° {number}")
    dsi.access  # noqa: B018 - loaded once for a request
    with django_assert_num_queries(7):  # decisions, needs, e-services, platforms, projects, and what each may show
        assert len(similar(dsi, TYPED).projects) == rows


def test_it_stays_quick_on_a_large_portfolio():
    """Both indexes answer, for the one who sees all the projects: no scan of the table."""
    count = size(3_000, 100_000)
    words = [
        "hydraulique",
        "scolaire",
        "vaccination",
        "douanier",
        "portuaire",
        "judiciaire",
        "cotonnier",
        "touristique",
        "postal",
        "électoral",
        "pénitentiaire",
        "routier",
    ]
    ministry = MinistryFactory()
    names = [f"Système d’information {words[n % 12]} {words[(n // 12) % 12]} du lot {n}" for n in range(count)]
    rows = [
        Project(
            scope_id=ministry.scope_id,
            ministry=ministry,
            code=f"G-{n:06d}",
            title=name,
            stage="approved",
            planned_cost=1,
        )
        for n, name in enumerate(names)
    ]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
    with pgtrigger.ignore("projects.Project:insert_insert"):  # their history says nothing here
        Project.objects.bulk_create(rows, batch_size=2_000)
    wanted = ProjectFactory(
        ministry=ministry, title="Informatisation du cadastre national", objectives="Registre foncier."
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT gin_clean_pending_list('project_title_trigrams'), gin_clean_pending_list('project_search')"
        )
        cursor.execute("ANALYZE projects_project")
        if (
            count < 50_000
        ):  # on a small table PostgreSQL is right to read it whole: only whether the indexes can answer is asked
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_indexscan = off")
    asin = officer_of(ScopeFactory(kind=ScopeKind.NATIONAL), Role.ASIN_READER)
    started = clock.now()
    with CaptureQueriesContext(connection) as queries:
        assert [row.project for row in similar(asin, TYPED, "Un registre foncier").projects] == [wanted]
    seconds = (clock.now() - started).total_seconds()
    with connection.cursor() as cursor:
        cursor.execute(
            "EXPLAIN "
            + next(
                query["sql"]
                for query in queries
                if 'FROM "projects_project"' in query["sql"] and "SIMILARITY" in query["sql"]
            )
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
    report("alike", projects=count, seconds=round(seconds, 3))
    assert ("project_title_trigrams" in plan, "project_search" in plan, "Seq Scan on projects_project" in plan) == (
        True,
        True,
        False,
    )
    assert seconds < 1.5


def test_what_resembles_is_asked_beside_the_form_of_a_proposal_too(client, two_ministries):
    mine, *_ = two_ministries
    client.force_login(member_of(mine, Role.SECRETARY))
    page = client.get(reverse("sessions:propose")).text
    assert (
        'data-hx-include="#id_title, #id_objectives"' in page,
        f'data-hx-post="{reverse("projects:similar")}"' in page,
    ) == (True, True)


def test_the_project_under_review_is_not_said_to_resemble_itself(client, two_ministries):
    """Nor one that is being chosen for the item; the others still are."""
    mine, _, shared, _ = two_ministries
    own = ProjectFactory(ministry=mine.ministry, title="Cadastre national numérique")
    client.force_login(member_of(mine, Role.SECRETARY))
    title = "Examen du cadastre national numérique"
    assert own.title in words(asked(client, title))
    seen = words(asked(client, title, projects=[own.pk, "pas une clé"]))
    assert (own.title in seen, shared.title in seen) == (False, True)
    session = SessionFactory(commission=mine)
    item = AgendaItemFactory(session=session, position=1, title=title)
    page = client.get(reverse("sessions:prepare", args=[session.pk]), {"point": item.pk}).content.decode()
    included = re.search(r'data-hx-include="([^"]*)"', page)[1]
    chooser = re.search(r'<select[^>]*name="projects"[^>]*id="([^"]+)"', page)[1]
    assert f"#{chooser}" in included
    assert re.search(r'data-hx-params="[^"]*\bprojects\b', page)
