"""« Every act of every page is pressed once by a browser test: a test lists the acts that no browser test has posted,
and the list is empty. » (fault 9.1)

Each act of the access matrix, by the first who may do it: its page opened in Chromium, its form filled as the matrix
fills it, its button pressed. The answer is what the matrix says of a success.
"""

import logging
import re
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Model
from django.urls import reverse
from playwright.sync_api import Locator, Page

from commissions.models import Commission
from foundation.accounts.models import Person
from ministries.models import LegalText
from projects.models import Project
from recommendations.models import Recommendation
from sessions.consultations.models import Consultation
from sessions.core.models import AgendaItem, CommissionSession, MinuteText
from sessions.preparing.models import ConformitySheet, Proposal
from tests.acceptance.a.every import standing_world, undone
from tests.acceptance.a.served import ORIGIN, complaints, served
from tests.access.matrix import Line, all_lines
from tests.access.world import World
from tests.browser import Console

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.browser]

# Where the button of an act stands that has no page of its own.
PLACES = {
    "home": ["people:give_up", "people:capacity", "jobs:retry", "jobs:cancel"],
    "people:tokens": ["people:new_token", "people:revoke_token"],
    "people:person": ["people:invite", "people:reopen"],
    "ministries:text": ["ministries:extract_text", "ministries:link_text", "ministries:unlink_text"],
    "commissions:setup": ["commissions:invite_members"],
    "notifications:list": ["notifications:read_all", "notifications:open"],
    "projects:detail": ["projects:attest", "projects:discard"],
    "recommendations:detail": ["recommendations:accept", "recommendations:start", "recommendations:validate"],
    "sessions:consultation": [
        f"sessions:{act}" for act in ("open_consultation", "remind_consulted", "close_consultation")
    ],
    "sessions:proposal": [f"sessions:{act}" for act in ("submit_proposal", "endorse_proposal", "detach_from_proposal")],
    "sessions:calendars": ["sessions:new_feed", "sessions:revoke_feed"],
    "sessions:templates": ["sessions:retire_template"],
    "sessions:rehearsals": ["sessions:enter_rehearsal", "sessions:forget_rehearsal"],
    "sessions:sheet": ["sessions:check_sheet"],
    "sessions:convocations": ["sessions:remind"],
    "sessions:detail": [
        f"sessions:{act}" for act in ("mark_read", "make_file", "second_convocation", "archive", "convene_new_holders")
    ],
    "sessions:prepare": [
        f"sessions:{act}"
        for act in (
            *("ask_sheet", "release_agenda", "convene", "add_item", "reorder", "edit_item", "remove_item"),
            *("restore_item", "add_annex", "remove_annex", "restore_own_items"),
        )
    ],
    "sessions:pv": [f"sessions:{act}" for act in ("pv_submit", "pv_refresh", "pv_retry", "transmit")],
    "sessions:attendance_sheet": ["sessions:make_sheet", "sessions:attendance_retry"],
    "sessions:presence_statement": ["sessions:make_presence_statement", "sessions:statement_retry"],
    "sessions:silences": ["sessions:answer_silence"],
    "sessions:register": ["sessions:say_relation"],
    "sessions:text_history": ["sessions:restore_text"],
    "sessions:explanations": ["sessions:explain_vote"],
    "sessions:consent": ["sessions:adopt_block", "sessions:object_to_item"],
    "sessions:presence": ["sessions:cancel_presence", "sessions:correct_instant"],
    "sessions:live": [
        f"sessions:{act}"
        for act in (
            *("open_check_in", "renew_check_in", "close_check_in", "open", "suspend", "resume", "lift"),
            *("declare_no_quorum", "record_presence", "tick_expected", "confirm_answers", "add_guest", "remove_guest"),
            *("save_text", "add_speech", "correct_speech", "remove_speech", "recommend", "correct_recommendation"),
            *("remove_recommendation", "start_item", "end_item", "withdraw_in_session", "open_ballot", "decide"),
            *("correct_decision", "close_ballot", "correct_vote", "cancel_ballot", "mark_voted", "cast_vote"),
            *("correct_voice", "lift_reserve", "put_in_block"),
        )
    ],
}
PLACE_OF = {act: page for page, acts in PLACES.items() for act in acts}
# What no person presses on a page, and what shows that it works.
WITHOUT_A_BUTTON = {"commissions:rule_sentences": "asked by a script while one types, tests/commissions/browser"}

