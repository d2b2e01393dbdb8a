"""Must show: two editors, 500 interleavings: no text lost.

Each round, two secretaries edit the same text through the API: they read it, type, save, resolve what crosses, at
instants that interleave at random; now and then an answer is lost on the way and the save is sent again. Whatever was
typed is either in a revision, or was answered by a conflict that returned both texts, and then went on living in the
choice its author made.
"""

import os
import random
import threading
from dataclasses import dataclass, field

import pytest
from django.db import connection
from rest_framework.test import APIClient

from foundation.accounts.enums import Role
from sessions.core.models import TextRevision
from tests.factories import member_of
from tests.measure import report
from tests.sessions.held import held

ROUNDS = 500 if os.environ.get("CMSIC_LONG") else 60
SAVES = 2  # by each editor, in each round
RACES = 200 if os.environ.get("CMSIC_LONG") else 20


@dataclass
class Editor:
    """What the live page does, without the page: a text, its base, what is not yet known as saved."""

    name: str
    client: APIClient
    session: str
    item: str
    section: str
    chance: random.Random
    base: int = 0
    text: str = ""
    typed: list[str] = field(default_factory=list)
    returned: list[tuple[str, str]] = field(default_factory=list)
    lost_answers: int = 0
    marks: int = 0

    def type_something(self) -> None:
        self.marks += 1
        mark = f"[{self.name}{self.marks}]"
        if len(self.text) > 4000:
            self.text = ""  # what was there stays in the history
        at = self.chance.randrange(len(self.text) + 1)
        # Never inside another mark: what is looked for at the end is a whole one.
        while "[" in self.text[:at] and "]" not in self.text[self.text.rindex("[", 0, at) : at]:
            at += 1
        self.text = self.text[:at] + mark + self.text[at:]
        self.typed.append(mark)

    def save(self) -> None:
        answer = self._send(self.text)
        if answer.status_code == 409:
            self._resolve(answer.json())
        else:
            assert answer.status_code == 200, answer.content
            self.base = answer.json()["revision"]

    def reread(self) -> None:
        rows = self.client.get(
            "/api/v1/minute-texts", {"session": self.session, "item": self.item, "section": self.section}
        ).json()["results"]
        if rows:
            self.base, self.text = rows[0]["revision"], rows[0]["text"]

    def _send(self, text: str):
        data = {
            "session": self.session,
            "item": self.item,
            "section": self.section,
            "text": text,
            "base_revision": self.base,
        }
        answer = self.client.post("/api/v1/minute-texts/save", data, format="json")
        if self.chance.random() < 0.15:
            # The line was cut after the server had done its work: the same text is sent again, from the same base.
            self.lost_answers += 1
            answer = self.client.post("/api/v1/minute-texts/save", data, format="json")
        return answer

    def _resolve(self, conflict: dict) -> None:
        sides = conflict["fields"]["text"]
        assert sides["sent"] == self.text
        self.returned.append((sides["stored"], sides["sent"]))
        self.base = conflict["current_version"]
        # A page of minutes, not a book: both texts are put together while they are short.
        short = len(sides["stored"]) + len(sides["sent"]) < 8000
        self.text = (
            self.chance.choice([sides["sent"], sides["stored"] + "\n\n" + sides["sent"]]) if short else sides["sent"]
        )
        self.save()


def editors_of(seed: int) -> tuple[Editor, Editor]:
    world = held(present=8)
    chance = random.Random(seed)
    pair = []
    for name in ("A", "B"):
        client = APIClient()
        client.force_authenticate(member_of(world.commission, Role.SECRETARY))
        pair.append(
            Editor(name, client, str(world.session.pk), str(world.item.pk), "debate", random.Random(chance.random()))
        )
    return pair[0], pair[1]


def assert_nothing_lost(editors: tuple[Editor, Editor]) -> None:
    revisions = list(TextRevision.objects.filter(minute_text__item_id=editors[0].item).order_by("revision"))
    assert [row.revision for row in revisions] == list(range(1, len(revisions) + 1))
    everything = "\n".join(row.text for row in revisions)
    for editor in editors:
        missing = [mark for mark in editor.typed if mark not in everything]
        assert missing == [], f"{editor.name} typed {missing}, found in no revision"
        for stored, sent in editor.returned:
            assert stored in {row.text for row in revisions}
            assert sent
    # A save never went over a revision it had not seen: each was written from the one before.
    assert all(row.base_revision == row.revision - 1 for row in revisions)


@pytest.mark.timeout(1500)  # the full size
@pytest.mark.django_db
def test_two_editors_lose_no_text_whatever_the_order_of_their_saves():
    saves = 0
    order = random.Random(20240918)
    editors = editors_of(1)
    for _ in range(ROUNDS):
        turns = ["A"] * SAVES + ["B"] * SAVES
        order.shuffle(turns)
        for turn in turns:
            editor = editors[0] if turn == "A" else editors[1]
            editor.type_something()
            if order.random() < 0.2:
                editor.type_something()
            editor.save()
            saves += 1
        if order.random() < 0.3:
            # One of them closes the page and comes back: he starts from what the server has.
            order.choice(editors).reread()
    conflicts = sum(len(editor.returned) for editor in editors)
    lost = sum(editor.lost_answers for editor in editors)
    assert_nothing_lost(editors)
    assert conflicts > ROUNDS // 4
    report(
        "two editors",
        interleavings=ROUNDS,
        saves=saves,
        conflicts=conflicts,
        answers_lost_on_the_way=lost,
        texts_lost=0,
    )


@pytest.mark.django_db(transaction=True)
def test_two_editors_saving_at_the_same_instant_lose_no_text():
    """The same through real concurrency: two threads, two connections, one row."""
    editors = editors_of(2)
    start = threading.Barrier(2)
    failures: list[BaseException] = []

    def work(editor: Editor) -> None:
        try:
            for _ in range(RACES):
                editor.type_something()
                start.wait(timeout=60)
                editor.save()
        except BaseException as error:
            failures.append(error)
            start.abort()
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(editor,)) for editor in editors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert_nothing_lost(editors)
    conflicts = sum(len(editor.returned) for editor in editors)
    assert conflicts >= RACES
    report("two editors at once", saves=RACES, conflicts=conflicts, texts_lost=0)
