"""« Every act of every page is pressed once by a browser test: a test lists the acts that no browser test has posted,
and the list is empty. » (fault 9.1)

Each act of the access matrix, by the first who may do it: its page opened in Chromium, its form filled as the matrix
fills it, its button pressed. The answer is what the matrix says of a success.
"""

import logging
import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Locator, Page

from assets.models import AssetImport, Stocktake
from campaigns.models import Campaign
from commissions.models import Commission
from conferences.models import Conference, Panel, PanelSpeaker, Participant, Question, ServiceReview
from eservices.models import EService, ServiceProblem
from eservices.operations import reporting
from foundation.accounts import interrupted
from foundation.accounts.enums import Role
from foundation.accounts.models import Person
from foundation.jobs.enums import JobState
from foundation.jobs.models import Job
from imports.models import ImportRun
from ministries.models import LegalText
from needs.models import Need
from plans.models import Plan, PlanAction
from projects.models import Project
from recommendations.models import Recommendation
from reports.models import Report, Schedule
from sessions.consultations.models import Consultation
from sessions.core.enums import Answer
from sessions.core.models import AgendaItem, CommissionSession, Convocation, ItemRecommendation, MinuteText
from sessions.meeting.operations.holding import start_item
from sessions.preparing.models import ConformitySheet, Proposal, SessionReading
from systems.models import Landing
from tests.acceptance.a.every import client_of, standing_world, undone
from tests.acceptance.a.served import complaints, origin, served
from tests.access.matrix import Line, all_lines
from tests.access.world import World
from tests.browser import Console
from tests.factories import AgendaItemFactory, MandateFactory
from tests.factories.access import GrantFactory, PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.browser]

# Where the button of an act stands that has no page of its own: page, its app, acts.
PLACES = {
    "home": "sessions: leave_rehearsal",
    "people:me": "people: capacity",
    "people:resume": "people: give_up",
    "people:tokens": "people: new_token revoke_token",
    "saved_views:list": "saved_views: remove",
    "people:person": "people: invite reopen",
    "jobs:progress": "jobs: retry cancel",
    "ministries:text": "ministries: extract_text link_text unlink_text",
    "commissions:setup": "commissions: invite_members",
    "campaigns:list": "campaigns: nudge_all",
    "campaigns:detail": "campaigns: nudge",
    "notifications:list": "notifications: read_all open",
    "imports:detail": "imports: check run stop abandon words near conflicts",
    "projects:detail": "projects: attest discard approve_revision withdraw_revision print_sheet",
    "sessions:propose": "projects: propose",
    "plans:detail": "plans: remove_axis",
    "plans:action": "plans: remove_action unlink",
    "recommendations:detail": "recommendations: accept start validate",
    "sessions:answer": "sessions: check_in_by_link linked_file",
    "sessions:consultation": "sessions: open_consultation remind_consulted close_consultation",
    "sessions:proposal": "sessions: submit_proposal endorse_proposal detach_from_proposal",
    "sessions:calendars": "sessions: new_feed revoke_feed",
    "sessions:templates": "sessions: retire_template",
    "sessions:rehearsals": "sessions: enter_rehearsal forget_rehearsal",
    "sessions:sheet": "sessions: check_sheet",
    "sessions:convocations": "sessions: remind",
    "sessions:detail": "sessions: mark_read make_file second_convocation archive convene_new_holders",
    "sessions:convening": "sessions: convene",
    "sessions:submitting": "sessions: pv_submit",
    "sessions:prepare": "sessions: ask_sheet release_agenda add_item reorder edit_item remove_item restore_item"
    " add_annex remove_annex restore_own_items table_ranking",
    "sessions:pv": "sessions: pv_refresh pv_retry transmit",
    "sessions:attendance_sheet": "sessions: make_sheet attendance_retry",
    "sessions:presence_statement": "sessions: make_presence_statement statement_retry",
    "sessions:silences": "sessions: answer_silence",
    "editions:list": "editions: freeze freeze_national",
    "needs:detail": "needs: submit",
    "eservices:detail": "eservices: watch unwatch",
    "service-problems:detail": "service-problems: close",
    "rankings:list": "rankings: make",
    "landings:detail": "landings: verify",
    "asset-imports:detail": "asset-imports: run_import abandon_import",
    "stocktakes:detail": "stocktakes: establish",
    "reports:detail": "reports: retry",
    "conferences:detail": "conferences: announce hold report remove_document remove_recommendation",
    "panels:detail": "panels: remove",
    "panel-speakers:detail": "panel-speakers: remove",
    "participants:detail": "participants: remove",
    "service-reviews:detail": "service-reviews: remove",
    "questions:detail": "questions: take_out",
    "report-schedules:detail": "report-schedules: run pause resume",
    "sessions:register": "sessions: say_relation lift_reserve",
    "sessions:text_history": "sessions: restore_text",
    "sessions:explanations": "sessions: explain_vote",
    "sessions:consent": "sessions: adopt_block object_to_item put_in_block",
    "sessions:presence": "sessions: cancel_presence correct_instant tick_expected add_guest remove_guest",
    "sessions:live": "sessions: open_check_in renew_check_in close_check_in open suspend resume lift declare_no_quorum"
    " record_presence confirm_answers save_text add_speech correct_speech remove_speech recommend"
    " correct_recommendation remove_recommendation start_item end_item withdraw_in_session open_ballot decide"
    " correct_decision close_ballot correct_vote cancel_ballot mark_voted cast_vote correct_voice",
}
PLACE_OF = {
    app + act: page for page, (app, *acts) in ((page, said.split()) for page, said in PLACES.items()) for act in acts
}
# What a script asks while one types: no button.
WITHOUT_A_BUTTON = {
    "commissions:rule_sentences": "the sentences of the rules, drawn again beside each question",
    "projects:similar": "what resembles the title that is being typed",
    "saved_views:keep": "asked from the menu of a list, whose address it keeps: saved_views/test_in_the_browser.py",
    "stocktakes:note": "its script keeps the reading and sends it by the API: assets/test_in_the_browser.py",
    "projects:forecast": "what the finished projects say of the dates that are being typed",
}


