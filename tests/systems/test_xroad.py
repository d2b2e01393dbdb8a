"""The files of X-Road: who comes, who leaves, what is read twice, what is refused and why."""

import json
import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.urls import reverse

from foundation.accounts.enums import Role
from foundation.common.exceptions import InvalidInput, Refused
from foundation.jobs.models import Job
from foundation.jobs.registry import KINDS
from systems.enums import FileKind, FileState
from systems.models import Flow, FlowMessage, Member, Subsystem, XRoadFile
from systems.operations.files import Flows, open_xroad_file, read_xroad_file
from tests.factories import MinistryFactory, officer_of

pytestmark = pytest.mark.django_db
ID = "<id><xRoadInstance>{}</xRoadInstance><memberClass>GOV</memberClass><memberCode>{}</memberCode>{}</id>"


def listed(*names: str, instance: str = "BJ") -> str:
    """« 1 » is a member, « 1/A » its subsystem."""
    said = ""
    for name in names:
        code, _, system = name.partition("/")
        more = f"<subsystemCode>{system}</subsystemCode>" if system else ""
        said += f"<member>{ID.format(instance, code, more)}<name>Membre {code}</name></member>"
    return f"<clientList>{said}</clientList>"


def read(content: str, kind: FileKind = FileKind.MEMBERS, name: str = "liste.xml", **said) -> XRoadFile:
    row = open_xroad_file(upload=SimpleUploadedFile(name, content.encode()), kind=kind, by=None, **said)
    return read_xroad_file(row.pk)


def journal(*records: dict) -> str:
    return json.dumps({"records": list(records)})


def told(number: int, *, ok: bool = True, service: str = "lire", day: int = 1, **said) -> dict:
    at = datetime(2026, 3, day, 12, tzinfo=UTC)
    ends = {
        f"{end}{part}": value
        for end, code in (("client", "1"), ("service", "2"))
        for part, value in (
            ("XRoadInstance", "BJ"),
            ("MemberClass", "GOV"),
            ("MemberCode", code),
            ("SubsystemCode", "S"),
        )
    }
    moment = {"requestInTs": int(at.timestamp() * 1000)}
    return {"messageId": f"m{number}", "succeeded": ok, "serviceCode": service} | moment | ends | said


def taken(content: str) -> XRoadFile:
    return read(content, FileKind.TRAFFIC, "journal.json")


def test_who_a_list_names_comes_and_who_it_no_longer_names_leaves():
    first = read(listed("1", "1/A", "1/B", "2"), as_of=date(2026, 1, 1))
    assert dict(first.counts) == {"lus": 4, "ajoutés": 4, "sortis": 0}
    again = read(listed("1", "1/A", "1/B", "2"), as_of=date(2026, 2, 1))
    assert dict(again.counts) == {"lus": 4, "ajoutés": 0, "sortis": 0}
    less = read(listed("1", "1/A", "3/C"), as_of=date(2026, 3, 1))
    assert (dict(less.counts)["ajoutés"], dict(less.counts)["sortis"]) == (1, 2)
    assert Member.objects.get(code="2").removed_on == date(2026, 3, 1)
    assert Subsystem.objects.get(code="B").removed_on == date(2026, 3, 1)
    assert Member.objects.get(code="3").is_listed  # its subsystem names it
    assert Member.objects.get(code="1").seen_on == date(2026, 1, 1)
    back = read(listed("1", "1/A", "2", "3/C"), as_of=date(2026, 4, 1))
    assert (dict(back.counts)["ajoutés"], Member.objects.get(code="2").removed_on) == (1, None)


def test_a_list_older_than_the_last_one_read_puts_nobody_out_and_brings_nobody_back():
    read(listed("1", "1/A", "2"), as_of=date(2026, 3, 1))
    read(listed("1", "1/A", "2", "3"), as_of=date(2026, 4, 1))
    read(listed("1", "2"), as_of=date(2026, 5, 1))  # the subsystem and 3 leave
    older = read(listed("1", "3", "4/B"), as_of=date(2026, 1, 5))
    assert dict(older.counts) == {"lus": 3, "ajoutés": 0, "sortis": 0, "d’une liste dépassée": 3}
    left = {row.code: row.removed_on for row in Member.objects.all()}
    assert left == {"1": None, "2": None, "3": date(2026, 5, 1), "4": date(2026, 5, 1)}
    seen = {row.code: row.seen_on for row in Member.objects.all()}
    assert seen == {"1": date(2026, 1, 5), "2": date(2026, 3, 1), "3": date(2026, 1, 5), "4": date(2026, 1, 5)}
    assert Subsystem.objects.get(code="B").removed_on == date(2026, 5, 1)
    assert dict(read(listed("1"), as_of=date(2026, 5, 1)).counts)["sortis"] == 1  # of the same day: it is the last


