"""What must be replaced when, what assets are still worth, what each way of managing costs: by hand and by the page."""

import re
from datetime import date
from html import unescape

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from assets.enums import AssetState, Management
from assets.models import Asset
from assets.queries.costs import chart_of, compare
from assets.queries.renewal import RenewalPlan, RenewalTotal, cost_chart, net_value, renewal_of, worth_of
from assets.register import COSTS
from foundation.accounts.enums import Role, ScopeKind
from foundation.common.exceptions import Refused
from foundation.journal.record import entries_of
from tests.factories import (
    AssetCategoryFactory,
    AssetFactory,
    CostHypothesisFactory,
    MinistryFactory,
    ScopeFactory,
    officer_of,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 15)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("foundation.common.clock.today", lambda: TODAY)


@pytest.fixture
def ministry():
    return MinistryFactory(name="Ministère du Plan", acronym="MP")


@pytest.fixture
def asin():
    return officer_of(ScopeFactory(kind=ScopeKind.NATIONAL), Role.ASIN_ADMIN)


def bought(year: int, **said):
    return AssetFactory(purchased_on=date(year, 3, 1), **said)


def test_an_asset_is_replaced_the_year_it_passes_the_age(ministry):
    desks = AssetCategoryFactory(name="Postes", renewal_price=400_000)
    for year in (2018, 2022, 2023, 2023, 2030):
        bought(year, ministry=ministry, category=desks)
    AssetFactory(ministry=ministry, category=desks)  # nobody knows when it was bought
    bought(2018, ministry=ministry, category=desks, state=AssetState.RETIRED)
    plan = renewal_of(Asset.objects.all(), max_age=4, years=3, day=TODAY)
    assert [(each.label, each.count, each.cost) for each in plan.years] == [
        ("2026", 2, 800_000),  # of 2018, past its age already, and of 2022
        ("2027", 2, 800_000),
        ("2028", 0, 0),
    ]
    assert (plan.later.count, plan.undated) == (1, 1)


def test_without_a_price_supposed_it_costs_what_it_cost_and_what_nobody_knows_is_said(ministry):
    screens = AssetCategoryFactory(name="Écrans")
    bought(2021, ministry=ministry, category=screens, price=90_000)
    bought(2021, ministry=ministry, category=screens)
    (share,) = renewal_of(Asset.objects.all(), max_age=5, years=1, day=TODAY).shares
    assert (share.count, share.cost, share.unpriced) == (2, 90_000, 1)
    assert "1 actif sans prix en plus" in share.cost_words.replace("\u00a0", " ")


def test_an_older_age_puts_purchases_off(ministry):
    desks = AssetCategoryFactory(renewal_price=1)
    for year in range(2019, 2026):
        bought(year, ministry=ministry, category=desks)
    counts = [renewal_of(Asset.objects.all(), max_age=age, years=1, day=TODAY).count for age in range(1, 9)]
    assert counts == [7, 6, 5, 4, 3, 2, 1, 0]


def test_what_several_ministries_replace_together_is_one_purchase(ministry):
    desks, printers = AssetCategoryFactory(name="Postes", renewal_price=10), AssetCategoryFactory(name="Imprimantes")
    other = MinistryFactory(acronym="MS")
    for owner in (ministry, ministry, other):
        bought(2022, ministry=owner, category=desks)
    bought(2022, ministry=other, category=printers, price=5)
    (joint,) = renewal_of(Asset.objects.all(), max_age=5, years=5, day=TODAY).joint
    assert (joint.label, joint.count, joint.cost, joint.ministries) == ("Postes, 2027", 3, 30, ("MP", "MS"))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2024, 1, 1), 1000),
        (date(2025, 1, 1), 750),  # 1096 days of 1461 are left
        (date(2026, 1, 1), 500),
        (date(2028, 1, 1), 0),
        (date(2040, 1, 1), 0),
    ],
)
def test_the_value_goes_down_in_a_straight_line(day, expected):
    assert net_value(1000, date(2024, 1, 1), 4, day) == pytest.approx(expected, abs=1)


def test_a_leap_day_ends_on_the_28th():
    assert net_value(100, date(2024, 2, 29), 1, date(2025, 2, 28)) == 0


def test_a_category_without_a_duration_has_no_value(ministry):
    bought(2024, ministry=ministry, category=AssetCategoryFactory(name="A", useful_years=None), price=100)
    kept = AssetCategoryFactory(name="B", useful_years=4)
    bought(2024, ministry=ministry, category=kept, price=1461)
    bought(2024, ministry=ministry, category=kept)
    undated = AssetFactory(ministry=ministry, category=kept, price=9_000_000, purchased_on=None)
    first, second = worth_of(Asset.objects.all(), date(2026, 3, 1))
    assert (first.net, first.left_out) == (None, 1)
    assert (second.gross, second.net, second.left_out) == (1461 + undated.price, 731, 2)
    assert second.share_words == "50 %"  # of what is valued: an asset without a day is in neither