LINES = [line for line in all_lines() if not line.is_api]
ACTS = [line for line in LINES if line.method == "POST"]


@pytest.fixture(scope="module")
def world(browser, django_db_setup, django_db_blocker):
    # After the browser: once its loop runs, Django keeps its connections in another place.
    logging.disable(logging.ERROR)
    with standing_world(django_db_blocker) as made:
        yield made
    logging.disable(logging.NOTSET)


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
    if needed is None:
        return reverse(route)
    above = climb(row, needed)
    item = climb(row, AgendaItem) if route in ("sessions:live", "sessions:prepare") else None
    return reverse(route, args=[above.pk]) + (f"?point={item.pk}" if item else "")


# What a page with a key is about.
MODELS: dict[str, type[Model]] = {
    "people:person": Person,
    "ministries:text": LegalText,
    "commissions:setup": Commission,
    "projects:detail": Project,
    "recommendations:detail": Recommendation,
    "sessions:consultation": Consultation,
    "sessions:proposal": Proposal,
    "sessions:sheet": ConformitySheet,
    "sessions:text_history": MinuteText,
    **{
        f"sessions:{page}": CommissionSession
        for page in (
            *("convocations", "detail", "prepare", "pv", "attendance_sheet", "presence_statement", "silences"),
            *("explanations", "consent", "presence", "live"),
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
    rows = (model._base_manager.filter(pk=found[-1]).first() for model in kept)
    return next((row for row in rows if row is not None), None)


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


FILL = """(field, value) => {
  const values = [].concat(value).map(String);
  if (field.type === "checkbox" || field.type === "radio") {
    field.checked = field.type === "checkbox" && value === true || values.includes(field.value);
  } else if (field.tagName === "SELECT") {
    for (const option of field.options) option.selected = values.includes(option.value);
  } else field.value = values[0];
  for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
}"""
UNFOLD = """element => {
  for (let up = element; up; up = up.parentElement) if (up.tagName === "DETAILS") up.open = true;
}"""


def fill(form: Locator, data: dict[str, Any]) -> None:
    """Type, choose and tick what is sent, by the names of the fields; what is ticked and not sent is unticked."""
    for field in form.locator("input:not([type=hidden]), select, textarea").all():
        name = field.get_attribute("name") or ""
        kind = field.get_attribute("type")
        if name not in data and not (kind == "checkbox" and name):
            continue
        field.evaluate(UNFOLD)
        value = data.get(name, [])
        if kind == "file":
            field.set_input_files({"name": value.name, "mimeType": value.content_type, "buffer": value.read()})
        else:
            field.evaluate(FILL, value if isinstance(value, bool | list | tuple) else str(value))


def button_of(form: Locator, data: dict[str, Any]) -> Locator:
    """The button of what is asked: one that carries a value of the matrix, else the first that submits."""
    for name, value in data.items():
        if "\n" in str(value):
            continue
        named = form.locator(f'button[name="{name}"][value="{value}"]')
        if named.count():
            return named.first
    return form.locator("button:not([type=button]):not([name]), button[type=submit], input[type=submit]").first


def press(page: Page, address: str, data: dict[str, Any]) -> Any:
    """Fill the form of an act on the page that is shown, press its button, confirm where it asks; return the answer."""
    forms = page.locator(f'form[action="{address}"], form[action^="{address}#"], form[action^="{address}?"]')
    carried = page.locator(f'button[formaction="{address}"], button[data-hx-post="{address}"]')
    if not forms.count() and not carried.count():
        forms = page.locator("main form[method=post]:not([action])")
    form = forms.first if forms.count() else page.locator("form").filter(has=carried).first
    form.evaluate(UNFOLD)
    fill(form, data)
    button = carried.first if not forms.count() else button_of(form, data)
    button.evaluate(UNFOLD)
    asked = ORIGIN + address

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
    with undone():
        context = served(browser, world, actor)
        try:
            page = context.new_page()
            page.set_default_timeout(5_000)
            console.watch(page)
            address = line.address(world, variant).partition("?")[0]
            data = line.data(world, variant) if line.data else {}
            page.goto(ORIGIN + page_of(line, world, variant, address))
            answer = press(page, address, data)
            assert answer.status in line.ok, (answer.status, shown_errors(page))
            page.wait_for_load_state("load")
        finally:
            context.close()
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
