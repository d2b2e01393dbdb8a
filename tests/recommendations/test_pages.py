"""The list over all commissions, the page of one recommendation, its acts, the balance."""

import csv
import io
import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from foundation.accounts.enums import Role
from foundation.common import lists
from foundation.common.figures import get as figure
from foundation.common.keyset import paginate
from recommendations.enums import RecommendationState as State
from recommendations.models import Recommendation, RecommendationReport
from recommendations.operations import report
from recommendations.queries.balance import balance, band_keys
from recommendations.queries.panels import (
    commission_panel,
    ministry_panel,
    open_business,
    project_events,
    project_panel,
)
from recommendations.views.reading import why_of
from tests.factories import (
    CommuneFactory,
    MinistryFactory,
    RecommendationFactory,
    UserFactory,
    commission_with_members,
    member_of,
    officer_of,
)
from tests.factories.projects import ProjectFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def commission():
    return commission_with_members(2)


@pytest.fixture
def secretary(commission):
    return member_of(commission, Role.SECRETARY)


@pytest.fixture
def dsi(commission):
    return officer_of(commission.scope, Role.DSI)


@pytest.fixture
def row(commission):
    return RecommendationFactory(
        commission=commission, addressee_scope=commission.scope, text="Publier le registre des usagers."
    )


def address(name, row=None):
    return reverse(f"recommendations:{name}", args=[row.pk] if row else [])


def get(client, user, name, row=None, query=""):
    client.force_login(user)
    return client.get(address(name, row) + query)


@pytest.fixture
def listed(client, monkeypatch):
    """The rows of the list, as its page got them (Jinja2 pages carry no context in the response)."""

    def rows(user, query=""):
        text = get(client, user, "list", query=query).content.decode()
        found = [row for row in Recommendation.objects.all() if address("detail", row) in text]
        return sorted(found, key=lambda row: text.index(address("detail", row)))

    return rows


def test_the_list_shows_those_one_may_see_open_ones_first_by_date(listed, secretary, row):
    row.due_on = TODAY() + timedelta(days=30)
    row.save(update_fields=["due_on"])
    late = RecommendationFactory(commission=row.commission, due_on=TODAY() - timedelta(days=3))
    undated = RecommendationFactory(commission=row.commission, due_on=None)
    done = RecommendationFactory(commission=row.commission, due_on=TODAY() - timedelta(days=90), state=State.DONE)
    RecommendationFactory(commission=row.commission, is_draft=True, number=None)
    RecommendationFactory()
    assert listed(secretary) == [late, row, undated, done]


def test_pages_by_key_keep_that_order(client, secretary, commission, monkeypatch):
    monkeypatch.setattr(lists, "paginate", lambda *args, **options: paginate(*args, **options | {"size": 2}))
    days = [(-3, State.ISSUED), (4, State.RUNNING), (4, State.ISSUED), (None, State.ISSUED), (-90, State.DONE)]
    for days_left, state in days:
        due_on = None if days_left is None else TODAY() + timedelta(days=days_left)
        RecommendationFactory(commission=commission, due_on=due_on, state=state)
    client.force_login(secretary)
    seen, href = [], ""
    for length in (2, 2, 1):
        text = client.get(address("list") + href).content.decode()
        here = [row for row in Recommendation.objects.all() if address("detail", row) in text]
        seen += sorted(here, key=lambda row: text.index(address("detail", row)))
        assert len(here) == length
        href = text.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")
    assert [row.due_on and (row.due_on - TODAY()).days for row in seen] == [-3, 4, 4, None, -90]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?late=1", ["late"]),
        ("?state=open", ["late", "row"]),
        ("?state=done", ["done"]),
        ("?theme=donn%C3%A9es", ["late"]),
        ("?addressee=cabinet", ["done"]),
        ("?q=registre", ["row"]),
        ("?mine=1", ["late", "row", "done"]),
    ],
)
def test_filters(listed, dsi, row, query, expected):
    known = {
        "row": row,
        "late": RecommendationFactory(
            commission=row.commission, addressee_scope=row.scope, due_on=TODAY() - timedelta(days=3), theme="données"
        ),
        "done": RecommendationFactory(
            commission=row.commission,
            addressee_scope=row.scope,
            state=State.DONE,
            addressee_label="le directeur de cabinet",
        ),
    }
    assert listed(dsi, query) == [known[name] for name in expected]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_runs_a_fixed_number_of_queries(client, secretary, commission, rows, django_assert_num_queries):
    RecommendationFactory.create_batch(rows, commission=commission)
    client.force_login(secretary)
    client.get(address("list"))
    with django_assert_num_queries(8):
        client.get(address("list"))


