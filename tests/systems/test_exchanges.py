"""Exchanges: who declares them, how they are drawn, what an outage touches, what the journals show of them."""

import html
import re
from datetime import date
from itertools import combinations

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from cmsic.search.queries import search
from foundation.accounts.enums import Role
from foundation.common.figures import get
from foundation.jobs.models import Job
from systems.enums import ExchangeState, Nature, Veracity
from systems.models import Exchange, GraphPlace, Listed, Platform
from systems.operations.layout import lay_out_exchanges
from systems.queries.graph import Edge, Node, cells_of, picture
from systems.queries.outage import touched_by
from systems.queries.veracity import compared
from systems.register.exchanges import EXCHANGES
from tests.factories import (
    ExchangeFactory,
    FlowFactory,
    MemberFactory,
    MinistryFactory,
    PlatformFactory,
    SubsystemFactory,
    officer_of,
)
from tests.factories.systems import named

pytestmark = pytest.mark.django_db
LIST, GRAPH, MATRIX, VERACITY = (reverse(f"exchanges:{name}") for name in ("list", "graph", "matrix", "veracity"))


def platform(name, ministry=None):
    return named(PlatformFactory(name=name, **({"ministry": ministry} if ministry else {})))


def exchange(source, target, **said):
    return ExchangeFactory(source=source, target=target, **said)


def plain(page):
    """What is read, without the spans that keep an arrow on its line."""
    return html.unescape(page).replace('<span class="text-nowrap">', "").replace("</span>", "").replace("\u00a0", " ")


def test_the_dsi_declares_an_exchange_with_a_platform_whose_sheet_is_closed_to_him(client, dsi, ministry):
    own, other = platform("Baobab", ministry), platform("Iroko")
    client.force_login(dsi)
    said = {"ministry": ministry.pk, "source": own.pk, "target": other.pk, "data": "Identités", "nature": "api"}
    answer = client.post(reverse("exchanges:new"), said | {"state": "running"}, follow=True)
    page = answer.content.decode()
    assert f"Baobab ({ministry.short_name}) → Iroko ({other.ministry.short_name})" in plain(page)
    assert reverse("platforms:detail", args=[other.pk]) not in page
    assert Job.objects.filter(kind="lay_out_exchanges").count() == 1
    client.post(reverse("exchanges:edit", args=[Exchange.objects.get().pk]), said | {"state": "stopped", "version": 1})
    assert Job.objects.filter(kind="lay_out_exchanges").count() == 1  # one is waiting already


def test_a_ministry_declares_only_what_it_gives_or_gets(client, dsi, ministry):
    client.force_login(dsi)
    said = {"ministry": ministry.pk, "source": platform("A").pk, "target": platform("B").pk, "data": "x"}
    answer = client.post(reverse("exchanges:new"), said | {"nature": "api", "state": "planned"})
    assert answer.status_code == 400
    assert "Ni la source ni la destination" in answer.content.decode()


def test_both_ends_see_it_and_a_third_ministry_does_not(client, ministry):
    row = exchange(platform("A", ministry), platform("B"))
    for scope, status in ((row.source.scope, 200), (row.target.scope, 200), (MinistryFactory().scope, 404)):
        client.force_login(officer_of(scope, Role.DSI))
        assert client.get(EXCHANGES.href(row)).status_code == status


def test_the_layout_is_kept_and_the_same_each_time():
    exchange(platform("A"), platform("B"))
    exchange(platform("C"), Listed.objects.get(name="A"))
    assert lay_out_exchanges() == 3
    places = dict(GraphPlace.objects.values_list("platform__name", "x"))
    assert lay_out_exchanges() == 3
    assert dict(GraphPlace.objects.values_list("platform__name", "x")) == places
    Exchange.objects.filter(source__name="C").delete()
    assert lay_out_exchanges() == 2
    assert set(GraphPlace.objects.values_list("platform__name", flat=True)) == {"A", "B"}


def boxes(drawing):
    return [shape.attrs for shape in drawing.shapes if shape.tag == "rect"]


def overlap(one, other):
    apart = (
        one["x"] + one["width"] <= other["x"]
        or other["x"] + other["width"] <= one["x"]
        or one["y"] + one["height"] <= other["y"]
        or other["y"] + other["height"] <= one["y"]
    )
    return not apart


