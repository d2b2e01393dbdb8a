"""The move to the national cloud: what a choice asks, what proves an arrival, what is left month after month."""

from datetime import date

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from rest_framework.test import APIClient

from foundation.accounts.enums import Role, ScopeKind
from foundation.common.duties import duties
from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.figures import get
from foundation.documents.models import StoredFile
from foundation.documents.operations.receiving import receive_upload
from foundation.journal.record import entries_of
from systems.enums import Choice, LandingState, ProofKind
from systems.models import Landing, LandingProof
from systems.operations.landing import move_platform, prove_landing, reopen_landing, verify_landing
from systems.queries.burndown import burndown, months_of
from systems.register.landings import LANDINGS
from tests.factories import LandingFactory, MinistryFactory, PlatformFactory, ScopeFactory, WaveFactory, officer_of
from tests.factories.files import pdf_of
from tests.factories.systems import prove

pytestmark = pytest.mark.django_db
TODAY, MOVED = date(2026, 6, 15), date(2026, 5, 1)
LIST, BOARD = reverse("landings:list"), reverse("landings:board")


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("foundation.common.clock.today", lambda: TODAY)


def piece():
    return SimpleUploadedFile("preuve.pdf", pdf_of("Restauration essayée"), "application/pdf")


def stated(landing):
    return Landing.objects.with_state(TODAY).get(pk=landing.pk).state


def test_from_the_choice_to_the_verification_in_the_pages(client, dsi, ministry):
    platform = PlatformFactory(ministry=ministry, name="Baobab")
    client.force_login(dsi)
    said = {"platform": platform.pk, "choice": "rehost", "reasons": "Fin du support", "planned_on": "2026-05-01"}
    client.post(reverse("landings:new"), said)
    row = Landing.objects.get()
    to = {name: reverse(f"landings:{name}", args=[row.pk]) for name in ("move", "prove", "verify", "detail")}
    assert client.post(to["move"], {"moved_on": "2026-05-02"}).status_code == 302
    for kind in ProofKind:
        refused = client.post(to["verify"], follow=True)
        assert kind.label in refused.content.decode()
        assert Landing.objects.get().verified_on is None
        form = client.get(to["prove"]).content.decode()  # it begins with what is missing, seen today
        assert f'value="{kind.value}" selected' in form
        assert f'value="{TODAY}"' in form
        said = {"kind": kind.value, "proved_on": "2026-05-20", "upload": piece()}
        assert client.post(to["prove"], said).status_code == 302
    page = client.get(to["detail"]).content.decode()
    assert page.count("preuve.pdf") == 3
    client.post(to["verify"])
    assert Landing.objects.get().verified_on == TODAY
    assert stated(row) == LandingState.VERIFIED
    acts = list(entries_of(row).order_by("at", "pk").values_list("act", flat=True))
    assert acts == ["add_row", "move_platform", *["prove_landing"] * 3, "verify_landing"]


@pytest.mark.parametrize("given", [[], [ProofKind.ANSWERS], [ProofKind.ANSWERS, ProofKind.RESTORED]])
def test_the_database_itself_verifies_nothing_without_three_proofs(given):
    landing = LandingFactory(moved_on=MOVED)
    prove(landing, *given, on=MOVED)
    with pytest.raises(Refused, match="il manque la preuve que"):
        verify_landing(landing.pk, by=None)
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        Landing.objects.filter(pk=landing.pk).update(verified_on=TODAY)
    assert isinstance(refused.value.__cause__, psycopg.errors.CheckViolation)


