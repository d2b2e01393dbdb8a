"""Every list: same query count at 1 and 3 rows.

Every address that is read is measured twice, on pages and in the API: a list with the rows of one ministry, then of
three; a page about one thing with one of each of its parts, then three. An address that is in neither case, with its
reason, fails.
"""

import logging
import re
from collections import Counter
from datetime import date
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from foundation.accounts.enums import Role, ScopeKind
from foundation.accounts.models import ApiToken
from foundation.accounts.models.token import digest, new_secret
from foundation.common.models import Level
from foundation.documents.operations.storing import store_bytes
from foundation.jobs import enqueue
from foundation.saved_views.models import SavedView
from imports.models import ImportRow, Observation, Workbook
from ministries.enums import CouncilRecordKind, LegalLinkKind
from ministries.models import Appointment, CouncilRecord, LegalTextLink
from needs.models import NeedScore
from projects.operations import UpdateValues, add_sites, ask_revision, publish_update, set_initial_baseline
from projects.operations.baselines import PlannedValues
from promises.register import PROMISES
from recommendations.models import RecommendationReport
from sessions.consultations.models import Consultation, ConsultationVoice
from sessions.core.models import Annex, Convocation, Guest, MinuteText, Speech, TextRevision
from sessions.papers.enums import FileAudience
from sessions.papers.operations.filing import request_session_file
from sessions.papers.operations.papers import make_attendance_sheet, make_presence_statement, submit_pv
from sessions.preparing.models import ConformitySheet, Opinion, Proposal, ProposalAnnex, SessionTemplate
from sessions.preparing.operations.reading import mark_read
from sessions.preparing.operations.releasing import make_release
from tests.access.held import _held as held_session
from tests.access.lines_imports import plant_import
from tests.access.matrix import Line, all_lines
from tests.factories import (
    ActionProjectFactory,
    AgendaItemFactory,
    CampaignFactory,
    CommuneFactory,
    CriteriaGridFactory,
    DeadlineFactory,
    DecisionFactory,
    DependencyFactory,
    EditionFactory,
    EditionRowFactory,
    FundingLineFactory,
    GrantFactory,
    IndicatorFactory,
    LegalTextFactory,
    LotFactory,
    MandateFactory,
    MeasureAnswerFactory,
    MeasureFactory,
    MilestoneFactory,
    NeedFactory,
    NeedOutcomeFactory,
    PersonFactory,
    PlanActionFactory,
    PlanAxisFactory,
    PlanFactory,
    ProblemFactory,
    ProjectFactory,
    PssieMeasureFactory,
    RankingFactory,
    RankingLineFactory,
    RecommendationFactory,
    ReportFactory,
    RiskFactory,
    ScheduleFactory,
    ScopeFactory,
    SeatFactory,
    SessionFactory,
    StructureFactory,
    UseReviewFactory,
    UserFactory,
    commission_with_members,
)
from tests.factories.access import LONG_AGO
from tests.measure import report

from .owned import own, own_more

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.xdist_group("lists"),
]  # what they measure is made once