def reads_again(world: World, actor: str, row: CommissionSession) -> None:
    """An item was added since his last visit."""
    shown = reverse("sessions:detail", args=[row.pk])
    client_of(world, actor).get(shown)
    SessionReading.objects.filter(session=row, user=world.users[actor]).update(seen={}, latest={})


def has_two_functions(world: World, actor: str, row: Any) -> None:
    GrantFactory(user=world.users[actor], scope=world["ministry", "own"].scope, role=Role.AUDITOR, capacity="auditeur")


def left_something(world: World, actor: str, row: Any) -> None:
    session = client_of(world, actor).session
    session[interrupted.KEY] = {
        **{"account": world.users[actor].email, "path": reverse("people:me"), "page": "/", "typed": [], "files": []},
        "at": int(time.time()),
    }
    session.save()


def is_in_a_rehearsal(world: World, actor: str, row: Any) -> None:
    line = next(each for each in ACTS if each.route == "sessions:enter_rehearsal")
    client = client_of(world, actor)
    client.handler.enforce_csrf_checks = False  # it presses no button
    client.post(line.address(world, doer(line)[0]))
    client.handler.enforce_csrf_checks = True


def its_paper_is_dead(world: World, actor: str, row: CommissionSession) -> None:
    Job.objects.update(state=JobState.DEAD, finished_at=timezone.now(), error="le disque est plein")


def is_awaited(world: World, actor: str, row: CommissionSession) -> None:
    """A member of whom nothing is noted answered that he would come."""
    seat = row.commission.seats.filter(has_vote=True).order_by("position")[2]
    mandate = seat.mandates.first() or MandateFactory(seat=seat, person=PersonFactory(scope=row.scope))
    Convocation.objects.create(
        scope=row.scope,
        session=row,
        seat=seat,
        person=mandate.person,
        seat_label=seat.label,
        secret_hash="e" * 64,
        answer=Answer.PRESENT,
        answered_at=timezone.now(),
    )


def is_current(world: World, actor: str, row: AgendaItem) -> None:
    start_item(row.session_id, row.pk, by=world.users[actor])


def has_another_item(world: World, actor: str, row: CommissionSession) -> None:
    AgendaItemFactory(session=row)


# What must be so before the button is there.
BEFORE: dict[str, Callable[[World, str, Any], None]] = {
    "sessions:mark_read": reads_again,
    "people:capacity": has_two_functions,
    "people:give_up": left_something,
    "sessions:leave_rehearsal": is_in_a_rehearsal,
    "sessions:tick_expected": is_awaited,
    "sessions:end_item": is_current,
    "sessions:reorder": has_another_item,
    **{f"sessions:{kind}_retry": its_paper_is_dead for kind in ("pv", "attendance", "statement")},
}

LINES = [line for line in all_lines() if not line.is_api]
ACTS = [line for line in LINES if line.method == "POST"]


