"""Bad input typed in Chromium: refused in French, still there, nothing executed; and a file of 200 MB, by the browser
and by API.
"""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from foundation.accounts.models import ApiToken
from foundation.accounts.models.token import digest, new_secret
from foundation.documents.models import StoredFile
from tests.access.world import build_world
from tests.measure import is_long, report

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.slow]

MARKUP = '"><img src=x onerror=window.__x=1><script>window.__x=1</script>{{7*7}}&lt;b&gt;'
LONG = "é" * 20_000
# route, kind of object, actor, what is typed there (name → text), what is impossible there
FORMS = {
    "session": (
        "sessions:create",
        "",
        "secretary",
        {"place": MARKUP, "theme": "Un thème"},
        {"year": "", "place": LONG},
    ),
    "agenda item": (
        "sessions:prepare",
        ("session", "preparing"),
        "secretary",
        {"title": MARKUP, "description": "Un exposé"},
        {"title": ""},
    ),
    "member": (
        "people:new",
        "",
        "secretary",
        {"full_name": MARKUP, "function": "Directrice"},
        {"full_name": LONG, "email": "pas une adresse"},
    ),
    "project": (
        "projects:create",
        "",
        "dsi",
        {"title": MARKUP, "objectives": "Un objectif", "planned_cost": "beaucoup"},
        {"title": ""},
    ),
    "update": ("projects:mine", "", "dsi", {"narrative": MARKUP, "progress": "101"}, {"progress": "101"}),
    "recommendation": (
        "recommendations:create",
        "",
        "secretary",
        {"text": MARKUP, "origin_label": "Courrier"},
        {"text": ""},
    ),
    "statute": (
        "commissions:new_statute",
        ("commission", "own"),
        "secretary",
        {"quorum_article": MARKUP[:60], "pv_recipients": "Le ministre"},
        {"notice_days": "999"},
    ),
    "text": ("ministries:new_text", "", "dsi", {"title": MARKUP, "issuer": "Le ministre"}, {"reference": ""}),
}


@pytest.fixture
def world(db):
    return build_world()


def filled(form: Any, typed: dict[str, str]) -> None:
    for name, text in typed.items():
        field = form.locator(f'[name="{name}"], [name$="-{name}"]').first
        field.evaluate(
            "(field) => { for (let up = field.parentElement; up; up = up.parentElement) if (up.tagName === 'DETAILS')"
            " up.open = true }"
        )
        # As a paste would: the attributes of the control do not hold a text back.
        field.evaluate(
            "(field, text) => { field.removeAttribute('maxlength'); field.value = text; field.dispatchEvent(new"
            " Event('input', {bubbles: true})) }",
            text,
        )


@pytest.mark.parametrize("name", FORMS if is_long() else ["session", "agenda item", "update", "statute"])
def test_what_was_typed_is_still_there_and_nothing_ran(name, world, live_page):
    route, on, actor, typed, impossible = FORMS[name]
    address = reverse(route, kwargs={"pk": world[on].pk} if on else None)
    page = live_page(address, user=world.users[actor])
    dialogs: list[str] = []

    def heard(dialog: Any) -> None:
        if dialog.type != "beforeunload":  # the page asks before what was typed is left: we leave without its button
            dialogs.append(dialog.message)
        dialog.accept()

    page.on("dialog", heard)
    first = next(iter(typed))
    form = page.locator(f'form[method="post"]:has([name="{first}"]), form[method="post"]:has([name$="-{first}"])').first
    filled(form, typed | impossible)
    with page.expect_navigation(wait_until="load"):
        form.evaluate("(form) => HTMLFormElement.prototype.submit.call(form)")
    errors = page.locator(".errors, .field__error:visible, .alert--late, .row__error").all_inner_texts()
    assert any(re.search(r"[a-zé] [a-zé]", text) for text in errors), (page.url, errors)
    for field, text in (typed | impossible).items():
        shown = page.locator(f'[name="{field}"], [name$="-{field}"]').first
        assert shown.input_value() == text, field
    assert page.evaluate("() => window.__x") is None
    assert page.locator('img[src="x"]').count() == 0
    assert dialogs == []


def test_the_text_of_a_sitting_keeps_markup_as_text(world, live_page):
    session = world["live_session", "own"]
    address = reverse("sessions:live", kwargs={"pk": session.pk}) + f"?point={world['live_item', 'own'].pk}"
    page = live_page(address, user=world.users["secretary"], wait=False)
    area = page.locator("textarea[data-cmsic-text], form textarea[name=text]").first
    area.wait_for(state="visible")
    area.fill(MARKUP)
    page.keyboard.press("Control+s")
    page.wait_for_function(
        "() => [...document.querySelectorAll('[data-cmsic-saving-text]')].some(e => /Enregistré/.test(e.textContent))"
    )
    page.goto(address)
    assert page.locator("textarea").evaluate_all("(areas, text) => areas.some(area => area.value === text)", MARKUP)
    assert page.evaluate("() => window.__x") is None
    assert page.locator('img[src="x"]').count() == 0


# A file of 200 MB.

MEGABYTE = 1024 * 1024