# Lists that do not grow with the rows of a ministry.
FIXED = {
    "healthz": "states of the services",
    "api:calendar-feeds-list": "one's own addresses",
    "api:notices-channels": "one's own choices",
    "api:rehearsals-list": "those of the commissions one keeps: the reader here keeps none",
    "sessions:shell": "an empty page",
    "sessions:shell_worker": "a script",
    "components": "samples",
    "api:schema": "the schema",
    "api:index": "the resources",
    "journal:verify_national": "a verdict",
    "api:journal-verify": "a verdict",
    "dashboards:figures": "the definitions of the figures",
    "dashboards:figure": "one definition",
    "public:verify": "a form",
    "people:resume": "what one was sending when the sign-in ended",
    "api:figures-list": "the definitions of the figures",
    "api:national-headlines": "four sentences",
    "api:projects-quality": "a line a rule",
    "people:me": "one person",
    "api:cost-hypotheses-compared": "a refusal: no category is named",
    "eservices:radar": "one ministry, and none is named",
    "reporting:follow": "a form",
    "assets:model": "an empty table to fill",
    "api:grid-answers-grid": "the questions of the grid",
    "api:exchanges-to-build": "made of the pieces that an authority holds; counted in tests/systems/test_once_only.py",
}
# Kinds of the matrix that are one of ours in another state.
ALIKE = {"vacant_seat": "seat", "quiet_commission": "commission", "person_with_account": "person"}
# Lists of choices that are shown from two rows on: measured at two and three.
FROM_TWO_ON = {
    "eservices:radar": "whoever sees one ministry has none to choose",
    "sessions:create": "whoever keeps one commission has none to choose",
    "sessions:consult": "whoever keeps one commission has none to choose",
    "sessions:propose": "whoever may propose to one commission has none to choose",
}
# What steers a project, in `ministry_of`.
STEERED = (
    "funding_line",
    "risk",
    "problem",
    "milestone",
    "reached_milestone",
    "dependency",
    "indicator",
    "measure",
    "use_review",
)
# What these answer here: no worker lives in this test, nothing was interrupted, and no category is named.
OTHER_ANSWERS = {"healthz": 503, "people:resume": 302, "api:cost-hypotheses-compared": 400}
# Addresses with a key that show one thing, or hand over a file.
ONE_THING = {
    "dashboards:chart": "a picture",
    "dashboards:figure": "one definition",
    "public:verified": "one paper",
    "stocktakes:statement": "one paper",
    "jobs:progress": "one job",
    "journal:row": "the acts on one row; counted in tests/journal/test_reading.py",
    "journal:verify": "a verdict",
    "api:journal-detail": "one act",
    "api:journal-row": "the acts on one row",
    "api:journal-verify-scope": "a verdict",
    "notifications:unsubscribe": "one choice",
    "sessions:hand_over": "one convocation",
    "documents:file": "a file",
    "documents:download": "a file",
    "sessions:annex_file": "a file",
    "sessions:answer_file": "a file",
    "sessions:scan": "a file",
    "sessions:pv_draft_file": "a file",
    "sessions:file_download": "a file",
    "sessions:convening": "one session; its items are counted in tests/sessions/views/test_before_acts.py",
    "sessions:submitting": "one procès-verbal; its items are counted in tests/sessions/reports/test_pv.py",
    "sessions:linked_file": "a file",
    "sessions:linked_piece": "a file",
    "api:session-readings-detail": "what one person read of one session",
    "api:session-readings-news": "counted in tests/sessions/operations/test_reading.py",
    "api:session-files-detail": "one file of a session",
    "api:session-files-file": "a file",
    "api:annexes-file": "a file",
    "api:documents-detail": "one paper",
    "api:documents-file": "a file",
    "api:files-detail": "one file",
    "api:files-content": "a file",
    "api:legal-texts-file": "a file",
    "api:sessions-scan": "a file",
    "api:convocations-answer-file": "a file",
    "api:pvs-draft-file": "a file",
    "api:jobs-detail": "one job",
    "imports:progress": "one job",
    "imports:refused_csv": "a file",
    "imports:refused_xlsx": "a file",
    "imports:reading": "the first lines of one file",
    "imports:columns": "the columns of one file",
    "imports:undo": "a form",
    "imports:publish": "a form",
    "api:project-observations-detail": "one observation",
    "api:figures-detail": "one figure; its rows are counted in tests/dashboards",
    "api:pvs-paper": "a file",
    "campaigns:explain": "the form of one explanation",
    "sessions:edit_annex": "the form of one annex",
    "sessions:agenda_version": "one frozen version",
    "sessions:rename_template": "the form of one template",
    "sessions:proposal": "one proposal",
    "sessions:edit_proposal": "the form of one proposal",
    "sessions:send_proposal_back": "the form of one act",
    "sessions:retain_proposal": "the form of one act",
    "sessions:defer_proposal": "the form of one act",
    "sessions:refuse_proposal": "the form of one act",
    "sessions:attach_to_proposal": "the form of one piece",
    "sessions:proposal_piece": "a file",
    "sessions:sheet": "one sheet: eight questions",
    "sessions:answer_sheet": "one sheet: eight questions",
    "sessions:send_sheet_back": "the form of one act",
    "sessions:drop_sheet": "the form of one act",
    "sessions:opinion": "one opinion",
    "sessions:give_opinion": "the form of one opinion",
    "sessions:withdraw_opinion": "the form of one act",
    "api:sessions-check-in": "the code of one session",
    "check_in:here": "one code: the seats of whoever reads it",
    "sessions:consultation": "one consultation; its answers are counted in tests/sessions/views/test_consultations.py",
    "sessions:correct_past": "the form of one session; its items are its own",
    "sessions:add_past_line": "the form of one line",
    "sessions:correct_past_line": "the form of one line",
    "sessions:remove_past_line": "the form of one act",
    "sessions:edit_consultation": "the form of one consultation",
    "sessions:cancel_consultation": "the form of one act",
    "sessions:ratify_consultation": "the form of one act",
    "sessions:answer_consultation": "the form of one answer",
    "sessions:answer_consultation_for": "the form of one answer",
    "sessions:answer_consultation_link": "the form of one answer",
    "api:consultations-detail": "one consultation",
    "api:consultation-voices-detail": "one answer",
    "api:agenda-releases-detail": "one frozen version",
    "api:agenda-releases-changes": "two frozen versions",
    "api:session-templates-detail": "one template",
    "api:proposals-detail": "one proposal",
    "api:proposal-annexes-detail": "one piece",
    "api:proposal-annexes-file": "a file",
    "api:conformity-sheets-detail": "one sheet",
    "api:asin-opinions-detail": "one opinion",
    "sessions:answer": "one convocation, by its secret; its agenda is counted in tests/sessions/views",
    "sessions:answer_mine": "one convocation",
    "sessions:answer_for": "one convocation",
    "api:convocations-detail": "one convocation",
    "api:corrections-detail": "one correction",
    "api:calendar-feeds-detail": "one address",
    "api:consent-lines-detail": "one item",
    "api:decision-relations-detail": "one relation",
    "api:notices-detail": "one notice",
    "api:presence-statements-detail": "one paper",
    "api:rehearsals-detail": "one rehearsal",
    "api:vote-explanations-detail": "one explanation",
    "sessions:consent": "the block of one session; its items are counted in tests/sessions/views/test_costs.py",
    "sessions:feed": "one calendar, by its secret; its sessions are counted in tests/sessions/views/test_costs.py",
    "api:rule-answers-detail": "one answer",
    "ministries:delegate_appointment": "the form of one appointment",
    "ministries:cancel_delegation": "the form of one appointment",
    "commissions:cancel_interim": "the form of one interim",
    "api:annexes-detail": "one annex",
    "commissions:correct_statute": "the form of one version",
    "projects:revise": "the form of one revision",
    "projects:refuse_revision": "the form of one answer",
    "api:project-revisions-detail": "one revision that was asked",
    "projects:edit_site": "the form of one site",
    "api:project-baselines-detail": "one baseline",
    "api:project-updates-detail": "one update",
    "api:project-sites-detail": "one site",
    "plans:answer": "the form of one measure",
    "imports:workbook": "one workbook: its figures, not its lines",
    "imports:workbook_file": "a file",
    "api:project-workbooks-detail": "one workbook: its figures, not its lines",
    "api:project-workbooks-file": "a file",
    "needs:score": "the form of one need",
    "needs:send_back": "the form of one act",
    "needs:reopen": "the form of one act",
    "needs:become": "the form of one act",
    "needs:become_service": "the form of one act",
    "reports:workbook": "a file",
    "api:reports-paper": "a file",
    "api:reports-workbook": "a file",
    "plans:reopen": "the form of one act",
    "saved_views:rename": "the form of one view",
    "assets:label": "leads to the page of one asset",
    "conferences:document": "a file",
    "conferences:paper": "a file",
    "conferences:reopen": "the form of one act",
    "questions:recommend_to_origins": "the form of one act",
    "sessions:table_advice": "the form of one act",
    "api:conference-documents-file": "a file",
    "api:conferences-paper": "a file",
    "api:stocktakes-statement": "a file",
    "service-problems:admit": "the form of one act",
    "service-problems:diagnose": "the form of one act",
    "service-problems:improve": "the form of one act",
    "service-problems:reconsider": "the form of one act",
    "service-problems:reform": "the form of one act",
    "service-problems:reject": "the form of one act",
    "service-problems:resume": "the form of one act",
    "api:saved-views-detail": "one view",
}