def test_each_way_is_compared_over_the_same_years_for_the_same_posts():
    desks = AssetCategoryFactory()

    def said(mode, entry, rent, upkeep, end, years, served=1):
        amounts = {"entry_cost": entry, "yearly_rent": rent, "yearly_upkeep": upkeep, "end_value": end}
        return CostHypothesisFactory(category=desks, mode=mode, **amounts, useful_years=years, served=served)

    rows = [
        said(Management.BOUGHT, 500, 0, 50, 40, 4),
        said(Management.LEASED, 0, 180, 0, 0, 3),
        said(Management.SHARED, 600, 0, 90, 0, 5, served=4),
        said(Management.ASIN, 0, None, 10, 0, 5),
    ]
    found = compare({row.mode: row for row in rows}, posts=10, years=6)
    by_mode = {each.mode: each for each in found.modes}
    # Bought: 10 assets, twice in six years: 10 × (2 × (500 − 40) + 6 × 50).
    assert by_mode[Management.BOUGHT].total == 12_200
    assert by_mode[Management.LEASED].total == 10_800
    # Shared: 3 assets serve 10 posts, bought twice: 3 × (2 × 600 + 6 × 90).
    assert by_mode[Management.SHARED].total == 5_220
    assert by_mode[Management.ASIN].total is None
    assert by_mode[Management.ASIN].missing == ("loyer ou redevance par an (FCFA)",)
    assert "« partagé entre services » coûte le moins" in found.sentence
    assert "1 mode sans hypothèses complètes : non comparé." in found.sentence.replace("\xa0", " ")


def test_without_two_complete_hypotheses_the_page_says_so_and_gives_no_answer():
    assert compare({}, posts=10, years=5).sentence == "Il faut les hypothèses de deux modes au moins pour comparer."


def test_the_hypothesis_of_a_ministry_comes_before_that_of_all(client, ministry, asin):
    desks = AssetCategoryFactory(name="Postes")
    amounts = {"yearly_rent": 0, "yearly_upkeep": 0, "end_value": 0, "useful_years": 5, "category": desks}
    CostHypothesisFactory(entry_cost=111_000, **amounts)
    CostHypothesisFactory(entry_cost=222_000, ministry=ministry, **amounts)
    client.force_login(asin)
    asked = {"category": desks.pk, "posts": 1, "years": 5}
    page = client.get(reverse("assets:costs"), asked | {"ministry": ministry.pk}).content.decode()
    assert "222" in page
    assert "111" in client.get(reverse("assets:costs"), asked).content.decode()


def test_a_hypothesis_keeps_the_amounts_it_had(asin):
    empty = dict.fromkeys(("yearly_rent", "yearly_upkeep", "end_value", "useful_years"))
    said = {"ministry": None, "category": AssetCategoryFactory(), "mode": Management.BOUGHT, "served": 1, "source": ""}
    row = COSTS.add(**said, **empty, entry_cost=100, by=asin)
    COSTS.edit(row.pk, base_version=1, entry_cost=150, by=asin)
    changed = list(entries_of(row))[-1]
    assert (changed.before["entry_cost"], changed.after["entry_cost"]) == (100, 150)
    with pytest.raises(Refused, match="existe déjà pour cette catégorie"):
        COSTS.add(**said, **empty, entry_cost=1, by=asin)


def test_the_dsi_asks_for_an_age_and_reads_his_own_assets_alone(client, ministry):
    desks = AssetCategoryFactory(name="Postes", renewal_price=400_000)
    bought(2020, ministry=ministry, category=desks)
    bought(2020, ministry=MinistryFactory(acronym="VOISIN"), category=desks)
    client.force_login(officer_of(ministry.scope, Role.DSI))
    page = client.get(reverse("assets:renewal"), {"max_age": 6, "years": 2}).content.decode()
    assert "1 actif à remplacer" in page.replace("\u00a0", " ")
    assert "VOISIN" not in page
    table = client.get(reverse("assets:renewal"), {"max_age": 6, "years": 2, "format": "csv"})
    assert b"".join(table.streaming_content).decode().splitlines()[1] == "2026;MP;Postes;1;400000;0"


def test_an_age_out_of_the_scale_is_refused_with_its_sentence(client, ministry):
    client.force_login(officer_of(ministry.scope, Role.DSI))
    page = client.get(reverse("assets:renewal"), {"max_age": 99}).content.decode()
    assert "15" in page
    assert "à remplacer en" not in page