def test_a_list_of_one_instance_says_nothing_of_another():
    read(listed("1"))
    read(listed("9", instance="TOGO"))
    assert Member.objects.filter(removed_on=None).count() == 2


def test_a_message_counts_once_whatever_the_files_that_tell_it():
    first = taken(journal(told(1), told(2, ok=False, day=2), told(3, service="getWsdl")))
    assert dict(first.counts) == {"enregistrements lus": 3, "nouveaux": 3, "sans correspondants": 0}
    again = taken(journal(told(1), told(2, ok=False, day=2), told(4, day=3)))
    assert dict(again.counts)["nouveaux"] == 1
    flow = Flow.objects.get(is_meta=False)
    assert (flow.requests, flow.failures) == (3, 1)
    assert (flow.first_on, flow.last_on, flow.answered_on) == (date(2026, 3, 1), date(2026, 3, 3), date(2026, 3, 3))
    assert Flow.objects.get(is_meta=True).service_code == "getWsdl"
    assert FlowMessage.objects.count() == 4


def test_a_message_of_a_day_to_come_counts_nowhere():
    ahead = int((datetime.now(UTC) + timedelta(days=3)).timestamp() * 1000)
    row = taken(journal(told(1), told(2, requestInTs=ahead)))
    assert (dict(row.counts)["nouveaux"], dict(row.counts)["datés d’un jour à venir"]) == (1, 1)
    assert Flow.objects.get().last_on == date(2026, 3, 1)


def test_both_sides_of_a_request_are_one_message():
    sides = told(1), told(1, securityServerType="Producer")
    assert dict(taken(journal(*sides)).counts)["nouveaux"] == 1
    pair = {"messageId": "m1", "client": sides[0], "producer": sides[1]}
    assert dict(taken(json.dumps(pair)).counts)["nouveaux"] == 0


def test_one_object_a_line_a_list_or_an_envelope_are_read_alike():
    rows = [told(n) for n in range(3)]
    for content in ("\n".join(map(json.dumps, rows)), json.dumps(rows), json.dumps({"x": {"y": [1]}, "records": rows})):
        assert dict(taken(content).counts)["enregistrements lus"] == 3
    assert FlowMessage.objects.count() == 3


def test_who_a_journal_names_and_no_list_does_is_said_so():
    taken(journal(told(1)))
    assert not Subsystem.objects.filter(is_listed=True).exists()
    read(listed("1", "1/S", "2", "2/S"))
    assert not Subsystem.objects.filter(is_listed=False).exists()


@pytest.mark.parametrize(
    ("content", "kind", "why"),
    [
        ("<clientList><member>", FileKind.MEMBERS, "n’est pas un XML"),
        ("<autre/>", FileKind.MEMBERS, "ni une liste de membres"),
        ("<clientList/>", FileKind.MEMBERS, "ne nomme aucun membre"),
        ('<!DOCTYPE c [<!ENTITY e SYSTEM "file:///etc/passwd">]><clientList>&e;</clientList>', FileKind.MEMBERS, "XML"),
        ('{"member": [{"id": 3}]}', FileKind.MEMBERS, "n’est pas une liste de membres"),
        ('{"records": [{"a": 1}', FileKind.TRAFFIC, "jusqu’au bout"),
        ("[]", FileKind.TRAFFIC, "aucun enregistrement"),
        ("\ufeff <clientList/>", FileKind.TRAFFIC, "déposez-la de nouveau avec la nature « liste des membres »"),
        ('{"records": [{"a": 1}]}', FileKind.MEMBERS, "déposez-le avec la nature « journal des échanges »"),
        ('{"a": 1}\n{"a": 2}', FileKind.MEMBERS, "déposez-le avec la nature « journal des échanges »"),
    ],
)
def test_what_cannot_be_read_says_why_and_brings_nothing(content, kind, why):
    read(listed("1"))
    row = read(content, kind, "fichier.json")
    assert row.state == FileState.REFUSED
    assert why in row.problem
    assert Member.objects.filter(removed_on=None).count() == 1
    assert Flow.objects.count() == 0


def test_a_refused_file_says_what_to_do_next_and_bears_no_date_of_a_list(client, asin):
    row = read("[]", FileKind.TRAFFIC, "journal.json")
    client.force_login(asin)
    page = client.get(reverse("xroad-files:detail", args=[row.pk])).content.decode()
    assert "Déposer un autre fichier" in page
    assert "Liste au" not in page
    assert "Fichier X-Road examiné" in page


def in_json(**said) -> str:
    ids = {"xroad_instance": "BJ", "member_class": "GOV", "member_code": "1"}
    return json.dumps({"member": [{"id": ids | said, "name": "a\0b \ud800"}]})