def test_a_proof_of_before_the_migration_proves_nothing_of_it(client, dsi, ministry):
    landing = LandingFactory(platform__ministry=ministry)
    move_platform(landing.pk, moved_on=date(2026, 1, 10), by=None)
    prove(landing, *ProofKind, on=date(2026, 1, 20))
    reopen_landing(landing.pk, reason="Elle n’avait pas migré", by=None)
    moved = move_platform(landing.pk, moved_on=MOVED, by=None)
    assert (moved.proof_count, moved.proofs_told) == (0, "0\u00a0preuve sur 3")
    with pytest.raises(Refused, match="il manque la preuve que"):
        verify_landing(landing.pk, by=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Landing.objects.filter(pk=landing.pk).update(verified_on=TODAY)
    client.force_login(dsi)
    assert client.get(LANDINGS.href(landing)).content.decode().count("d’avant la migration") == 3
    for kind in ProofKind:
        prove_landing(landing.pk, kind=kind, proved_on=MOVED, note="", upload=piece(), by=None)
    assert verify_landing(landing.pk, by=None).verified_on == TODAY


def test_a_proof_is_not_given_to_a_landing_reopened_while_its_document_came_in(monkeypatch):
    landing = LandingFactory(moved_on=MOVED)
    received = receive_upload

    def receive(upload, **said):
        reopen_landing(landing.pk, reason="Erreur", by=None)
        return received(upload, **said)

    monkeypatch.setattr("systems.operations.landing.receive_upload", receive)
    with pytest.raises(Refused, match="notez d’abord la migration"):
        prove_landing(landing.pk, kind=ProofKind.ANSWERS, proved_on=TODAY, note="", upload=piece(), by=None)
    assert LandingProof.objects.count() == 0


def test_one_proof_is_said_in_the_singular(client, dsi, ministry):
    prove(LandingFactory(platform__ministry=ministry, moved_on=MOVED), ProofKind.ANSWERS, on=MOVED)
    client.force_login(dsi)
    page = client.get(LIST).content.decode().replace("\u00a0", " ")
    assert "1 preuve sur 3" in page


def test_a_proof_has_its_day_after_the_migration_and_its_document(dsi, client, ministry):
    landing = LandingFactory(platform__ministry=ministry, moved_on=MOVED)
    said = {"kind": ProofKind.ANSWERS, "note": "", "by": None}
    for day in (date(2026, 4, 30), date(2026, 6, 16)):
        with pytest.raises(InvalidInput):
            prove_landing(landing.pk, proved_on=day, upload=piece(), **said)
    client.force_login(dsi)
    answer = client.post(reverse("landings:prove", args=[landing.pk]), {"kind": "answers", "proved_on": "2026-05-20"})
    assert answer.status_code == 400
    assert LandingProof.objects.count() == 0


def test_another_proof_of_the_same_kind_takes_its_place_until_it_is_verified(dsi):
    landing = LandingFactory(moved_on=MOVED)
    prove(landing, *ProofKind, on=MOVED)
    prove_landing(landing.pk, kind=ProofKind.ANSWERS, proved_on=TODAY, note="Relevé", upload=piece(), by=dsi)
    assert LandingProof.objects.count() == 3
    assert LandingProof.objects.get(kind=ProofKind.ANSWERS).proved_on == TODAY
    verify_landing(landing.pk, by=None)
    with pytest.raises(Refused, match="Rouvrez-la"):
        prove_landing(landing.pk, kind=ProofKind.ANSWERS, proved_on=TODAY, note="", upload=piece(), by=dsi)
    reopen_landing(landing.pk, reason="Erreur", by=None)
    assert stated(landing) == LandingState.MOVED


def test_the_asin_reads_the_document_of_a_proof(dsi):
    landing = LandingFactory(moved_on=MOVED)
    prove_landing(landing.pk, kind=ProofKind.ANSWERS, proved_on=TODAY, note="", upload=piece(), by=dsi)
    asin = officer_of(ScopeFactory(kind=ScopeKind.NATIONAL), Role.ASIN_READER)
    assert StoredFile.objects.visible_to(asin).filter(pk=LandingProof.objects.get().file_id).exists()


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ({}, LandingState.CHOSEN),
        ({"planned_on": date(2026, 6, 15)}, LandingState.PLANNED),
        ({"planned_on": date(2026, 6, 14)}, LandingState.LATE),
        ({"planned_on": date(2026, 6, 14), "moved_on": MOVED}, LandingState.MOVED),
        ({"choice": Choice.RETIRE, "moved_on": MOVED}, LandingState.STOPPED),
        ({"choice": Choice.RETAIN}, LandingState.STAYS),
    ],
)
def test_where_it_is_on_its_way(said, state):
    assert stated(LandingFactory(**said)) == state


def test_what_stays_has_neither_wave_nor_date_and_nothing_moves_twice(client, dsi, ministry):
    platform = PlatformFactory(ministry=ministry)
    client.force_login(dsi)
    said = {"platform": platform.pk, "choice": "retain", "reasons": "Données sensibles", "planned_on": "2026-09-01"}
    assert client.post(reverse("landings:new"), said).status_code == 400
    stays = LandingFactory(choice=Choice.RETAIN)
    with pytest.raises(Refused, match="garder la plateforme où elle est"):
        move_platform(stays.pk, moved_on=MOVED, by=None)
    moved = LandingFactory(moved_on=MOVED)
    with pytest.raises(Refused, match="elle l’est déjà"):
        move_platform(moved.pk, moved_on=MOVED, by=None)
    with pytest.raises(InvalidInput):
        move_platform(LandingFactory().pk, moved_on=date(2026, 6, 16), by=None)