def test_a_cost_that_nobody_knows_is_not_zero(client, ministry):
    dsi = officer_of(ministry.scope, Role.DSI)
    bought(2015, ministry=ministry, category=AssetCategoryFactory(name="Écrans", useful_years=4))
    plan = renewal_of(Asset.objects.all(), max_age=5, years=2, day=TODAY)
    assert [(each.count, each.cost) for each in plan.years] == [(1, None), (0, 0)]
    assert (plan.cost, plan.shares[0].cost, plan.later.cost) == (None, None, 0)
    (worth,) = worth_of(Asset.objects.all(), TODAY)
    assert (worth.gross, worth.net) == (None, None)
    client.force_login(dsi)
    table = client.get(reverse("assets:renewal"), {"format": "csv"})
    assert b"".join(table.streaming_content).decode().splitlines()[1] == "2026;MP;Écrans;1;;1"
    page = client.get(reverse("assets:renewal")).content.decode()
    assert "0 FCFA" not in page.partition('id="amortissement"')[2].replace("\u00a0", " ")
    caller = APIClient()
    caller.force_authenticate(dsi)
    answer = caller.get(reverse("api:assets-renewal")).json()
    assert [each["cost"] for each in answer["years"][:2]] == [None, 0]


def test_a_gift_costs_nothing_and_what_is_known_is_summed(ministry):
    desks = AssetCategoryFactory(name="Postes")
    for price in (0, None):
        bought(2021, ministry=ministry, category=desks, price=price)
    (share,) = renewal_of(Asset.objects.all(), max_age=5, years=1, day=TODAY).shares
    assert (share.cost, share.unpriced) == (0, 1)
    assert worth_of(Asset.objects.all(), TODAY)[0].gross == 0


def test_one_is_written_in_the_singular():
    plan = RenewalPlan(2026, (), (RenewalTotal("2026", 2, 100, 1),), RenewalTotal("après", 0, 0, 0), (), 0)
    note = cost_chart(plan).note.replace("\u00a0", " ")
    assert note == "1 actif sans prix n’est pas dans ces coûts."
    title = chart_of(compare({}, posts=1, years=1)).title.replace("\u00a0", " ")
    assert title == "Coût de 1 poste sur 1 an, par mode de gestion"


def test_a_dsi_compares_with_the_hypotheses_of_his_ministry_at_once(client, ministry):
    desks = AssetCategoryFactory(name="Postes")
    amounts = {"yearly_rent": 0, "yearly_upkeep": 0, "end_value": 0, "useful_years": 5, "category": desks}
    CostHypothesisFactory(entry_cost=111_000, **amounts)
    CostHypothesisFactory(entry_cost=222_000, ministry=ministry, **amounts)
    dsi = officer_of(ministry.scope, Role.DSI)
    client.force_login(dsi)
    asked = {"category": desks.pk, "posts": 1, "years": 5}
    page = client.get(reverse("assets:costs"), asked).content.decode()
    assert ("222" in page, "111" in page) == (True, False)
    assert re.search(rf'value="{ministry.pk}" selected', page)
    caller = APIClient()
    caller.force_authenticate(dsi)
    modes = caller.get(reverse("api:cost-hypotheses-compared"), asked).json()["modes"]
    assert [each["entry"] for each in modes if each["entry"]] == [222_000]


def test_the_assets_without_a_day_of_acquisition_are_listed_as_many_as_counted(client, ministry, dsi):
    kept, other = AssetCategoryFactory(), AssetCategoryFactory()
    undated = [AssetFactory(ministry=ministry, category=kept, purchased_on=None) for _ in range(2)]
    AssetFactory(ministry=ministry, category=kept, purchased_on=None, state=AssetState.RETIRED)
    AssetFactory(ministry=ministry, category=other, purchased_on=None)
    AssetFactory(ministry=ministry, category=kept, purchased_on=date(2024, 1, 1))
    client.force_login(dsi)
    page = client.get(reverse("assets:renewal"), {"ministry": ministry.pk, "category": kept.pk}).content.decode()
    found = re.search(r'<a href="([^"]+)">2\sactifs sans date d’acquisition</a>', page)
    assert found is not None
    listed = client.get(unescape(found[1])).content.decode()
    assert set(re.findall(r"TEST-A\d+", listed)) == {row.code for row in undated}


def test_a_hypothesis_that_is_missing_leads_to_its_form(client, ministry, dsi):
    kept = AssetCategoryFactory()
    CostHypothesisFactory(category=kept, mode=Management.BOUGHT)
    client.force_login(dsi)
    page = client.get(reverse("assets:costs"), {"category": kept.pk}).content.decode()
    links = [unescape(each) for each in re.findall(r'href="([^"]+)">La donner</a>', page)]
    assert len(links) == 3
    form = client.get(next(each for each in links if each.endswith(f"mode={Management.LEASED}"))).content.decode()
    assert f'<option value="{Management.LEASED}" selected>' in form
    assert f'<option value="{kept.pk}" selected>' in form