@pytest.fixture(scope="module")
def world(browser, django_db_setup, django_db_blocker):
    # After the browser: once its loop runs, Django keeps its connections in another place.
    logging.disable(logging.ERROR)
    with standing_world(django_db_blocker) as made:
        yield made
    logging.disable(logging.NOTSET)


@pytest.fixture(autouse=True)
def known_question(monkeypatch):
    """The public form asks what the matrix answers, and does not wait for somebody to write."""
    monkeypatch.setattr(reporting, "numbers", lambda: (3, 4))
    monkeypatch.setattr(reporting, "SHORTEST_TIME", 0)


def doer(line: Line) -> tuple[str, str]:
    """The object and the person of a success."""
    variants = [variant for variant in ("own", "draft", "preparing", "", *line.variants) if line.variants.get(variant)]
    return variants[0], line.variants[variants[0]].split()[0]


def page_of(line: Line, world: World, variant: str, address: str) -> str:
    """Where the button stands: on its own page, or on that of a row above the one it acts on."""
    if line.route not in PLACE_OF:
        return address
    route = PLACE_OF[line.route]
    row = row_of(line, world, variant, address)
    needed = MODELS.get(route)
    if route == "sessions:answer":
        return reverse(route, args=[address.split("/")[-2]])
    if needed is None:
        return reverse(route)
    if isinstance(row, Recommendation) and needed is CommissionSession:
        row = ItemRecommendation.objects.get(recommendation=row)
    above = climb(row, needed)
    item = climb(row, AgendaItem) if route in ("sessions:live", "sessions:prepare") else None
    return reverse(route, args=[above.pk]) + (f"?point={item.pk}" if item else "")


# What a page with a key is about.
MODELS: dict[str, type[Model]] = {
    "people:person": Person,
    "jobs:progress": Job,
    "ministries:text": LegalText,
    "commissions:setup": Commission,
    "imports:detail": ImportRun,
    "projects:detail": Project,
    "plans:detail": Plan,
    "plans:action": PlanAction,
    "campaigns:detail": Campaign,
    "reports:detail": Report,
    "report-schedules:detail": Schedule,
    "recommendations:detail": Recommendation,
    "needs:detail": Need,
    "conferences:detail": Conference,
    "panels:detail": Panel,
    "panel-speakers:detail": PanelSpeaker,
    "participants:detail": Participant,
    "service-reviews:detail": ServiceReview,
    "questions:detail": Question,
    "eservices:detail": EService,
    "service-problems:detail": ServiceProblem,
    "landings:detail": Landing,
    "asset-imports:detail": AssetImport,
    "stocktakes:detail": Stocktake,
    "sessions:consultation": Consultation,
    "sessions:proposal": Proposal,
    "sessions:sheet": ConformitySheet,
    "sessions:text_history": MinuteText,
    **{
        f"sessions:{page}": CommissionSession
        for page in (
            *("convocations", "detail", "prepare", "pv", "attendance_sheet", "presence_statement", "silences"),
            *("explanations", "consent", "presence", "live", "convening", "submitting"),
        )
    },
}


def row_of(line: Line, world: World, variant: str, address: str) -> Model | None:
    if line.on and not line.kwargs:
        return world[line.on, variant]
    found = re.findall(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", address)
    if not found:
        return None
    kept = [model for model in apps.get_models() if model._meta.pk.get_internal_type() == "UUIDField"]
    asked = (
        f'SELECT {place} FROM "{m._meta.db_table}" WHERE "{m._meta.pk.column}" = %s' for place, m in enumerate(kept)
    )
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked), [found[-1]] * len(kept))
        row = cursor.fetchone()
    return kept[row[0]]._base_manager.get(pk=found[-1]) if row else None


def climb(row: Model | None, needed: type[Model]) -> Any:
    """The row of that kind that this one is, or belongs to, the nearest first."""
    level = [row] if row is not None else []
    for _ in range(4):
        for each in level:
            if isinstance(each, needed):
                return each
        level = [
            above
            for each in level
            for field in each._meta.concrete_fields
            if field.many_to_one or field.one_to_one
            if (above := getattr(each, field.name)) is not None
        ]
    return None