def ministry_of(viewer: Any) -> SimpleNamespace:
    """A ministry with something in every list of the portal, where `viewer` keeps the commission and the portfolio."""
    commission = commission_with_members(3)
    ministry, scope = commission.ministry, commission.scope
    GrantFactory(user=viewer, scope=scope, role=Role.SECRETARY, commission_id=commission.pk)
    GrantFactory(user=viewer, scope=scope, role=Role.DSI)
    seat = commission.seats.get(role="member")
    made = SimpleNamespace(
        commission=commission,
        ministry=ministry,
        seat=seat,
        statute=commission.statutes.get(),
        person=PersonFactory(scope=scope, user=UserFactory()),
    )
    made.structure = StructureFactory(ministry=ministry)
    made.mandate = seat.mandates.get()
    made.legal_text = LegalTextFactory(ministry=ministry)
    LegalTextLink.objects.create(source_text=made.legal_text, target_text=LegalTextFactory(), kind=LegalLinkKind.CITES)
    made.council_record = CouncilRecord.objects.create(
        held_on=LONG_AGO, kind=CouncilRecordKind.DECISION, title="Point", ministry=ministry
    )
    made.appointment = Appointment.objects.create(
        scope=scope, person=PersonFactory(scope=scope), role=Role.AUDITOR, title="Auditeur", valid_from=LONG_AGO
    )
    made.commune = CommuneFactory()
    made.departement = made.commune.departement
    made.project = project_of(made)
    made.promise = promised(made)
    planned(made)
    made.edition = EditionFactory(ministry=made.ministry)
    made.edition_row = EditionRowFactory(edition=made.edition, project=made.project)
    steered(made)
    needed(made)
    made.report, made.schedule = ReportFactory(ministry=ministry), ScheduleFactory(ministry=ministry)
    out = {"out_on": LONG_AGO, "out_by": viewer, "total": 0}
    made.workbook = Workbook.objects.create(scope=scope, ministry=ministry, **out)
    made.__dict__["import"] = imported(made)
    made.campaign, made.deadline = CampaignFactory(ministry=made.ministry), DeadlineFactory(ministry=made.ministry)
    part = project_of(made)
    part.parent = made.project
    part.save()
    made.session = SessionFactory(commission=commission, convened=True, number=900)
    made.item = AgendaItemFactory(session=made.session, position=1)
    made.item.projects.add(made.project)
    made.item.legal_texts.add(made.legal_text)
    own(made)
    invited(made, seat)
    annexed(made)
    proposed(made, viewer)
    request_session_file(made.session.pk, FileAudience.INSIDE, by=None)
    mark_read(made.session.pk, by=viewer)
    held = held_session(commission, "essai", closed=False)
    made.live_session, made.live_item, made.live_text, made.presence_event = (
        held.session,
        held.item,
        held.text,
        held.event,
    )
    made.live_guest, made.live_speech, made.live_decision, made.open_ballot, made.live_reserve = (
        held.guest,
        held.speech,
        held.decision,
        held.ballot,
        held.reserve,
    )
    made.submitted = SessionFactory(commission=commission, lifted=True, number=901)
    AgendaItemFactory(session=made.submitted, position=1)
    made.pv = submit_pv(made.submitted.pk, by=None)
    made.sheet = make_attendance_sheet(made.submitted.pk, by=None)
    make_presence_statement(made.submitted.pk, by=None)
    made.recommendation = RecommendationFactory(
        commission=commission, addressee_scope=scope, state="reported", number=900, project=made.project
    )
    reported(made)
    ApiToken.objects.create(user=viewer, name=commission.code, secret_hash=digest(new_secret()), abilities=["read"])
    SavedView.objects.create(user=viewer, name=commission.code, address="/projets/", title="Projets", query="stale=1")
    enqueue("render_document", made.pv.document_id, by=viewer, scope=scope)
    return made