def test_a_stranger_finds_nothing(client, row):
    stranger = UserFactory()
    assert get(client, stranger, "detail", row).status_code == 404
    for name in ("accept", "start", "validate", "report", "reject", "lapse"):
        assert client.post(address(name, row)).status_code == 404
    assert "Publier le registre" not in get(client, stranger, "list").content.decode()


@pytest.mark.parametrize("name", ["accept", "start", "validate"])
def test_an_act_is_not_a_link_and_not_for_a_reader(client, row, name):
    client.force_login(member_of(row.commission, Role.MEMBER))
    assert client.get(address(name, row)).status_code == 405
    assert client.post(address(name, row)).status_code == 403


@pytest.mark.parametrize("name", ["report", "reject", "lapse"])
def test_the_form_of_an_act_is_not_for_a_reader(client, row, name):
    client.force_login(member_of(row.commission, Role.MEMBER))
    assert [
        client.get(address(name, row)).status_code,
        client.post(address(name, row), {"reason": "x", "text": "x"}).status_code,
    ] == [403, 403]


def test_the_addressee_accepts_starts_and_reports_with_a_piece(client, row, dsi, secretary):
    client.force_login(dsi)
    client.post(address("accept", row))
    client.post(address("start", row))
    piece = SimpleUploadedFile("preuve.txt", "Récépissé.".encode())
    refused = client.post(address("report", row), {"text": "Le registre est en ligne.", "proof_file": piece})
    assert refused.status_code == 409
    assert "Le registre est en ligne." in refused.content.decode()
    client.post(
        address("report", row), {"text": "Le registre est en ligne.", "proof_link": "https://exemple.bj/registre"}
    )
    assert RecommendationReport.objects.get().proof_link == "https://exemple.bj/registre"
    page = get(client, secretary, "detail", row).content.decode()
    assert "Accepter la preuve" in page
    assert "https://exemple.bj/registre" in page


def test_a_report_without_proof_comes_back_with_what_was_typed(client, row, dsi):
    Recommendation.objects.filter(pk=row.pk).update(state=State.RUNNING)
    client.force_login(dsi)
    answer = client.post(address("report", row), {"text": "C’est fait, croyez-moi."})
    assert answer.status_code == 400
    assert "C’est fait, croyez-moi." in answer.content.decode()
    assert "sans preuve" in answer.content.decode()


def test_the_author_of_a_report_sees_why_he_does_not_judge_it(client, row, secretary):
    Recommendation.objects.filter(pk=row.pk).update(state=State.RUNNING)
    report(row.pk, text="Fait.", proof_link="https://exemple.bj", by=secretary)
    page = get(client, secretary, "detail", row).content.decode()
    assert "jamais acceptée par son auteur" in page
    assert "Accepter la preuve" not in page
    client.post(address("validate", row), HTTP_REFERER="http://testserver" + address("detail", row))
    assert Recommendation.objects.get(pk=row.pk).state == State.REPORTED
    president = member_of(row.commission, Role.PRESIDENT)
    client.force_login(president)
    client.post(address("validate", row))
    assert Recommendation.objects.get(pk=row.pk).state == State.DONE


def test_a_refusal_needs_its_reason_and_sends_back_to_work(client, row, dsi, secretary):
    Recommendation.objects.filter(pk=row.pk).update(state=State.RUNNING)
    report(row.pk, text="Fait.", proof_link="https://exemple.bj", by=dsi)
    client.force_login(secretary)
    assert client.post(address("reject", row), {"reason": " "}).status_code == 400
    client.post(address("reject", row), {"reason": "L’adresse ne répond pas."})
    assert Recommendation.objects.get(pk=row.pk).state == State.RUNNING
    assert "L’adresse ne répond pas." in get(client, dsi, "detail", row).content.decode()