# Type, choose and tick; return the places of the fields of files, which a script may not fill.
FILL = """(form, data) => {
  const files = [];
  [...form.querySelectorAll("input:not([type=hidden]), select, textarea")].forEach((field, place) => {
    const { name, type } = field;
    if (!(name in data) && !(type === "checkbox" && name)) return;
    for (let up = field; up; up = up.parentElement) if (up.tagName === "DETAILS") up.open = true;
    const value = data[name] ?? [], values = [].concat(value).map(String);
    if (type === "file") return files.push([place, name]);
    if (type === "checkbox" || type === "radio") {
      field.checked = type === "checkbox" && value === true || values.includes(field.value);
    } else if (field.tagName === "SELECT") {
      for (const option of field.options) option.selected = values.includes(option.value);
    } else field.value = values[0];
    for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
  });
  return files;
}"""
UNFOLD = """element => {
  for (let up = element; up; up = up.parentElement) if (up.tagName === "DETAILS") up.open = true;
}"""


def fill(form: Locator, data: dict[str, Any]) -> None:
    """Type, choose and tick what is sent, by the names of the fields; what is ticked and not sent is unticked."""
    typed = {name: value if isinstance(value, bool | list | tuple) else str(value) for name, value in data.items()}
    for place, name in form.evaluate(FILL, typed):
        file = data[name]
        form.locator("input:not([type=hidden]), select, textarea").nth(place).set_input_files(
            {"name": file.name, "mimeType": file.content_type, "buffer": file.read()}
        )


def button_of(form: Locator, data: dict[str, Any]) -> Locator:
    """The button of what is asked: one that carries a value of the matrix, else the first that submits."""
    for name, value in data.items():
        if "\n" in str(value):
            continue
        named = form.locator(f'button[name="{name}"][value="{value}"]')
        if named.count():
            return named.first
    submits = form.locator("button:not([type=button]):not([disabled]):not([formaction])")
    unnamed = submits.and_(form.locator("button:not([name])"))
    return (unnamed if unnamed.count() else submits).first


def press(page: Page, address: str, data: dict[str, Any]) -> Any:
    """Fill the form of an act on the page that is shown, press its button, confirm where it asks; return the answer."""
    forms = page.locator(f'form[action="{address}"], form[action^="{address}#"], form[action^="{address}?"]')
    carried = page.locator(f'button[formaction="{address}"], button[data-hx-post="{address}"]')
    if not forms.count() and carried.count():
        return pressed(page, address, carried.first)
    if not forms.count():
        forms = page.locator("main form[method=post]:not([action])")
    form = forms.first
    form.evaluate(UNFOLD)
    fill(form, data)
    return pressed(page, address, button_of(form, data))


def pressed(page: Page, address: str, button: Locator) -> Any:
    button.evaluate(UNFOLD)
    asked = origin() + address

    def its_answer(answer: Any) -> bool:
        return answer.request.method == "POST" and answer.url.partition("?")[0] == asked

    with page.expect_response(its_answer, timeout=10_000) as answered:
        if button.is_visible():
            button.click()
        else:
            button.evaluate("button => button.click()")  # under another part of the page on this width
        if page.locator("dialog[open] [data-cmsic-confirm-yes]").count():
            page.locator("dialog[open] [data-cmsic-confirm-yes]").click()
    return answered.value


@pytest.mark.parametrize(
    "line", [line for line in ACTS if line.route not in WITHOUT_A_BUTTON], ids=lambda line: line.route
)
def test_the_act_is_done_by_its_button(line, browser, world):
    variant, actor = doer(line)
    console = Console()
    refusals: list[str] = []
    with undone(), served(browser, world, actor, refusals=refusals, console=console) as page:
        page.set_default_timeout(5_000)
        page.set_default_navigation_timeout(30_000)
        address = line.address(world, variant).partition("?")[0]
        data = line.data(world, variant) if line.data else {}
        if line.route in BEFORE:
            BEFORE[line.route](world, actor, row_of(line, world, variant, address))
        page.goto(origin() + page_of(line, world, variant, address))
        if line.route == "projects:propose":
            page.locator("[name$=title]").first.press_sequentially("Projet partagé")
            page.locator(f'[data-hx-post="{address}"]').wait_for()
        answer = press(page, address, data)
        assert answer.status in line.ok, (answer.status, shown_errors(page))
        page.wait_for_load_state("load")
    assert refusals == []
    assert complaints(console) == []


def shown_errors(page: Page) -> list[str]:
    return page.locator(".errors, .field__error, .alert--late, .toast--late").all_inner_texts()


def test_every_act_of_the_urlconf_is_pressed_or_says_why_not():
    acts = {line.route for line in ACTS}
    assert set(PLACE_OF) <= acts
    assert set(WITHOUT_A_BUTTON) <= acts
    assert not set(PLACE_OF) & set(WITHOUT_A_BUTTON)
    for reason in WITHOUT_A_BUTTON.values():
        assert re.search(r"\w+ \w+", reason)