def project_of(made: Any) -> Any:
    rated = {"own_rating": 4, "asin_rating": 3}
    project = ProjectFactory(ministry=made.ministry, running=True, structure=made.structure, lead=made.person, **rated)
    set_initial_baseline(
        project.pk, PlannedValues(date(2026, 1, 1), date(2026, 12, 31), 5, date(2026, 1, 1), "Commission"), by=None
    )
    add_sites(project.pk, ["Poste A"], by=None)
    project.refresh_from_db()
    publish_update(
        project.pk,
        UpdateValues(**UpdateValues.of(project).__dict__ | {"narrative": "Avance."}),
        by=made.person.user,
        base_version=project.version,
    )
    later = PlannedValues(date(2026, 1, 1), date(2027, 12, 31), 5, date(2026, 2, 1))
    ask_revision(project.pk, later, reason="scope", explanation="Élargi.", by=made.person.user)
    return project


def planned(made: Any) -> None:
    """A master plan with an axis and an action that the project carries; a measure that is answered."""
    made.plan = PlanFactory(ministry=made.ministry, adopted=True)
    made.plan_axis = PlanAxisFactory(plan=made.plan)
    made.plan_action = carried(made)
    made.plan_link = made.plan_action.links.get()
    made.measure_answer = answered(made)
    made.pssie_measure = made.measure_answer.measure


