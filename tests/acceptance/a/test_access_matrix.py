"""Every route × every actor × the objects that exist: nothing leaks, nothing is uncovered.

In short: one for each answer.
"""

import json
import logging

import pytest
from django.test import Client

from tests.acceptance.a.every import standing_world, undone
from tests.access import account_pages
from tests.access.matrix import PEOPLE, TOKENS, Line, all_lines, all_routes
from tests.access.world import World, forbidden_canaries
from tests.measure import is_quick

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    logging.disable(logging.WARNING)  # most answers refuse: each would be written four times; a fall is still told
    with standing_world(django_db_blocker) as world:
        yield world
    logging.disable(logging.NOTSET)


def test_every_route_has_its_line():
    listed = {line.route for line in [*all_lines(), *account_pages.LINES]}
    routes = all_routes()
    assert routes - listed == set()
    assert listed - routes == set()


def answer_of(line: Line, world: World, variant: str, actor: str, address: str):
    # One client for all: a new one loads the whole middleware again, which costs more than most answers.
    client = world.extra.setdefault("client of the matrix", Client(raise_request_exception=False))
    client.cookies.clear()
    headers = {}
    if actor in TOKENS:
        headers["Authorization"] = f"Token {world.tokens[actor]}"
    elif actor != "anonymous":
        client.cookies.load(world.extra[f"cookies {actor}"])
    data = line.data(world, variant) if line.data else {}
    send = getattr(client, line.method.lower())
    if line.method == "GET":
        return send(address, headers=headers)
    if line.is_api:
        return send(address, json.dumps(data, default=str), content_type="application/json", headers=headers)
    return send(address, data, headers=headers)


def expected(line: Line, variant: str, actor: str) -> tuple[int, ...]:
    if actor in TOKENS:
        if actor == "token_read" and line.method != "GET":
            return (403,)
        actor = "secretary"
    if actor in ("anonymous", "inactive"):
        if line.public:
            return line.ok
        return (401,) if line.is_api else (302,)
    if actor in line.variants.get(variant, "").split():
        return line.ok
    if actor in line.invalid.get(variant, "").split():
        return (400,)
    if actor in line.see.get(variant, "").split() or variant == "":
        return (403,)
    return (404,)


def actors_of(line: Line) -> list[str]:
    return ["anonymous", "inactive", *PEOPLE, *(TOKENS if line.is_api else ())]


def everybody(line: Line) -> dict[str, list[str]]:
    """Who asks for each object of a line."""
    return {variant: actors_of(line) for variant in sorted({*line.variants, *line.see})}


def one_for_each_answer(line: Line, turn: int) -> dict[str, list[str]]:
    """One actor and object for each answer of a line; from line to line another, so that all have their turn."""
    askers: dict[tuple[int, ...], list[tuple[str, str]]] = {}
    for variant, actors in everybody(line).items():
        for actor in actors:
            askers.setdefault(expected(line, variant, actor), []).append((variant, actor))
    chosen = [each[turn % len(each)] for each in askers.values()]
    return {
        variant: [actor for each, actor in chosen if each == variant]
        for variant in sorted({variant for variant, _ in chosen})
    }


def cells():
    for turn, line in enumerate([*all_lines(), *account_pages.LINES]):
        for variant, actors in (one_for_each_answer(line, turn) if is_quick() else everybody(line)).items():
            yield pytest.param(line, variant, actors, id=f"{line.method} {line.route} {variant}".strip())


def test_in_short_too_each_answer_of_a_line_is_asked_for_once_and_nobody_is_left_out():
    def answers(line: Line, asked: dict[str, list[str]]) -> list[tuple[int, ...]]:
        return [expected(line, variant, actor) for variant, actors in asked.items() for actor in actors]

    short = [(line, one_for_each_answer(line, turn)) for turn, line in enumerate(all_lines())]
    for line, asked in short:
        assert sorted(answers(line, asked)) == sorted(set(answers(line, everybody(line)))), line.route
    assert {actor for _, asked in short for actors in asked.values() for actor in actors} == {
        "anonymous",
        "inactive",
        *PEOPLE,
        *TOKENS,
    }


@pytest.mark.parametrize(("line", "variant", "actors"), list(cells()))
def test_each_actor_gets_what_the_matrix_says(line, variant, actors, world):
    wrong = []
    with undone():
        address = line.address(world, variant)  # what it is about is made once, for all who ask for it
        with undone() as again:
            for actor in actors:
                wrong += judged(line, world, variant, actor, address)
                again()
    assert wrong == []


def judged(line: Line, world: World, variant: str, actor: str, address: str) -> list[str]:
    wrong = []
    response = answer_of(line, world, variant, actor, address)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    seen = body.decode("utf-8", "replace") + str(dict(response.headers))
    if response.status_code not in (allowed := expected(line, variant, actor)):
        wrong.append(f"{actor}: got {response.status_code}, expected {allowed}: {body[:200]!r}")
    elif (
        actor in ("anonymous", "inactive")
        and not line.public
        and response.status_code == 302
        and "/compte/" not in response["Location"]
    ):
        wrong.append(f"{actor}: sent to {response['Location']}, not to sign-in")
    leaks = [canary for canary in forbidden_canaries(actor) if canary in seen]
    if leaks:
        wrong.append(f"{actor}: saw {leaks}")
    return wrong