def test_the_burn_down_counts_what_is_left_at_the_end_of_each_month():
    LandingFactory(planned_on=date(2026, 4, 10), moved_on=date(2026, 5, 5))
    LandingFactory(planned_on=date(2026, 8, 10))
    LandingFactory()
    LandingFactory(choice=Choice.RETAIN)
    chart = burndown(Landing.objects.all(), TODAY)
    assert [row[0] for row in chart.rows] == ["03/2026", "04/2026", "05/2026", "06/2026", "07/2026", "08/2026"]
    planned, left, unverified = ([row[place] for row in chart.rows] for place in (1, 2, 3))
    assert planned == ["3", "2", "2", "2", "2", "1"]
    assert left[:4] == ["3", "3", "2", "2"]
    assert unverified[:4] == ["3", "3", "3", "3"]
    assert chart.note.startswith("1\u00a0plateforme sans date")


def test_the_months_of_the_curve_are_few_and_hold_today():
    ends = months_of([date(2020, 1, 5), date(2031, 12, 1)], TODAY)
    assert len(ends) <= 19
    assert date(2026, 6, 30) in ends
    assert ends[-1] >= date(2031, 12, 1)


def test_the_burn_down_and_the_board_are_pages_with_their_files(client, dsi, ministry):
    wave = WaveFactory(name="Vague de mars", starts_on=date(2026, 3, 1))
    LandingFactory(platform__ministry=ministry, platform__name="Baobab", wave=wave, planned_on=date(2026, 4, 1))
    LandingFactory(platform__ministry=ministry, platform__name="Iroko")
    LandingFactory(platform__name="Caché", wave=wave)
    client.force_login(dsi)
    page = client.get(LIST).content.decode()
    assert "Plateformes qui restent à migrer" in page
    name = "fig-" + page.partition("figure=fig-")[2].partition(".svg")[0]
    for kind in ("svg", "png", "csv"):
        assert client.get(LIST, {"figure": f"{name}.{kind}"}).status_code == 200
    board = client.get(BOARD).content.decode()
    assert board.index("Vague de mars") < board.index("Baobab") < board.index("Sans vague") < board.index("Iroko")
    assert "Caché" not in board
    assert "0\u00a0arrivée sur 1" in board


def test_the_figures_lead_to_as_many_rows_as_they_say(client, dsi, ministry):
    PlatformFactory(ministry=ministry)
    LandingFactory(platform__ministry=ministry, moved_on=MOVED)
    LandingFactory(platform__ministry=ministry, choice=Choice.RETAIN)
    proved = LandingFactory(platform__ministry=ministry, moved_on=MOVED)
    prove(proved, *ProofKind, on=MOVED)
    verify_landing(proved.pk, by=None)
    values = {key: get(f"cloud.{key}").compute(dsi, {}) for key in ("undecided", "to_move", "verified", "to_verify")}
    assert {key: value.value for key, value in values.items()} == {
        "undecided": 1,
        "to_move": 2,
        "verified": 50,
        "to_verify": 1,
    }
    client.force_login(dsi)
    for value in values.values():
        for shown, href in [(value.shown_there, value.href), *((part.value, part.href) for part in value.parts)]:
            lines = b"".join(client.get(f"{href}&format=csv").streaming_content).decode().splitlines()
            assert len(lines) - 1 == shown, href


def test_the_dsi_is_told_what_waits_for_its_proofs(dsi, ministry):
    LandingFactory(platform__ministry=ministry, moved_on=date(2026, 5, 1))
    [duty] = [duty for each in duties for duty in each(dsi, TODAY) if "/cloud/" in duty.href]
    what = "1\u00a0migration au cloud national dont les preuves manquent"
    assert (duty.verb, duty.what, duty.is_late) == ("Prouver", what, True)


def test_the_same_by_the_api(dsi, ministry):
    landing = LandingFactory(platform__ministry=ministry)
    api = APIClient()
    api.force_authenticate(dsi)
    act = {name: reverse(f"api:landings-{name}", args=[landing.pk]) for name in ("move", "prove", "verify", "proofs")}
    assert api.post(act["move"], {"moved_on": "2026-05-01"}).status_code == 200
    assert api.post(act["verify"]).status_code == 409
    for kind in ProofKind:
        said = {"kind": kind.value, "proved_on": "2026-05-20", "upload": piece()}
        assert api.post(act["prove"], said, format="multipart").status_code == 200
    assert len(api.get(act["proofs"]).json()) == 3
    assert api.post(act["verify"]).json()["state"] == "verified"


def test_a_neighbour_sees_nothing_of_it(client):
    landing = LandingFactory()
    client.force_login(officer_of(MinistryFactory().scope, Role.DSI))
    assert client.get(LANDINGS.href(landing)).status_code == 404
    assert client.post(reverse("landings:verify", args=[landing.pk])).status_code == 404