def carried(made: Any) -> Any:
    action = PlanActionFactory(plan=made.plan, axis=made.plan_axis, structure=made.structure)
    ActionProjectFactory(action=action, project=made.project)
    return action


def answered(made: Any) -> Any:
    return MeasureAnswerFactory(ministry=made.ministry, measure=PssieMeasureFactory(ministry=made.ministry))


def promised(made: Any) -> Any:
    said = {"text": "Promesse", "origin": "press", "said_on": LONG_AGO, "source": "Journal"}
    return PROMISES.add(ministry=made.ministry, project=made.project, **said, by=None)


def steered(made: Any) -> None:
    """One of each of what steers the project."""
    made.funding_line = FundingLineFactory(project=made.project, planned=5)
    made.milestone = MilestoneFactory(project=made.project)
    made.reached_milestone = MilestoneFactory(project=made.project, actual_on=LONG_AGO)
    made.indicator = IndicatorFactory(project=made.project)
    made.measure = MeasureFactory(indicator=made.indicator)
    made.use_review = UseReviewFactory(project=ProjectFactory(ministry=made.ministry, done=True))
    made.dependency = DependencyFactory(project=made.project, predecessor=project_of(made), outside="")
    made.risk = RiskFactory(project=made.project)
    made.problem = ProblemFactory(project=made.project, risk=made.risk)


def needed(made: Any) -> None:
    """A need in its lot, a ranking with its line, a need that became the project."""
    body = {"commission": made.commission}
    made.criteria_grid, made.lot = CriteriaGridFactory(**body), LotFactory(**body)
    made.need = NeedFactory(**body, lot=made.lot, structure=made.structure, submitted=True)
    made.ranking = RankingFactory(**body, grid=made.criteria_grid)
    needed_too(made)


def needed_too(made: Any) -> None:
    body = {"commission": made.commission}
    ranked = NeedFactory(**body, lot=made.lot, state="ranked")
    made.ranking_line = RankingLineFactory(ranking=made.ranking, need=ranked, lot_title=made.lot.title)
    became = NeedFactory(**body, lot=made.lot, state="became")
    made.need_outcome = NeedOutcomeFactory(need=became, project=made.project)
    scorer = UserFactory()
    for each in made.criteria_grid.criteria.all():
        NeedScore.objects.create(scope=made.need.scope, need=made.need, criterion=each, scorer=scorer, value=3)


def imported(made: Any) -> Any:
    run = plant_import(made.ministry, made.person.user, state="checked", refused=1)
    line_of(run, made.project)
    return run