def test_a_secretary_issues_outside_a_session_for_her_own_commission_only(client, commission, secretary):
    client.force_login(secretary)
    seat = commission.seats.order_by("position").first()
    client.post(
        address("create"),
        {
            "commission": commission.pk,
            "text": "Ouvrir le guichet.",
            "seat": seat.pk,
            "priority": "high",
            "origin_label": "Courrier du 3 septembre",
        },
    )
    issued = Recommendation.objects.get()
    assert (issued.number, issued.seat, issued.addressee_label, issued.origin_kind) == (1, seat, seat.label, "other")
    foreign = commission_with_members(1)
    answer = client.post(
        address("create"), {"commission": foreign.pk, "text": "Non.", "priority": "high", "origin_label": "x"}
    )
    assert answer.status_code == 400
    assert Recommendation.objects.count() == 1
    assert get(client, member_of(commission, Role.MEMBER), "create").status_code == 403


@pytest.mark.parametrize("kind", ["ministry", "commune"])
def test_a_recommendation_is_issued_to_a_ministry_or_a_commune(client, commission, secretary, kind):
    client.force_login(secretary)
    addressee = MinistryFactory() if kind == "ministry" else CommuneFactory()
    typed = {"commission": commission.pk, "text": "Ouvrir le guichet.", "priority": "high", "origin_label": "Courrier"}
    assert str(addressee.pk) in client.get(address("create")).content.decode()
    client.post(address("create"), typed | {kind: addressee.pk})
    issued = Recommendation.objects.get()
    assert (getattr(issued, kind), issued.addressee_scope_id, issued.addressee_label) == (
        addressee,
        addressee.scope_id,
        str(addressee),
    )
    seat = commission.seats.order_by("position").first()
    twice = client.post(address("create"), typed | {kind: addressee.pk, "seat": seat.pk})
    assert (
        twice.status_code,
        "Une recommandation a un seul destinataire" in twice.content.decode(),
        Recommendation.objects.count(),
    ) == (400, True, 1)


def test_the_export_neutralises_formulas_and_keeps_the_filters(client, secretary, commission):
    RecommendationFactory(commission=commission, text='=HYPERLINK("x")')
    RecommendationFactory(commission=commission, state=State.DONE)
    client.force_login(secretary)
    lines = list(
        csv.reader(
            io.StringIO(client.get(address("export") + "?state=open").getvalue().decode("utf-8-sig")), delimiter=";"
        )
    )
    assert [line[2] for line in lines] == ["Recommandation", '\'=HYPERLINK("x")']


def test_the_balance_counts_execution_and_age(client, secretary, commission):
    today = TODAY()
    RecommendationFactory(commission=commission, issued_on=today - timedelta(days=10), theme="sécurité")
    RecommendationFactory(
        commission=commission, issued_on=today - timedelta(days=400), due_on=today - timedelta(days=1), theme="sécurité"
    )
    RecommendationFactory(
        commission=commission, issued_on=today - timedelta(days=100), state=State.DONE, theme="usages"
    )
    RecommendationFactory(
        commission=commission, issued_on=today - timedelta(days=100), state=State.LAPSED, theme="usages"
    )
    lines = {
        line.label: (line.issued, line.done, line.open, line.late, line.rate, line.bands)
        for line in balance(secretary, "theme", today)
    }
    assert lines == {"sécurité": (2, 0, 2, 1, 0, (1, 0, 0, 1)), "usages": (2, 1, 0, 0, 100, (0, 0, 0, 0))}
    for axis in ("ministry", "theme", "addressee"):
        client.force_login(secretary)
        assert client.get(address("balance") + f"?par={axis}").status_code == 200
        assert client.get(address("balance_csv") + f"?par={axis}").status_code == 200


def test_figures_and_their_rows_agree(secretary, commission):
    today = TODAY()
    late = RecommendationFactory(commission=commission, due_on=today - timedelta(days=1))
    RecommendationFactory(commission=commission, due_on=None)
    RecommendationFactory(commission=commission, state=State.DONE)
    RecommendationFactory(due_on=today - timedelta(days=1))
    value = figure("recommendations.late").compute(secretary, {})
    assert (value.value, list(value.rows), value.withheld) == (1, [late], 1)
    assert figure("recommendations.open").compute(secretary, {}).value == 2
    assert figure("recommendations.execution").compute(secretary, {"commission": commission.pk}).value == 33
    assert figure("recommendations.ageing").compute(secretary, {}).rows.count() == 2


