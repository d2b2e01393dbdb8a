"""Periodic reports: read as of their last day, made once, read by whom they are for, scheduled."""

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from rest_framework.test import APIClient

from foundation.accounts.enums import Role, ScopeKind
from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.figures import FIGURES, FigureValue, Part, get
from foundation.common.typography import short_date
from foundation.documents.canonical import plain
from foundation.documents.models import Document
from foundation.jobs.models import Job
from foundation.journal.record import entries_of
from foundation.notifications.models import Notice
from foundation.notifications.operations.notifying import accounts_of
from projects.enums import RevisionReason, Stage
from projects.operations import PlannedValues, UpdateValues, create_project, publish_update
from reports.enums import REPORT_PAPER, Recipients, ReportKind, ReportState
from reports.models import Report, Schedule
from reports.operations import (
    ask_report,
    make_report,
    pause_schedule,
    resume_schedule,
    retry_report,
    run_now,
    run_schedules,
)
from reports.periods import last_over, period_of
from reports.queries.reading import Read
from reports.register.schedules import SCHEDULES
from reports.reports import build_report, figure_line, report_html, workbook_of
from steering.operations.milestones import move
from tests.factories import (
    EServiceFactory,
    MilestoneFactory,
    MinistryFactory,
    RecommendationFactory,
    RiskFactory,
    ScopeFactory,
    ServiceProblemFactory,
    commission_with_members,
    member_of,
    officer_of,
)
from tests.factories.conferences import (
    BodyFactory,
    ConferenceFactory,
    ConferenceRecommendationFactory,
    PanelFactory,
    ParticipantFactory,
    QuestionFactory,
)
from tests.projects.world import Today, signed

pytestmark = pytest.mark.django_db
Q2 = date(2026, 6, 30)


@pytest.fixture
def today(monkeypatch, tmp_path):
    return Today(monkeypatch, tmp_path)


@pytest.fixture
def ministry(today):
    """A ministry with a portfolio begun in January, a commission and its officers; the third quarter has begun."""
    commission = commission_with_members(3)
    found = commission.ministry
    found.commission = commission
    found.dsi = officer_of(found.scope, Role.DSI)
    today.move(date(2026, 1, 10))
    planned = PlannedValues(date(2026, 1, 1), date(2026, 12, 31), 100_000_000, date(2026, 1, 5), "Commission", "D-1")
    found.project = create_project(
        found,
        "Gestion du courrier",
        by=found.dsi,
        stage=Stage.RUNNING,
        actual_start=date(2026, 1, 8),
        progress=10,
        planned=planned,
    )
    update(found, progress=20, forecast_end=date(2026, 12, 31), forecast_cost=100_000_000)
    today.move(date(2026, 5, 12))
    update(found, progress=40, forecast_end=date(2027, 6, 30), forecast_cost=120_000_000, narrative="Marché relancé.")
    today.move(date(2026, 7, 8))
    return found


def update(ministry, **values):
    row = type(ministry.project).objects.get(pk=ministry.project.pk)
    typed = replace(UpdateValues.of(row), **({"narrative": "Avance."} | values))
    publish_update(row.pk, typed, by=ministry.dsi)


def asked(ministry, day=Q2, **more):
    return ask_report(ReportKind.QUARTERLY, ministry, day, by=ministry.dsi, **more)


def made(ministry, day=Q2, **more):
    report = asked(ministry, day, **more)
    make_report(report.pk)
    return Report.objects.select_related("ministry", "job").get(pk=report.pk)


def told(built):
    """What was built, but for the identifier of its row."""
    return replace(built.content, report_id="")


def status_of(response):
    """A file is read to its end: left open, it is a warning."""
    if response.streaming:
        assert b"".join(response.streaming_content)
    return response.status_code


