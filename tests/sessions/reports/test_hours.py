from datetime import timedelta

import pytest

from sessions.core.enums import SessionAction
from sessions.core.models import SessionStep
from sessions.papers.reports.hours import build_presence_statement
from sessions.papers.reports.pv import build_pv_document
from tests.factories.held import at, held_session

pytestmark = pytest.mark.django_db


def plain(text: str) -> str:
    return text.replace("\u202f", " ")


def test_the_hours_are_those_of_the_minutes_without_the_suspensions():
    """15:10 to 17:25, suspended from 16:00 to 16:15; one came at 15:32, one left at 16:40, one sent his substitute."""
    session = held_session()
    for action, hour, minute in ((SessionAction.SUSPEND, 16, 0), (SessionAction.RESUME, 16, 15)):
        SessionStep.objects.create(
            scope=session.scope,
            session=session,
            action=action,
            from_state="open",
            to_state="suspended",
            at=at(hour, minute),
        )
    statement = build_presence_statement(session)
    found = {line.name: (plain(line.arrived), plain(line.left), line.duration) for line in statement.lines}
    assert found["Fifamè ZINSOUKPÈ"] == ("15 h 01", "17 h 25", "2 h 00")
    assert found["Nadège SÈWANOU"] == ("15 h 32", "17 h 25", "1 h 38")
    assert found["Gbènakpon TOSSOUVI"] == ("15 h 01", "16 h 40", "1 h 15")
    assert next(line.note for line in statement.lines if line.name == "Justin HOUÉSSOU") == "pour Mahoutin DANSOVI"
    # Who was excused, absent or represented by proxy did not sit.
    assert not {"Prudence KPÈDÉKON", "Abdel WOROUMÉ", "Koffi DJANOUDÉ"} & set(found)
    assert statement.total_minutes == sum(line.minutes for line in statement.lines)
    pv = build_pv_document(session)
    sat = {line.name.split(" ", 1)[0] for line in (*pv.participation.present, *pv.participation.attending)} - {""}
    assert sat <= {name.split(" ", 1)[0] for name in found}
    assert "à partir de 15 h 32" in next(
        plain(line.note) for line in pv.participation.present if "SÈWANOU" in line.name
    )
    assert "jusqu’à 16 h 40" in next(plain(line.note) for line in pv.participation.present if "TOSSOUVI" in line.name)


def test_an_hour_that_is_not_known_gives_no_duration():
    session = held_session()
    session.opened_at = None
    assert {line.duration for line in build_presence_statement(session).lines} == {""}
    session.opened_at = session.lifted_at + timedelta(hours=1)
    assert build_presence_statement(session).total_minutes == 0