def line_of(run: Any, project: Any) -> None:
    line = run.rows.count() + 2
    fault = {"cell": "B2", "field": "stage", "rule": "valeur", "text": "« en chantier » n’est pas connu."}
    ImportRow.objects.create(
        scope=run.scope, run=run, line=line, outcome="refused", title=f"Ligne {line}", faults=[fault]
    )
    Observation.objects.get_or_create(
        scope=project.scope, project=project, run=run, edition="2026", observed_on=LONG_AGO, title=project.title
    )


def invited(made: Any, seat: Any) -> None:
    Convocation.objects.create(
        scope=made.session.scope,
        session=made.session,
        seat=seat,
        person=seat.mandates.get().person,
        seat_label="membre",
        secret_hash=digest(new_secret()),
    )


def annexed(made: Any) -> None:
    file = store_bytes(
        b"x", name="a.pdf", content_type="application/pdf", scope=made.item.scope, level=Level.PERSONAL, by=None
    )
    Annex.objects.create(scope=made.item.scope, item=made.item, file=file, title="Annexe")


def proposed(made: Any, viewer: Any) -> None:
    """A version of the agenda, a template, a proposal with a piece and its sheet, an opinion awaited."""
    commission, scope, now = made.commission, made.commission.scope, timezone.now()
    make_release(made.session, by=viewer)
    SessionTemplate.objects.create(scope=scope, commission=commission, name="Modèle", items=[])
    row = Proposal.objects.create(
        scope=scope,
        commission=commission,
        author=viewer,
        author_name="X",
        title="Proposition",
        state="submitted",
        submitted_at=now,
    )
    file = store_bytes(b"x", name="a.pdf", content_type="application/pdf", scope=scope, level=Level.PERSONAL, by=None)
    ProposalAnnex.objects.create(scope=scope, proposal=row, file=file, title="Pièce")
    ConformitySheet.objects.create(scope=scope, proposal=row, item=made.item)
    Opinion.objects.create(scope=scope, item=made.item, due_on=timezone.localdate(), asked_at=now, asked_by=viewer)
    asked = Consultation.objects.create(
        scope=scope,
        commission=commission,
        state="open",
        year=now.year,
        number=1,
        title="Consultation",
        question="Oui ?",
        proposed_outcome="noted",
        opened_at=now,
        closes_on=timezone.localdate(),
    )
    mandate = made.mandate
    ConsultationVoice.objects.create(
        scope=scope, consultation=asked, seat=made.seat, person=mandate.person, person_name="X", seat_label="membre"
    )


def reported(made: Any) -> None:
    RecommendationReport.objects.create(
        scope=made.commission.scope,
        recommendation=made.recommendation,
        text="Fait.",
        proof_link="https://exemple.bj",
        author=UserFactory(),
        reported_at=timezone.now(),
    )


