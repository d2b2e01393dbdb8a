"""« X-Road samples import; the veracity figure equals a hand computation in the test. »

« Graph of exchanges readable at 150 platforms and 600 exchanges (layout computed once, stored), as table and matrix
too; impact of an outage. »
"""

import gzip
import random
import re
import time
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from foundation.accounts.enums import Role, ScopeKind
from foundation.common.figures import get
from ministries.models import Ministry
from systems.enums import FileKind, FileState, Nature
from systems.models import Exchange, Flow, FlowMessage, GraphPlace, Listed, Member, Subsystem
from systems.operations.files import open_xroad_file, read_xroad_file
from systems.operations.layout import lay_out_exchanges
from systems.queries.outage import touched_by
from tests.factories import ExchangeFactory, MinistryFactory, PlatformFactory, ScopeFactory, officer_of
from tests.factories.systems import named

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).resolve().parents[2] / "data" / "xroad"
PLATFORMS, EXCHANGES, MINISTRIES = 150, 600, 24
HEAVIEST = 100_000  # bytes of the page on the wire


def come_in(name: str, kind: FileKind):
    upload = SimpleUploadedFile(name, (SAMPLES / name).read_bytes())
    return read_xroad_file(open_xroad_file(upload=upload, kind=kind, as_of=date(2026, 6, 1), by=None).pk)


@pytest.fixture
def asin():
    return officer_of(ScopeFactory(kind=ScopeKind.NATIONAL), Role.ASIN_ADMIN)


def test_the_samples_of_x_road_import_and_a_second_time_bring_nothing():
    for name, kind, found in (
        ("listClients.xml", FileKind.MEMBERS, {"lus": 16, "ajoutés": 16, "sortis": 0}),
        ("metrics_shared-params.xml", FileKind.MEMBERS, {"lus": 5, "ajoutés": 5, "sortis": 0}),
        (
            "opmon_clean_documents.json",
            FileKind.TRAFFIC,
            {"enregistrements lus": 10, "nouveaux": 5, "sans correspondants": 5},
        ),
    ):
        row = come_in(name, kind)
        assert (row.state, dict(row.counts)) == (FileState.READ, found)
        before = [model.objects.count() for model in (Member, Subsystem, Flow, FlowMessage)]
        again = dict(come_in(name, kind).counts)
        assert again.get("ajoutés", again.get("nouveaux")) == 0
        assert [model.objects.count() for model in (Member, Subsystem, Flow, FlowMessage)] == before
    assert {(flow.client.code, flow.service.code, flow.requests) for flow in Flow.objects.all()} == {
        ("ef-dev-gas", "ef-dev-adm", 2),
        ("ef-dev-app-kalkulaator", "ef-dev-adm", 3),
    }


def test_the_veracity_is_that_of_a_hand_computation(client, asin):
    """By hand, from the journal: ef-dev-gas asks ef-dev-adm twice, ef-dev-app-kalkulaator asks it three times.

    The register declares gas – adm and adm – archive; nobody claims kalkulaator. Links: gas – adm is declared and
    observed; adm – archive is declared and silent; kalkulaator – adm is observed and not declared. 1 of 3.
    """
    come_in("opmon_clean_documents.json", FileKind.TRAFFIC)
    gas, adm, archive = (named(PlatformFactory(name=name)) for name in ("Gaz", "Administration", "Archive"))
    for code, platform in (("ef-dev-gas", gas), ("ef-dev-adm", adm)):
        Subsystem.objects.filter(code=code).update(platform=platform)
    ExchangeFactory(source=adm, target=gas)
    ExchangeFactory(source=adm, target=archive)
    ExchangeFactory(source=archive, target=gas, nature=Nature.FILE)
    value = get("exchanges.veracity").compute(asin, {})
    assert value.value == pytest.approx(100 / 3)
    assert {part.key: part.value for part in value.parts} == {"both": 1, "silent": 1, "undeclared": 1}
    client.force_login(asin)
    page = client.get(reverse("exchanges:veracity")).content.decode()
    assert re.search(r"Taux de véracité : 33\W*%", page)


@pytest.fixture
def large():
    """As many platforms and exchanges as the State may declare, the same each time."""
    chance = random.Random(150)
    ministries: list[Ministry] = MinistryFactory.create_batch(MINISTRIES)
    for number in range(PLATFORMS):
        PlatformFactory(ministry=ministries[number % MINISTRIES], name=f"Plateforme nationale numéro {number}")
    rows = list(Listed.objects.select_related("ministry").order_by("pk"))
    pairs: set[tuple[int, int]] = set()
    while len(pairs) < EXCHANGES:
        source, target = chance.randrange(PLATFORMS), chance.randrange(PLATFORMS)
        if source != target:
            pairs.add((source, target))
    Exchange.objects.bulk_create(
        Exchange(
            scope_id=rows[source].scope_id,
            ministry_id=rows[source].ministry_id,
            source=rows[source],
            target=rows[target],
            data=f"Données {source}-{target}",
            nature=chance.choice(Nature.values),
            state="running",
        )
        for source, target in sorted(pairs)
    )
    return rows


def test_the_graph_of_150_platforms_and_600_exchanges_is_laid_out_once_and_readable(
    client, asin, large, django_assert_max_num_queries
):
    started = time.process_time()
    assert lay_out_exchanges() == PLATFORMS
    assert time.process_time() - started < 10
    places = set(GraphPlace.objects.values_list("x", "y"))
    assert len(places) == PLATFORMS
    client.force_login(asin)
    client.get(reverse("exchanges:graph"))
    with django_assert_max_num_queries(20):  # whatever the number of platforms: the places are read, not worked out
        answer = client.get(reverse("exchanges:graph"))
    page = answer.content.decode()
    wide = page[page.index("figure__drawing--wide") : page.index("figure__drawing--narrow")]
    boxes = [
        tuple(float(re.search(rf' {name}="([\d.-]+)"', tag)[1]) for name in ("x", "y", "width", "height"))
        for tag in re.findall(r"<rect[^>]*>", wide)
    ]
    assert len(boxes) == PLATFORMS
    assert not any(
        one[0] < other[0] + other[2]
        and other[0] < one[0] + one[2]
        and one[1] < other[1] + other[3]
        and other[1] < one[1] + one[3]
        for one, other in combinations(boxes, 2)
    )
    assert wide.count("about=") == PLATFORMS  # each can be reached by the keyboard
    assert min(float(size) for size in re.findall(r'font-size="([\d.]+)"', wide)) >= 11
    assert page.count('<th scope="row">') >= EXCHANGES  # the same as a table
    assert len(gzip.compress(answer.content)) < HEAVIEST


def test_the_same_600_exchanges_are_a_table_a_matrix_and_an_outage(client, asin, large):
    client.force_login(asin)
    lines = b"".join(client.get(reverse("exchanges:list"), {"format": "csv"}).streaming_content).decode().splitlines()
    assert len(lines) == EXCHANGES + 1
    page = client.get(reverse("exchanges:matrix")).content.decode()
    counts = [int(count) for count in re.findall(r'target_ministry=[^"]*">(\d+)</a>', page)]
    assert sum(counts) == EXCHANGES
    found = touched_by(large[0], Exchange.objects.visible_to(asin))
    distances = [each.distance for each in found]
    assert distances == sorted(distances)
    assert len({each.platform.pk for each in found}) == len(found)
    page = client.get(reverse("exchanges:outage", args=[large[0].pk])).content.decode()
    assert page.count('data-label="Distance"') == len(found) > 100