def test_panels_show_what_the_reader_may_see(commission, secretary):
    project = ProjectFactory(ministry=commission.ministry)
    RecommendationFactory(commission=commission, project=project, addressee_scope=commission.scope)
    for panel in (
        project_panel(project, secretary),
        ministry_panel(commission.ministry, secretary),
        commission_panel(commission, secretary),
    ):
        assert panel.count == 1
    stranger = UserFactory()
    assert [
        project_panel(project, stranger),
        commission_panel(commission, stranger),
        project_events(project, stranger),
    ] == [None, None, []]
    assert len(project_events(project, secretary)) == 1
    assert "1" in open_business(commission)[0]


@pytest.mark.parametrize("name", ["detail", "project", "commission", "ministry"])
def test_the_panels_are_drawn_on_their_pages(client, commission, secretary, name):
    project = ProjectFactory(ministry=commission.ministry)
    row = RecommendationFactory(commission=commission, project=project, text="Chiffrer les charges.")
    client.force_login(secretary)
    addresses = {
        "detail": address("detail", row),
        "project": reverse("projects:detail", args=[project.pk]),
        "commission": reverse("commissions:detail", args=[commission.pk]),
        "ministry": reverse("ministries:detail", args=[commission.ministry.pk]),
    }
    assert "Chiffrer les charges." in client.get(addresses[name]).content.decode()


@pytest.mark.parametrize("axis", ["ministry", "theme", "addressee"])
def test_every_number_of_the_balance_leads_to_its_rows(client, secretary, commission, axis):
    today = TODAY()
    for days, state, theme in (
        (10, State.ISSUED, "cloud"),
        (400, State.RUNNING, "cloud national"),
        (9, State.DONE, "cloud"),
    ):
        RecommendationFactory(
            commission=commission, issued_on=today - timedelta(days=days), state=state, theme=theme, due_on=today
        )
    RecommendationFactory(
        commission=commission, issued_on=today - timedelta(days=50), theme="cloud", due_on=today - timedelta(days=1)
    )
    client.force_login(secretary)
    for line in balance(secretary, axis, today):
        numbers = {"": line.issued, "state=done": line.done, "state=open": line.open, "late=1": line.late}
        numbers |= {f"age={key}": line.bands[rank] for rank, (key, _) in enumerate(band_keys())}
        for query, number in numbers.items():
            page = client.get(f"{line.link(query)}&format=csv")
            rows = list(csv.reader(io.StringIO(page.getvalue().decode("utf-8-sig")), delimiter=";"))
            assert len(rows) - 1 == number, (axis, line.label, query)


def rows_told(page):
    """What the page of a figure says that it counted or examined."""
    said = re.search(r'list-bar__count" role="status">\s*([0-9]+)', page)
    return int(said[1]) if said else 0


@pytest.mark.parametrize("axis", ["ministry", "theme", "addressee"])
def test_each_rate_of_the_balance_says_why_for_its_own_rows(client, secretary, commission, axis):
    for theme, addressee, state in (
        ("cloud", "la DSI", State.DONE),
        ("cloud", "la DSI", State.ISSUED),
        ("cloud & paie", "le « SGM »", State.DONE),
        ("", "", State.ISSUED),
    ):
        RecommendationFactory(commission=commission, theme=theme, addressee_label=addressee, state=state)
    client.force_login(secretary)
    page = unescape(client.get(address("balance") + f"?par={axis}").content.decode())
    lines = balance(secretary, axis, TODAY())
    assert {line.label for line in lines} >= ({"non renseigné"} if axis != "ministry" else {commission.ministry.name})
    for line in lines:
        why = why_of(line, "recommendations.execution")
        assert why in page, line.label
        told = client.get(why).content.decode()
        assert f"{line.rate}\u00a0%" in told or f"{line.rate}\u202f%" in told, line.label
        assert rows_told(told) == line.issued, line.label
        assert client.get(line.href + "&format=csv").status_code == 200


def test_the_figures_of_a_theme_are_those_of_the_api_too(client, secretary, commission):
    RecommendationFactory(commission=commission, theme="cloud", state=State.DONE)
    RecommendationFactory(commission=commission, theme="paie")
    RecommendationFactory(commission=commission, theme="")
    client.force_login(secretary)
    for query, value in (("theme=cloud", 100), ("theme=paie", 0), ("untold=theme", 0), ("", 33)):
        assert client.get(f"/api/v1/figures/recommendations.execution?{query}").json()["value"] == value, query
    assert client.get("/api/v1/figures/recommendations.execution?untold=rien").status_code == 400
