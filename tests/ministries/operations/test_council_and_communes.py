from datetime import date, timedelta

import pytest

from foundation.common import clock
from foundation.common.exceptions import InvalidInput
from foundation.journal.record import entries_of
from ministries.enums import CouncilRecordKind
from ministries.models import Commune
from ministries.operations import add_council_record, edit_commune, edit_council_record
from tests.factories import CommuneFactory, DepartementFactory, MinistryFactory

pytestmark = pytest.mark.django_db


def test_a_point_of_the_council_is_kept_and_corrected():
    maec = MinistryFactory()
    record = add_council_record(
        held_on=date(2017, 11, 22),
        kind=CouncilRecordKind.COMMUNICATION,
        title="Refonte du SI du MAEC",
        ministry=maec,
        approved=True,
        by=None,
    )
    edit_council_record(
        record.pk,
        held_on=date(2017, 11, 22),
        kind=CouncilRecordKind.COMMUNICATION,
        title="Refonte du système d’information",
        text="",
        ministry=maec,
        legal_text=None,
        approved=True,
        source="presse",
        base_version=1,
        by=None,
    )
    assert [(entry.act, entry.scope_id) for entry in entries_of(record)] == [
        ("add_council_record", maec.scope_id),
        ("edit_council_record", maec.scope_id),
    ]


def test_a_council_to_come_is_refused():
    with pytest.raises(InvalidInput, match="n’a pas encore eu lieu"):
        add_council_record(
            held_on=clock.today() + timedelta(days=1), kind=CouncilRecordKind.DECISION, title="x", by=None
        )


@pytest.mark.parametrize("typed", ["Klouékanmè", "klouekanme", "KLOUEKANMEY", "klou", "couffo", "kouffo klou"])
def test_a_commune_is_found_under_any_spelling(typed):
    couffo = DepartementFactory(name="Couffo", aliases=["Kouffo"])
    commune = CommuneFactory(name="Klouékanmè", aliases=["Klouékanmey"], departement=couffo)
    CommuneFactory(name="Parakou")
    assert list(Commune.objects.named_like(typed)) == [commune]


@pytest.mark.parametrize("typed", ["Porto-Novo", "porto novo", "PORTONOVO"])
def test_hyphens_do_not_count(typed):
    commune = CommuneFactory(name="Porto-Novo", aliases=["Portonovo"])
    assert list(Commune.objects.named_like(typed)) == [commune]


def test_a_misspelt_commune_is_proposed():
    near = CommuneFactory(name="Natitingou")
    CommuneFactory(name="Cotonou")
    assert list(Commune.objects.sounding_like("Natitinguou")) == [near]


def test_spellings_are_kept_once_each():
    commune = edit_commune(
        CommuneFactory().pk, status="ordinary", aliases=["  Boukoumbé ", "Boukoumbé", ""], base_version=1, by=None
    )
    assert commune.aliases == ["Boukoumbé"]