def test_the_periods():
    assert [period_of("quarterly", date(2026, month, 15)).end for month in (1, 6, 9, 12)] == [
        date(2026, 3, 31),
        date(2026, 6, 30),
        date(2026, 9, 30),
        date(2026, 12, 31),
    ]
    assert last_over("quarterly", date(2026, 1, 1)).label == "4e trimestre 2025"
    assert last_over("annual", date(2026, 12, 31)).label == "année 2025"


def test_a_report_says_what_was_true_on_its_last_day_whatever_came_after(ministry, today):
    report = asked(ministry)
    first = build_report(report)
    (spread,) = first.content.spreads
    (line,) = spread.lines
    assert (line.progress[:2], line.tone) == ("40", "late")
    assert line.ends == ("initiale 31/12/2026", "prévue 31/12/2026", "estimée 30/06/2027")
    assert any("fin estimée : 31/12/2026 → 30/06/2027" in moved for moved in spread.movements)
    today.move(date(2026, 8, 20))
    update(ministry, progress=90, forecast_end=date(2026, 12, 31), forecast_cost=90_000_000, stage=Stage.RUNNING)
    create_project(ministry, "Archives", by=ministry.dsi)
    RecommendationFactory(commission=ministry.commission, issued_on=date(2026, 8, 1), due_on=date(2026, 8, 2))
    again = build_report(report)
    assert told(again) == told(first)


def test_what_was_first_published_after_the_period_is_not_told_of_it(ministry, today):
    """The history of its row begins with the run: of a quarter before it, nothing says what its progress was."""
    late = create_project(
        ministry,
        "Archives",
        by=ministry.dsi,
        stage=Stage.RUNNING,
        actual_start=date(2026, 2, 1),
        progress=5,
        planned=PlannedValues(date(2026, 1, 1), date(2026, 12, 31), None, date(2026, 2, 1), "Commission", "D-2"),
    )
    report = asked(ministry)
    today.move(date(2026, 8, 20))
    typed = replace(UpdateValues.of(late), progress=95, narrative="Fini presque.")
    publish_update(late.pk, typed, by=ministry.dsi)
    (line,) = [each for each in build_report(report).content.spreads[0].lines if each.code == late.code]
    assert (line.stage, line.progress, line.signal, line.narrative) == (
        "non renseigné",
        "non renseigné",
        "non renseigné",
        "",
    )
    assert not any(late.code in moved for moved in build_report(report).content.spreads[0].movements)


def test_the_same_quarter_asked_twice_is_the_same_report(ministry, today):
    report = made(ministry)
    content = Document.objects.about(report, REPORT_PAPER).get()
    today.move(date(2026, 8, 1))
    update(ministry, progress=80)
    assert asked(ministry) == report
    assert make_report(report.pk) == str(report.pk)
    assert Report.objects.count() == Document.objects.about(report, REPORT_PAPER).count() == 1
    same = Document.objects.about(report, REPORT_PAPER).get()
    assert (same.content_sha256, same.pdf_sha256) == (content.content_sha256, content.pdf_sha256)
    with pytest.raises(IntegrityError, match="report_once_a_period"), transaction.atomic():
        Report.objects.create(
            **{
                name: getattr(report, name)
                for name in ("scope", "ministry", "owner_name", "kind", "period_start", "period_end", "asked_at")
            }
        )


def test_a_crash_while_it_is_made_leaves_nothing_and_the_retry_leaves_one(ministry, monkeypatch):
    report = asked(ministry)

    def breaks(*args):
        raise OSError("no room left")

    with monkeypatch.context() as broken:
        broken.setattr("reports.operations.render_paper", breaks)
        with pytest.raises(OSError, match="no room"), transaction.atomic():
            make_report(report.pk)
    assert not Document.objects.filter(kind=REPORT_PAPER).exists()
    assert not Notice.objects.filter(kind="periodic").exists()
    Job.objects.filter(pk=report.job_id).update(state="dead", error="OSError", finished_at="2026-07-08T09:00Z")
    failed = Report.objects.select_related("job", "ministry__scope").get(pk=report.pk)
    assert failed.state == ReportState.FAILED
    page = signed(ministry.dsi).get(reverse("reports:detail", args=[report.pk])).content.decode()
    assert "n’a pas pu être établi" in page
    retry_report(report.pk, by=ministry.dsi)
    make_report(report.pk)
    assert Document.objects.filter(kind=REPORT_PAPER).count() == 1
    with pytest.raises(Refused, match="rien à relancer"):
        retry_report(report.pk, by=ministry.dsi)
    assert [entry.act for entry in entries_of(report)].count("make_report") == 1