def resident(pid: int) -> int:
    """Most memory a process ever held, in bytes."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) * 1024


def family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(each for child in children for each in family(int(child)))]


@pytest.fixture(params=["gunicorn", "runserver"] if is_long() else ["gunicorn"])
def server(request, db, tmp_path):
    """The portal as a process of its own, on the database of this test."""
    from django.db import connection

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    given = connection.settings_dict
    credentials = f"{given['USER']}:{given['PASSWORD']}@" if given["PASSWORD"] else f"{given['USER']}@"
    environment = os.environ | {
        "DATABASE_URL": f"postgresql://{credentials}/{given['NAME']}?host={given['HOST']}&port={given['PORT'] or 5432}",
        "CMSIC_DATA_DIR": str(tmp_path / "data"),
        "SECRET_KEY": settings.SECRET_KEY,
        "TMPDIR": str(tmp_path),
    }
    gunicorn = [
        "-m",
        "gunicorn",
        "cmsic.wsgi:application",
        "--bind",
        f"127.0.0.1:{port}",
        "--worker-class",
        "gthread",
        "--threads",
        "4",
    ]
    command = gunicorn if request.param == "gunicorn" else ["manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"]
    with (tmp_path / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, *command], cwd=settings.BASE_DIR, env=environment, stdout=log, stderr=log
        )
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/compte/login/", timeout=20).read()
                break
            except OSError:
                assert process.poll() is None, (tmp_path / "server.log").read_text()
                time.sleep(0.1)
        yield request.param, f"http://127.0.0.1:{port}", process.pid, tmp_path
    finally:
        process.terminate()
        process.wait(20)


def test_a_file_of_200_megabytes_is_refused_without_being_held(server, world, browser):
    name, base, pid, folder = server
    heavy = folder / "lourd.pdf"
    with heavy.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        file.truncate(200 * MEGABYTE)
    before = sum(map(resident, family(pid)))
    kept = StoredFile.objects.count()
    # By the API, with a token.
    secret = new_secret()
    ApiToken.objects.create(
        user=world.users["secretary"], name="essai", secret_hash=digest(secret), abilities=["read", "write"]
    )
    status, said = send_file(base, secret, heavy, str(world["item", "preparing"].pk))
    assert (status, "dépasse 25 Mo" in said) == (409, True), (status, said[:500])
    # By the browser: what was typed beside it is still there.
    context = browser.new_context(base_url=base, locale="fr-FR")
    try:
        from tests.browser import sign_in

        sign_in(context, base, world.users["secretary"])
        page = context.new_page()
        page.goto(
            reverse("sessions:prepare", kwargs={"pk": world["session", "preparing"].pk})
            + f"?point={world['item', 'preparing'].pk}"
        )
        form = page.locator('form:has(input[type="file"])').first
        form.locator('[name="title"]').evaluate("(field) => { field.value = 'Le plan' }")
        form.locator('input[type="file"]').set_input_files(str(heavy))
        # The page says so before anything leaves; without its script the server does.
        assert "25" in form.locator("[data-cmsic-file-error]").text_content()
        form.locator('input[type="file"]').set_input_files(str(heavy))
        form.evaluate("(form) => HTMLFormElement.prototype.submit.call(form)")
        page.wait_for_selector(".errors", timeout=120_000)
        assert "dépasse 25 Mo" in page.locator(".errors").inner_text()
        assert page.locator('form:has(input[type="file"]) [name="title"]').first.input_value() == "Le plan"
    finally:
        context.close()
    grown = sum(map(resident, family(pid))) - before
    report("200 MB file refused", server=name, memory_grown_mb=round(grown / MEGABYTE))
    assert grown < 60 * MEGABYTE
    assert StoredFile.objects.count() == kept
    left = [path for path in folder.rglob("*") if path.is_file() and path != heavy and path.stat().st_size > MEGABYTE]
    assert left == []


def send_file(base: str, secret: str, path: Path, item: str) -> tuple[int, str]:
    """multipart/form-data sent piece by piece, as curl would."""
    import http.client

    edge = "limite-d-essai"
    head = (
        f'--{edge}\r\nContent-Disposition: form-data; name="item"\r\n\r\n{item}\r\n--{edge}\r\nContent-Disposition:'
        f' form-data; name="title"\r\n\r\nLe plan\r\n--{edge}\r\nContent-Disposition: form-data; name="file";'
        ' filename="lourd.pdf"\r\nContent-Type: application/pdf\r\n\r\n'
    ).encode()
    tail = f"\r\n--{edge}--\r\n".encode()
    connection = http.client.HTTPConnection(base.removeprefix("http://"), timeout=120)
    connection.putrequest("POST", "/api/v1/annexes")
    connection.putheader("Authorization", f"Token {secret}")
    connection.putheader("Content-Type", f"multipart/form-data; boundary={edge}")
    connection.putheader("Content-Length", str(len(head) + path.stat().st_size + len(tail)))
    connection.endheaders()
    connection.send(head)
    with path.open("rb") as file:
        while piece := file.read(MEGABYTE):
            connection.send(piece)
    connection.send(tail)
    answer = connection.getresponse()
    said = answer.read().decode()
    connection.close()
    return answer.status, said