def test_what_a_database_cannot_keep_is_left_out_of_a_name_and_of_a_code():
    row = read(in_json(subsystem_code="S\0Y"), name="liste.json")
    assert (row.state, row.problem) == (FileState.READ, "")
    assert Member.objects.get().name == "ab ?"
    assert Subsystem.objects.get().code == "SY"
    row = taken(journal(told(1, serviceCode="li\0re", clientMemberCode="9\0")))
    assert (row.state, Flow.objects.get().service_code) == (FileState.READ, "lire")


def test_a_code_too_long_is_refused_and_does_not_wait_for_ever():
    row = read(in_json(member_code="9" * 256), name="liste.json")
    assert row.state == FileState.REFUSED
    assert "dépasse 255 signes" in row.problem


def test_a_file_whose_reading_always_falls_is_refused_with_what_to_do(monkeypatch):
    row = open_xroad_file(upload=SimpleUploadedFile("l.xml", listed("1").encode()), kind=FileKind.MEMBERS, by=None)
    monkeypatch.setattr("systems.operations.files.read_members", lambda row: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        read_xroad_file(row.pk)
    KINDS["read_xroad_file"].on_dead(row.pk, error="division")
    row.refresh_from_db()
    assert row.state == FileState.REFUSED
    assert "déposez ce fichier de nouveau" in row.problem
    monkeypatch.setattr("systems.operations.files.read_members", lambda row: connection.cursor().execute("SELECT 1/0"))
    row = read(listed("1"))
    assert (row.state, "ne peut pas être gardée" in row.problem) == (FileState.REFUSED, True)


@pytest.mark.django_db(transaction=True)
def test_two_journals_read_at_once_lose_no_request(monkeypatch):
    taken(journal(told(1)))
    rows = [
        open_xroad_file(upload=SimpleUploadedFile("j.json", journal(told(n)).encode()), kind=FileKind.TRAFFIC, by=None)
        for n in (2, 3)
    ]
    together = threading.Barrier(2, timeout=20)
    recount = Flows.recount

    def counted(self):
        together.wait()
        return recount(self)

    def go(pk):
        try:
            read_xroad_file(pk)
        finally:
            connections.close_all()

    monkeypatch.setattr(Flows, "recount", counted)
    threads = [threading.Thread(target=go, args=(row.pk,)) for row in rows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert FlowMessage.objects.count() == Flow.objects.get().requests == 3
    assert [dict(row.counts)["nouveaux"] for row in XRoadFile.objects.filter(pk__in=[row.pk for row in rows])] == [1, 1]


def test_half_a_journal_brings_nothing():
    row = taken("\n".join([json.dumps(told(1)), json.dumps(told(2)), '{"messageId"']))
    assert (row.state, FlowMessage.objects.count()) == (FileState.REFUSED, 0)


def test_a_list_in_json_is_read_too():
    ids = {"xroad_instance": "BJ", "member_class": "GOV", "member_code": "1"}
    rows = [{"id": ids, "name": "Un"}, {"id": ids | {"subsystem_code": "A"}, "name": "Un"}]
    assert dict(read(json.dumps({"member": rows}), name="liste.json").counts)["ajoutés"] == 2


def test_the_asin_sends_a_file_in_the_pages_and_nobody_else_does(client, asin):
    client.force_login(asin)
    said = {"kind": "members", "as_of": "2026-01-01", "upload": SimpleUploadedFile("l.xml", listed("1").encode())}
    page = client.post(reverse("xroad-files:new"), said, follow=True).content.decode()
    assert "Suivre la lecture" in page
    row = XRoadFile.objects.get()
    assert Job.objects.get().ids == [str(row.pk)]
    read_xroad_file(row.pk)
    read_xroad_file(row.pk)  # done once
    page = client.get(reverse("xroad-files:detail", args=[row.pk])).content.decode()
    assert "1 lu, 1 ajouté, 0 sorti" in page.replace("\u00a0", " ")
    assert reverse("xroad-members:list") in page
    client.force_login(officer_of(MinistryFactory().scope, Role.DSI))
    assert client.get(reverse("xroad-files:new")).status_code == 403
    assert client.get(reverse("xroad-files:detail", args=[row.pk])).status_code == 404


def test_a_day_to_come_and_a_file_of_another_kind_are_refused():
    with pytest.raises(InvalidInput):
        read(listed("1"), as_of=date(2999, 1, 1))
    with pytest.raises(Refused, match=r"Formats acceptés : \.xml, \.json"):
        read(listed("1"), name="liste.pdf")


def test_a_hostile_name_stays_text(client, asin):
    read(
        "<clientList><member>"
        + ID.format("BJ", "1", "")
        + "<name>&lt;script&gt;alert(1)&lt;/script&gt;</name></member></clientList>"
    )
    client.force_login(asin)
    page = client.get(reverse("xroad-members:list")).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page