def test_a_period_that_runs_is_refused_and_each_kind_has_its_owner(ministry):
    with pytest.raises(Refused, match="la période finit le 30 septembre 2026"):
        asked(ministry, date(2026, 7, 2))
    with pytest.raises(InvalidInput):
        ask_report(ReportKind.QUARTERLY, None, Q2, by=None)
    with pytest.raises(InvalidInput):
        ask_report(ReportKind.ANNUAL, ministry, date(2025, 3, 1), by=None)


def test_every_figure_is_that_of_its_one_definition_with_what_it_leaves_out(ministry):
    content = build_report(asked(ministry)).content
    past = [key for key, figure in FIGURES.items() if "today" in figure.filters]
    assert [line.key for line in content.figures] == past
    for line in content.figures:
        assert line.formula == FIGURES[line.key].formula
        assert line.exact or line.exclusions or line.value == "non renseigné"
        assert line.unit
        assert not line.exact or line.value == FIGURES[line.key].said(Decimal(line.exact))
        assert not re.fullmatch(r"[\d\s]*", line.value)
    book = load_workbook(BytesIO(workbook_of(Report.objects.get(), build_report(Report.objects.get()))))
    sheet = book["Chiffres"]
    heads = [cell.value for cell in sheet[3]]
    assert heads[:8] == ["Portefeuille", "Chiffre", "Valeur", "Unité", "Laissé de côté", "Au", "Définition", "Méthode"]
    written = [row[1].value for row in sheet.iter_rows(min_row=4)]
    assert written == [line.label for line in content.figures]
    (line,) = list(book["Lignes"].iter_rows(min_row=2, values_only=True))
    assert line[14] == 120_000_000


def test_the_parts_of_a_share_or_of_an_amount_are_rows_and_neither_shares_nor_amounts():
    value = FigureValue(35, parts=(Part("done", "exécutées", 7), Part("open", "ouvertes", 13)))
    rate, amount = get("recommendations.execution"), get("funding.planned")
    assert figure_line(Read(rate, value)).parts == "exécutées 7 · ouvertes 13"
    assert (rate.said(35), rate.part(7)) == ("35\u00a0%", "7")
    assert amount.part(3) == "3"
    assert get("recommendations.open").part(3) == "3\u00a0recommandations"


def test_the_report_of_a_ministry_is_for_it_and_for_the_asin(ministry):
    report = made(ministry)
    stranger = officer_of(MinistryFactory().scope, Role.DSI)
    asin = officer_of(ScopeFactory(kind=ScopeKind.NATIONAL), Role.ASIN_READER)
    seen = {user: Report.objects.visible_to(user).count() for user in (ministry.dsi, asin, stranger)}
    assert seen == {ministry.dsi: 1, asin: 1, stranger: 0}
    document = Document.objects.about(report, REPORT_PAPER).get()
    for user, status in ((ministry.dsi, 200), (asin, 200), (stranger, 404)):
        api = APIClient()
        api.force_authenticate(user)
        doors = [(signed(user), route) for route in ("reports:detail", "reports:workbook")]
        for client, route in [*doors, (api, "api:reports-paper"), (api, "api:reports-workbook")]:
            assert status_of(client.get(reverse(route, args=[report.pk]))) == status, route
        assert status_of(signed(user).get(reverse("documents:download", args=[document.pk]))) == status