def grow(made: Any) -> None:
    """Two more of every part that a page about one thing shows."""
    commission, scope = made.commission, made.commission.scope
    for turn in (1, 2):
        seat = SeatFactory(commission=commission, position=40 + turn)
        MandateFactory(seat=seat, person=PersonFactory(scope=scope, user=UserFactory()))
        MandateFactory(
            seat=made.seat,
            person=PersonFactory(scope=scope),
            valid_from=date(2000 + turn, 1, 1),
            valid_to=date(2001 + turn, 1, 1),
        )
        MandateFactory(seat=SeatFactory(commission=commission, position=50 + turn), person=made.person)
        structure = StructureFactory(ministry=made.ministry, parent=made.structure)
        LegalTextLink.objects.create(
            source_text=made.legal_text, target_text=LegalTextFactory(), kind=LegalLinkKind.AMENDS
        )
        LegalTextLink.objects.create(
            source_text=LegalTextFactory(), target_text=made.legal_text, kind=LegalLinkKind.CITES
        )
        made.structure = structure
        project = project_of(made)
        project.parent = made.project
        project.save()
        add_sites(made.project.pk, [f"Poste {turn}"], by=None)
        made.project.refresh_from_db()
        publish_update(
            made.project.pk,
            UpdateValues(**UpdateValues.of(made.project).__dict__ | {"narrative": f"Avance {turn}."}),
            by=made.person.user,
            base_version=made.project.version,
        )
        RecommendationFactory(commission=commission, addressee_scope=scope, number=910 + turn, project=made.project)
        SessionFactory(commission=commission, convened=True, number=910 + turn)
        item = AgendaItemFactory(session=made.session, position=10 + turn, presenter=PersonFactory(scope=scope))
        item.projects.add(made.project, project)
        item.legal_texts.add(made.legal_text)
        made.item.projects.add(project)
        made.item.legal_texts.add(LegalTextFactory(ministry=made.ministry))
        PlanAxisFactory(plan=made.plan)
        carried(made)
        answered(made)
        ActionProjectFactory(action=made.plan_action, project=project)
        promised(made)
        EditionRowFactory(edition=made.edition, project=project, position=10 + turn)
        one = {name: getattr(made, name) for name in (*STEERED, "ranking_line", "need_outcome")}
        steered(made)
        needed_too(made)
        vars(made).update(one)
        own_more(made, turn)
        line_of(vars(made)["import"], project_of(made))
        CampaignFactory(ministry=made.ministry, month=date(2026, turn, 1), due_on=date(2026, turn, 20))
        said = {name: getattr(made.promise, name) for name in PROMISES.fields}
        PROMISES.edit(made.promise.pk, **said | {"text": f"Promesse {turn}"}, base_version=turn, by=None)
        invited(made, seat)
        annexed(made)
        live = made.live_session
        row = {"scope_id": live.scope_id, "session": live}
        spoken = AgendaItemFactory(session=live, position=20 + turn)
        MinuteText.objects.create(**row, item=spoken, section="debate", text="Dit.", revision=1)
        Speech.objects.create(**row, item=made.live_item, kind="intervention", speaker_name="A. B.", summary="Dit.")
        Guest.objects.create(**row, name="C. D.", function="experte")
        DecisionFactory(item=AgendaItemFactory(session=live, position=30 + turn), number=910 + turn)
        TextRevision.objects.create(
            scope_id=live.scope_id,
            minute_text=made.live_text,
            revision=2 + turn,
            base_revision=1 + turn,
            text="Dit.",
            author_name="X",
            at=timezone.now(),
        )
        AgendaItemFactory(session=made.submitted, position=10 + turn)
        reported(made)


@pytest.fixture(scope="module")
def measured(django_db_setup, django_db_blocker):
    """The queries of every address: of one thing, of the same grown, of the lists of one ministry and of three."""
    logging.disable(logging.ERROR)
    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        try:
            viewer = UserFactory(is_staff=True)
            national = ScopeFactory(kind=ScopeKind.NATIONAL)
            for role in (Role.ASIN_ADMIN, Role.PORTAL_ADMIN):
                GrantFactory(user=viewer, scope=national, role=role)
            one = ministry_of(viewer)
            client = Client()
            client.force_login(viewer)
            session = client.session
            session["seen_at"] = 2**40  # the idle limit is written once a minute: not while we count
            session.save()
            things = {
                (line.route, kind): reverse(line.route, kwargs={line.arg: thing.pk}) + line.query
                for line, kind, thing in about(one)
            }
            lists = {line.route + line.query: address_of_list(line) for line in listed()}
            rows_of_one = transaction.savepoint()
            before = {key: asked(client, address) for key, address in things.items()}
            at_one = {key: asked(client, address) for key, address in lists.items()}
            ministry_of(viewer)
            at_two = {key: asked(client, lists[key], before=at_one[key]) for key in FROM_TWO_ON}
            ministry_of(viewer)
            at_three = {key: asked(client, address, before=(at_one | at_two)[key]) for key, address in lists.items()}
            grow(one)
            after = {key: asked(client, address, before=before[key]) for key, address in things.items()}
            transaction.savepoint_rollback(rows_of_one)
            ask_again(client, things, before, after)
            ask_again(client, {key: lists[key] for key in lists.keys() - at_two.keys()}, at_one, at_three)
            yield SimpleNamespace(things=(before, after), lists=(at_one | at_two, at_three))
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)
    logging.disable(logging.NOTSET)