def test_no_name_covers_another_even_where_the_layout_puts_them_together():
    nodes = [Node(n, f"Plateforme au nom assez long {n}", (0.0, 0.0)) for n in range(37)]
    chart = picture(nodes, [Edge(0, n, Nature.API) for n in range(1, 37)])
    for drawing in (chart.wide, chart.narrow):
        drawn = boxes(drawing)
        assert len(drawn) == 37
        assert not any(overlap(*pair) for pair in combinations(drawn, 2))
        assert all(box["x"] >= 0 and box["x"] + box["width"] <= drawing.width for box in drawn)
        assert max(box["y"] + box["height"] for box in drawn) <= drawing.height


def test_what_the_layout_puts_above_or_left_stays_there():
    nodes = [Node("low", "", (0, 1)), Node("right", "", (1, -1)), Node("left", "", (-1, -1)), Node("end", "", (0.5, 1))]
    assert cells_of(nodes, 2) == {"left": (0, 0), "right": (1, 0), "low": (0, 1), "end": (1, 1)}


def test_a_platform_of_the_graph_brings_out_its_exchanges(client, dsi, ministry):
    row = exchange(platform("Baobab", ministry), platform("Iroko"), data="Identités")
    exchange(platform("Caché"), platform("Ailleurs"), data="Secret")
    client.force_login(dsi)
    page = client.get(GRAPH).content.decode()
    assert f"about={row.source_id}" in page
    assert "Caché" not in page
    page = client.get(GRAPH, {"about": row.source_id}).content.decode()
    assert str(row) in plain(page)
    assert reverse("exchanges:outage", args=[row.source_id]) in page
    name = "fig-" + page.partition("figure=fig-")[2].partition(".svg")[0]
    for kind in ("svg", "png", "csv"):
        assert client.get(GRAPH, {"figure": f"{name}.{kind}"}).status_code == 200
    assert client.get(GRAPH, {"about": "nothing"}).status_code == 200


def test_the_exchanges_of_one_platform_are_headed_by_its_name(client, dsi, ministry):
    own, other = platform("Baobab", ministry), platform("Iroko")
    exchange(own, other)
    client.force_login(dsi)
    for each in (own, other):
        page = client.get(LIST, {"platform": each.pk}).content.decode()
        assert f"Plateforme : {each.name}" in " ".join(page.split()).replace("\u00a0", " ")
    assert "Graphe des échanges" in client.get(GRAPH).content.decode()


def test_the_matrix_counts_and_leads_to_its_rows(client, asin):
    giver, getter = MinistryFactory(acronym="MG"), MinistryFactory(acronym="MR")
    source = platform("A", giver)
    for name in ("B", "C"):
        exchange(source, platform(name, getter))
    client.force_login(asin)
    page = client.get(MATRIX).content.decode()
    query = f"source_ministry={giver.pk}&amp;target_ministry={getter.pk}"
    assert f'{query}">2</a>' in page
    lines = b"".join(client.get(f"{LIST}?{query.replace('amp;', '')}&format=csv").streaming_content).decode()
    assert len(lines.splitlines()) == 3


def test_the_numbers_of_the_matrix_keep_the_filters_of_the_page(client, asin):
    source, target = platform("A"), platform("B")
    exchange(source, target)
    exchange(source, target, nature=Nature.HAND)
    client.force_login(asin)
    page = client.get(MATRIX, {"nature": Nature.HAND, "state": "", "sort": "-day"}).content.decode()
    [link] = re.findall(r'href="([^"]*target_ministry=[^"]*)">1</a>', page)
    lines = b"".join(client.get(f"{html.unescape(link)}&format=csv").streaming_content).decode().splitlines()
    assert len(lines) == 2
    assert "sort" not in link


def test_an_outage_stops_at_a_platform_that_is_closed(asin):
    a, b, c, d = (platform(name) for name in "ABCD")
    exchange(a, b)
    exchange(b, c)
    exchange(a, d)
    Platform.objects.filter(pk=b.pk).update(closed_on=date(2020, 1, 1))
    Platform.objects.filter(pk=d.pk).update(closed_on=date(2999, 1, 1))
    found = touched_by(a, Exchange.objects.visible_to(asin))
    assert [each.platform.name for each in found] == ["D"]