def test_a_schedule_makes_what_is_due_once_and_writes_to_those_it_names(ministry, today):
    secretary, president = (member_of(ministry.commission, role) for role in (Role.SECRETARY, Role.PRESIDENT))
    asin = officer_of(ScopeFactory(kind=ScopeKind.NATIONAL), Role.ASIN_READER)
    today.move(date(2026, 6, 20))
    schedule = SCHEDULES.add(
        kind=ReportKind.QUARTERLY,
        ministry=ministry,
        days_after=5,
        starts_on=date(2026, 6, 20),
        recipients=Recipients.OFFICERS,
        tells_asin=True,
        by=ministry.dsi,
    )
    assert (schedule.next_on(date(2026, 6, 20)), run_schedules()) == (date(2026, 7, 5), 0)
    today.move(date(2026, 7, 4))
    assert run_schedules() == 0
    today.move(date(2026, 7, 5))
    assert (run_schedules(), run_schedules()) == (1, 0)
    report = Report.objects.get()
    assert (report.period_end, report.schedule_id) == (Q2, schedule.pk)
    make_report(report.pk)
    make_report(report.pk)
    notices = Notice.objects.filter(kind="periodic")
    told_to = set(notices.values_list("user", flat=True))
    assert {ministry.dsi.pk, secretary.pk, asin.pk} <= told_to
    assert told_to <= {
        ministry.dsi.pk,
        asin.pk,
        *accounts_of(Role.SECRETARY, scope=ministry.scope_id).values_list("pk", flat=True),
    }
    assert (president.pk in told_to, len(told_to)) == (False, notices.count())
    assert all(notice.mail_id is not None for notice in notices)
    assert {Notice.objects.visible_to(notice.user).filter(pk=notice.pk).count() for notice in notices} == {1}
    assert Schedule.objects.get().next_on(date(2026, 7, 5)) == date(2026, 10, 5)


def test_paused_nothing_is_made_and_run_now_waits_for_no_day(ministry, today):
    schedule = SCHEDULES.add(
        kind=ReportKind.QUARTERLY,
        ministry=ministry,
        days_after=30,
        starts_on=date(2026, 1, 1),
        recipients=Recipients.DSI,
        tells_asin=False,
        by=ministry.dsi,
    )
    pause_schedule(schedule.pk, by=ministry.dsi)
    today.move(date(2026, 8, 15))
    assert (run_schedules(), Schedule.objects.get().upcoming) == (0, None)
    with pytest.raises(Refused, match="déjà suspendue"):
        pause_schedule(schedule.pk, by=ministry.dsi)
    run_now(schedule.pk, by=ministry.dsi)
    assert Report.objects.get().period_end == Q2
    with pytest.raises(Refused, match="existent déjà"):
        run_now(schedule.pk, by=ministry.dsi)
    resume_schedule(schedule.pk, by=ministry.dsi)
    assert run_schedules() == 0
    page = signed(ministry.dsi).get(reverse("report-schedules:detail", args=[schedule.pk])).content.decode()
    assert "Rapport du 2e trimestre 2026" in page


def test_all_ministries_are_for_the_asin_and_the_annual_report_counts_them(ministry, today):
    admin = officer_of(ScopeFactory(kind=ScopeKind.NATIONAL), Role.ASIN_ADMIN)
    values = {"days_after": 5, "starts_on": date(2026, 1, 1), "tells_asin": True}
    with pytest.raises(InvalidInput):
        SCHEDULES.add(kind="quarterly", ministry=None, recipients="dsi", by=ministry.dsi, **values)
    with pytest.raises(InvalidInput, match="l’ASIN seule"):
        SCHEDULES.add(kind="annual", ministry=None, recipients="dsi", by=admin, **values)
    SCHEDULES.add(kind="quarterly", ministry=None, recipients="dsi", by=admin, **values)
    SCHEDULES.add(kind="annual", ministry=None, recipients="asin", by=admin, **values)
    today.move(date(2027, 1, 6))
    assert run_schedules() == 2
    annual = Report.objects.get(kind="annual")
    content = build_report(annual).content
    assert [spread.name for spread in content.spreads] == [ministry.name]
    assert content.title.endswith("2026")
    assert Report.objects.visible_to(ministry.dsi).filter(kind="annual").count() == 0


