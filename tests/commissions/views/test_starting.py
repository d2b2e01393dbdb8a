"""From the arrêté to the invitations through the pages, stopping and resuming between steps."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from commissions.models import Commission, Mandate
from foundation.accounts.enums import Role
from ministries.models import LegalText
from tests.commissions.operations.test_importing import GOOD
from tests.factories import MinistryFactory, ScopeFactory, SessionFactory, officer_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    user = officer_of(ScopeFactory(kind="national"), Role.ASIN_ADMIN)
    client.force_login(user)
    return user


def test_a_ministry_starts_from_its_arrete_and_resumes_at_each_step(admin, client):
    ministry = MinistryFactory(acronym="MESSAI")
    data = {
        "kind": "arrete",
        "reference": "012/MESSAI/DC",
        "title": "portant création",
        "state": "in_force",
        "ministry": str(ministry.pk),
        "dated_on": "2026-01-12",
    }
    answer = client.post(reverse("commissions:start"), data)
    text = LegalText.objects.get()
    assert answer.url == reverse("commissions:start_commission", args=[text.pk])
    assert (
        reverse("commissions:start_commission", args=[text.pk])
        in client.get(reverse("commissions:start")).content.decode()
    )
    page = client.get(answer.url).content.decode()
    assert 'value="MESSAI"' in page
    assert "012/MESSAI/DC" in page
    answer = client.post(
        answer.url,
        {
            "kind": "cmsic",
            "ministry": str(ministry.pk),
            "code": "MESSAI",
            "name": "CMSIC",
            "founded_by": text.reference,
            "founded_on": "2026-01-12",
        },
    )
    commission = Commission.objects.get()
    setup = reverse("commissions:setup", args=[commission.pk])
    assert answer.url == setup
    assert setup in client.get(reverse("commissions:start")).content.decode()
    assert "Ensuite : les règles" in client.get(setup).content.decode()
    client.post(reverse("commissions:new_statute", args=[commission.pk]), {"legal_text": text.reference})
    assert "Ensuite : les sièges" in client.get(setup).content.decode()

    members = reverse("commissions:import_members", args=[commission.pk])
    wrong = GOOD.replace("zoe@exemple.test", "zoe")
    sent = {
        "upload": SimpleUploadedFile("m.csv", wrong.encode("cp1252")),
        "valid_from": "2026-01-12",
        "create_seats": "on",
    }
    page = client.post(members, sent).content.decode().replace("\xa0", " ")
    assert "1 ligne est refusée" in page
    assert "Koffi HOUNGBÉDJI;Directeur de cabinet" in page  # what was sent is in the page, to be corrected there
    assert "Enregistrer 3 membres" not in page
    typed = {"pasted": GOOD, "valid_from": "2026-01-12", "create_seats": "on"}
    assert "Enregistrer 3 membres" in client.post(members, typed).content.decode().replace("\xa0", " ")
    assert not Mandate.objects.exists()
    refused = client.post(members, {**typed, "pasted": wrong, "write": "1"})
    assert refused.status_code == 409
    assert "Ligne 4" in refused.content.decode()
    assert client.post(members, {**typed, "write": "1"}).url == setup + "#invitations"

    page = client.get(setup).content.decode().replace("\xa0", " ")
    assert "3 membres n’ont" in page
    client.post(reverse("commissions:invite_members", args=[commission.pk]))
    page = client.get(setup).content.decode()
    assert "Ensuite : la première session" in page
    assert setup in client.get(reverse("commissions:detail", args=[commission.pk])).content.decode()
    SessionFactory(commission=commission)
    assert "La commission est en marche" in client.get(setup).content.decode()
    assert setup not in client.get(reverse("commissions:detail", args=[commission.pk])).content.decode()


def test_the_template_holds_a_line_for_each_vacant_seat(admin, client):
    from tests.factories import SeatFactory

    seat = SeatFactory(label="le DPAF")
    lines = (
        client.get(reverse("commissions:members_template", args=[seat.commission_id]))
        .content.decode("utf-8-sig")
        .splitlines()
    )
    assert lines == [
        "siège;rôle;voix;qualité;civilité;prénom et nom;fonction;courriel;téléphone",
        "le DPAF;membre;oui;titulaire;;;;;",
    ]