def test_an_outage_touches_what_gets_its_data_the_nearest_first(asin):
    a, b, c, d, e = (platform(name) for name in "ABCDE")
    exchange(a, b, data="un")
    exchange(a, b, data="deux", nature=Nature.FILE)
    exchange(b, c)
    exchange(c, a)  # a circle
    exchange(a, c, state=ExchangeState.PLANNED)
    exchange(d, a)  # gives, gets nothing
    exchange(c, e)
    found = touched_by(a, Exchange.objects.visible_to(asin))
    assert [(each.distance, each.platform.name, each.by.name) for each in found] == [
        (1, "B", "A"),
        (2, "C", "B"),
        (3, "E", "C"),
    ]
    assert (found[0].natures, found[0].data) == (("X-Road", "fichier"), ("un", "deux"))


def test_an_outage_is_a_page_and_a_call(client, dsi, ministry):
    row = exchange(platform("Baobab", ministry), platform("Iroko"), data="Identités")
    client.force_login(dsi)
    page = client.get(reverse("exchanges:outage", args=[row.source_id])).content.decode()
    assert "1\u00a0plateforme touchée" in page
    assert "Iroko" in page
    assert client.get(reverse("exchanges:outage", args=[row.target_id])).status_code == 404
    api = APIClient()
    api.force_authenticate(dsi)
    [touched] = api.get(reverse("api:platforms-outage", args=[row.source_id])).json()
    assert (touched["distance"], touched["name"], touched["data"]) == (1, "Iroko", ["Identités"])


def test_an_outage_opens_the_sheets_that_one_reads_and_names_the_others(client, dsi, ministry):
    mine, other = platform("Iroko", ministry), platform("Fromager")
    source = exchange(platform("Baobab", ministry), mine).source
    exchange(source, other)
    client.force_login(dsi)
    page = client.get(reverse("exchanges:outage", args=[source.pk])).content.decode()
    assert "2\u00a0plateformes touchées" in page
    assert f'<a href="{reverse("platforms:detail", args=[mine.pk])}">Iroko</a>' in page
    assert "Fromager" in page
    assert reverse("platforms:detail", args=[other.pk]) not in page


def seen(client, service, **said):
    ends = {
        end: SubsystemFactory(platform=each) if isinstance(each, Listed) else each
        for end, each in (("client", client), ("service", service))
    }
    return FlowFactory(**ends, **said)


def test_declared_against_observed_link_by_link(asin):
    a, b, c, d = (platform(name) for name in "ABCD")
    exchange(a, b)
    seen(b, a, requests=5)  # asked the other way: the same link
    seen(b, a, requests=2, service_code="other")
    exchange(a, c)  # silent
    seen(c, a, answered_on=None, failures=10)  # only failures
    seen(d, a)  # undeclared
    exchange(a, d, nature=Nature.API)  # not by X-Road
    seen(SubsystemFactory(code="SEUL"), a)  # claimed by no platform
    seen(c, b, is_meta=True)  # of the platform itself
    seen(c, d, last_on=date(2026, 1, 1), answered_on=date(2026, 1, 1))  # too long ago
    whole = compared(asin)
    told = {standing: [tuple(end.name for end in link.ends) for link in whole.of(standing)] for standing in Veracity}
    assert told[Veracity.BOTH] == [("A", "B")]
    assert told[Veracity.SILENT] == [("A", "C")]
    assert [pair[0] for pair in told[Veracity.UNDECLARED]] == ["A", "A"]
    assert whole.of(Veracity.BOTH)[0].requests == 7
    assert whole.rate == 25
    assert get("exchanges.veracity").compute(asin, {}).value == 25