def test_the_annual_report_lists_no_green_project_among_those_in_difficulty(ministry, today):
    admin = officer_of(ScopeFactory(kind=ScopeKind.NATIONAL), Role.ASIN_ADMIN)
    today.move(date(2027, 1, 6))
    content = build_report(ask_report(ReportKind.ANNUAL, None, date(2026, 12, 31), by=admin)).content
    [spread] = content.spreads
    for tone, is_listed in (("good", False), ("stale", False), ("late", True)):
        lines = tuple(replace(line, tone=tone) for line in spread.lines)
        html = report_html(Document(content=plain(replace(content, spreads=(replace(spread, lines=lines),)))))
        chapter = html[html.index(f'id="{spread.anchor}"') :]
        assert ('<th scope="col">Stade, avancement</th>' in chapter) == is_listed, tone
        assert ("Aucun projet n’est en difficulté" in chapter) != is_listed, tone


def test_in_the_annual_report_a_ministry_alone_begins_a_page(ministry, today):
    admin = officer_of(ScopeFactory(kind=ScopeKind.NATIONAL), Role.ASIN_ADMIN)
    today.move(date(2027, 1, 6))
    content = build_report(ask_report(ReportKind.ANNUAL, None, date(2026, 12, 31), by=admin)).content
    html = report_html(Document(content=plain(content)))
    assert re.findall('class="chapter" id="([^"]+)"', html) == [spread.anchor for spread in content.spreads]


def test_a_list_of_reports_costs_the_same_whatever_its_rows(ministry, django_assert_max_num_queries, today):
    client = signed(ministry.dsi)
    asked(ministry)
    with django_assert_max_num_queries(14):
        client.get(reverse("reports:list"))
    for months in (3, 6, 9, 12):
        asked(ministry, Q2 - timedelta(days=30 * months + 5))
    with django_assert_max_num_queries(14):
        page = client.get(reverse("reports:list")).content.decode()
    assert "Rapport du 1er trimestre 2026" in page


def test_what_steers_a_portfolio_is_told_as_it_was_recorded_by_then(ministry, today):
    """Risks by the versions of their rows, whose instant is that of the database: the quarter is that of the run."""
    quarter = period_of(ReportKind.QUARTERLY, timezone.localdate())
    later = quarter.end + timedelta(days=8)
    today.move(later)
    RiskFactory(project=ministry.project, title="Marché contesté", probability=4, impact=5)
    RiskFactory(project=ministry.project, title="Retard mineur", probability=1, impact=2, mitigation="")
    RiskFactory(project=ministry.project, title="Clos à temps", closed_on=quarter.end - timedelta(days=1))
    milestone = MilestoneFactory(project=ministry.project, title="Recette", initial_on=quarter.end - timedelta(days=3))
    far = quarter.end + timedelta(days=400)
    move(milestone.pk, to_on=far, reason=RevisionReason.SCOPE, explanation="Lot ajouté.", by=ministry.dsi)
    recommendation = RecommendationFactory(
        commission=ministry.commission, issued_on=quarter.start, due_on=quarter.start + timedelta(days=2)
    )
    read = {
        day: build_report(asked(ministry, day)).content.spreads[0]
        for day in (quarter.end, quarter.start - timedelta(days=1))
    }
    now, before = read.values()
    assert [(risk, gravity) for risk, _, gravity, _ in now.risks] == [
        ("Marché contesté", "4 × 5 = 20"),
        ("Retard mineur", "1 × 2 = 2"),
    ]
    ((label, lines),) = now.milestones
    assert label == "Attendus et non atteints"
    assert lines == (f"Recette ({ministry.project.code}), {short_date(milestone.initial_on)}",)
    assert [text for _, text, _ in now.recommendations] == [recommendation.text]
    assert (before.risks, before.milestones, before.recommendations) == ((), (), ())