def readings() -> list[Line]:
    return [line for line in all_lines() if line.method == "GET"]


def listed() -> list[Line]:
    found = []
    for line in readings():
        try:
            address_of_list(line)
        except NoReverseMatch:
            continue
        found.append(line)
    return found


def address_of_list(line: Line) -> str:
    # Words that stand in the names of the rows of this test.
    return reverse(line.route) + line.query.replace("q=canari", "q=essai")


def about(made: Any) -> list[tuple[Line, str, Any]]:
    """Each address about one thing, on each thing of its kind: a session stands in several states."""
    found = []
    for line in readings():
        kind = ALIKE.get(line.on, line.on)
        if kind and not line.kwargs and hasattr(made, kind):
            same = [(name, thing) for name, thing in vars(made).items() if type(thing) is type(getattr(made, kind))]
            found += [(line, name, thing) for name, thing in same]
        elif line.route.startswith("projects:") and line.kwargs and line.route not in ONE_THING:
            found.append((line, "project", made.project))
    return found


class Seen(NamedTuple):
    status: int
    length: int
    statements: Counter[str]

    @property
    def queries(self) -> int:
        return self.statements.total()


def asked(client: Client, address: str, *, before: Seen | None = None) -> Seen:
    """What an address costs; asked a second time when it is something else than `before`, so that no cache is filled
    by the way.
    """
    statements: Counter[str] = Counter()

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        statements[shape(sql)] += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        response = client.get(address)
        body = b"".join(response.streaming_content) if response.streaming else response.content
    seen = Seen(response.status_code, len(body), statements)
    return seen if before is None or before.statements == statements else asked(client, address)


def shape(sql: str) -> str:
    """A statement as it is for any number of values, and under any name of a savepoint."""
    return re.sub(r'"s\d+_x\d+"', "", re.sub(r"\(%s(, %s)*\)(, \(%s(, %s)*\))*", "(…)", sql))


def ask_again(client: Client, addresses: dict[Any, str], before: dict[Any, Seen], after: dict[Any, Seen]) -> None:
    """Where `after` is something else: `before` as it is the second time. The rows are again those of before."""
    for key, address in addresses.items():
        if before[key].statements != after[key].statements:
            before[key] = asked(client, address, before=asked(client, address))


def test_every_address_that_is_read_is_measured(measured):
    known = (
        {route.partition("?")[0] for route in measured.lists[0]}
        | {route for route, _ in measured.things[0]}
        | ONE_THING.keys()
    )
    assert sorted({line.route for line in readings()} - known) == []
    assert (FIXED.keys() | ONE_THING.keys()) - {line.route for line in readings()} == set()


def test_a_list_costs_the_same_at_one_and_three_rows(measured):
    one, three = measured.lists  # FROM_TWO_ON: two, three
    assert {key: seen.status for key, seen in three.items() if seen.status != 200} == OTHER_ANSWERS
    # It is longer: the rows of the two other ministries are there, but for a search of words that stand in one only.
    grows = {key for key in one if key.partition("?")[0] not in FIXED and "canaria" not in key}
    assert {key for key in grows if three[key].length <= one[key].length} == set()
    report("lists measured", lists=len(one), queries_most=max(seen.queries for seen in one.values()))
    costs = {key: three[key].queries - one[key].queries for key in one if one[key].queries != three[key].queries}
    # The journal of all that stands there fills more than a page from three rows on: only then are its lines counted.
    assert costs == {"journal:list": 1}


def test_a_page_about_one_thing_costs_the_same_with_one_and_three_of_its_parts(measured):
    before, after = measured.things
    seen = {key for key in before if before[key].status == after[key].status == 200}
    assert {route for route, _ in before} - {route for route, _ in seen} - ONE_THING.keys() == set()
    report("pages about one thing measured", pages=len(seen), queries_most=max(before[key].queries for key in seen))
    costs = {key: (before[key].queries, after[key].queries) for key in sorted(seen)}
    assert {key: cost for key, cost in costs.items() if cost[0] != cost[1]} == {}