def test_what_is_observed_and_not_declared_is_declared_from_there(client, dsi, ministry, asin):
    own, other = platform("Baobab", ministry), platform("Iroko")
    seen(other, own)
    seen(SubsystemFactory(code="SEUL"), own)  # no platform to declare it of
    client.force_login(dsi)
    page = client.get(VERACITY).content.decode()
    [address] = re.findall(r'<a class="fine" href="([^"]+)">Le déclarer</a>', page)
    form = client.get(html.unescape(address)).content.decode()
    chosen = set(re.findall(r'<option value="([^"]+)" selected', form))
    assert {"xroad", str(own.pk), str(other.pk)} <= chosen
    client.force_login(officer_of(ministry.scope, Role.AUDITOR))
    assert "Le déclarer" not in client.get(VERACITY).content.decode()


def test_the_veracity_of_a_ministry_is_the_same_for_all_who_read_it(asin, ministry):
    own, other = platform("Baobab", ministry), platform("Iroko")
    exchange(own, other)
    old = date(2024, 1, 5)
    seen(other, own, first_on=old, last_on=old, answered_on=old)
    seen(platform("Loin"), platform("Ailleurs"))  # what the ministry does not see dates the journals too
    mine, whole = (compared(user, ministry.pk) for user in (officer_of(ministry.scope, Role.DSI), asin))
    assert (mine.rate, mine.since, mine.last_on) == (whole.rate, whole.since, whole.last_on)
    assert mine.rate == 0


def test_without_any_journal_there_is_no_rate(asin):
    exchange(platform("Baobab"), platform("Iroko"))
    value = get("exchanges.veracity").compute(asin, {})
    assert (value.value, value.note) == (None, "Aucun journal n’est lu : rien ne peut être observé.")


def test_each_ministry_reads_its_own_links(client, ministry):
    own = platform("Baobab", ministry)
    exchange(own, platform("Iroko"))
    exchange(platform("Caché"), platform("Ailleurs"))
    member = MemberFactory(ministry=ministry, code="90")
    seen(SubsystemFactory(member=member, code="VU"), SubsystemFactory(code="AUTRE"))
    dsi = officer_of(ministry.scope, Role.DSI)
    client.force_login(dsi)
    page = client.get(VERACITY).content.decode()
    assert "Baobab" in page
    assert "VU" in page
    assert "Caché" not in page
    lines = b"".join(client.get(VERACITY, {"format": "csv", "standing": "silent"}).streaming_content).decode()
    assert [line.split(";")[:2] for line in lines.splitlines()[1:]] == [["déclaré mais silencieux", "Baobab"]]
    api = APIClient()
    api.force_authenticate(dsi)
    told = api.get(reverse("api:exchanges-veracity")).json()
    assert (told["rate"], len(told["links"])) == (0, 2)
    assert api.get(reverse("api:exchanges-veracity"), {"standing": "x"}).status_code == 400
    assert client.get(VERACITY, {"standing": "x"}).status_code == 200


def test_without_journal_or_register_nothing_is_said_to_be_true(client, asin):
    assert get("exchanges.veracity").compute(asin, {}).value is None
    client.force_login(asin)
    assert "non renseigné" in client.get(VERACITY).content.decode()


def test_an_exchange_is_found_and_exported(client, dsi, ministry):
    row = exchange(platform("Baobab", ministry), platform("Iroko"), data="Casier judiciaire")
    [group] = search(dsi, "casier")
    assert [hit.title for hit in group.hits] == [f"Baobab (MP) → Iroko ({row.target.ministry.short_name})"]
    client.force_login(dsi)
    lines = b"".join(client.get(LIST, {"format": "csv"}).streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Source;Ministère source;Destination;Ministère destination;Données échangées")
    assert lines[1].startswith("Baobab;MP;Iroko;")


def test_two_platforms_of_one_name_are_told_apart_by_their_ministries(client, dsi, ministry):
    other = MinistryFactory(acronym="MAUTRE")
    own, namesake = platform("Guichet", ministry), platform("Guichet", other)
    exchange(own, namesake)
    exchange(own, platform("Registre", ministry), data="Courrier")
    client.force_login(dsi)
    for address in (reverse("platforms:detail", args=[own.pk]), f"{GRAPH}?about={own.pk}"):
        page = plain(client.get(address).content.decode())
        assert f"Guichet ({ministry.short_name}) → Guichet (MAUTRE)" in page
        assert f"Guichet → Registre ({ministry.short_name})" in page