@pytest.fixture
def beside(ministry):
    """In the quarter a conference to which it sent three, another one elsewhere; three problems of its e-service."""
    day, body = date(2026, 5, 20), BodyFactory()
    held = ConferenceFactory(body=body, title="10e Conférence", held_on=day, state="held")
    ConferenceFactory(body=body, title="Ailleurs", held_on=day, state="held")
    ConferenceFactory(body=body, title="Annulée", held_on=day, state="cancelled", state_reason="Salle prise.")
    ConferenceFactory(body=body, title="Plus tard", held_on=date(2026, 7, 2), state="held")
    ParticipantFactory(conference=held, ministry=ministry, institution="", count=2)
    ParticipantFactory(conference=held, institution="ASIN", count=1)
    PanelFactory(conference=held)
    QuestionFactory(body=body, conference=held, state="tabled")
    said = {"commission": body, "origin_kind": "conference", "issued_on": day}
    for due_on, state in ((date(2026, 6, 1), "issued"), (None, "done"), (date(2026, 9, 1), "issued")):
        advice = RecommendationFactory(**said, due_on=due_on, state=state)
        ConferenceRecommendationFactory(conference=held, recommendation=advice)
    service = EServiceFactory(name="Acte de naissance", ministry=ministry)
    ServiceProblemFactory(service=service, origin="conference", origin_words="10e Conférence", reported_on=day)
    closed = {"state": "done", "subject": "Paiement perdu"}
    ServiceProblemFactory(service=service, reported_on=date(2026, 2, 1), ended_on=date(2026, 6, 2), **closed)
    ServiceProblemFactory(service=service, reported_on=date(2026, 2, 1), ended_on=date(2026, 3, 2), **closed)
    ServiceProblemFactory(service=service, reported_on=date(2026, 7, 3))
    return ministry


def test_conferences_and_problems_of_e_services_are_told_of_the_period(beside):
    content = build_report(asked(beside)).content
    (conference,) = content.conferences
    assert (conference.title, conference.day) == ("10e Conférence", "20/05/2026")
    assert [text.replace("\u00a0", " ") for text in (conference.came, conference.held, conference.advice)] == [
        "3 participants de 2 institutions",
        "1 panel, 1 question commune",
        "3 recommandations : 1 exécutée, 1 en retard",
    ]
    (trouble,) = content.troubles
    assert (trouble.service, trouble.reported, trouble.ended, trouble.open) == (
        "Acte de naissance",
        "1, dont 1 à une conférence",
        1,
        1,
    )
    html = report_html(Document(content=plain(content)))
    for words in ("Les conférences où le ministère est venu", "10e Conférence", "Les problèmes de ses e-services"):
        assert words in html


def test_the_annual_report_tells_every_conference_and_every_e_service(beside, today):
    admin = officer_of(ScopeFactory(kind=ScopeKind.NATIONAL), Role.ASIN_ADMIN)
    ServiceProblemFactory(service=EServiceFactory(name="Quittance"), reported_on=date(2026, 3, 1))
    today.move(date(2027, 1, 6))
    content = build_report(ask_report(ReportKind.ANNUAL, None, date(2026, 12, 31), by=admin)).content
    assert [row.title for row in content.conferences] == ["10e Conférence", "Ailleurs", "Plus tard"]
    assert [(row.service, row.open) for row in content.troubles] == [("Acte de naissance", 2), ("Quittance", 1)]
    html = report_html(Document(content=plain(content)))
    chapter = html[html.index('id="conferences"') : html.index('id="inconnu"')]
    for words in ("10e Conférence", "Plus tard", "Quittance", beside.name):
        assert words in chapter
    by_key = {line.key: line for line in content.figures}
    assert by_key["conferences.held"].exact == "3"
    assert by_key["eservices.problems"].exact == "3"
