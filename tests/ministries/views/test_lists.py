"""The lists of texts and of the Government: cut by key, filtered by day, and read at their former addresses."""

import re
from datetime import date

import pytest
from django.urls import reverse

from foundation.accounts.enums import Role
from ministries.forms import CouncilForm, ministries_to_choose
from ministries.queries import dated_name
from tests.factories import LegalTextFactory, MinistryFactory, ScopeFactory, UserFactory, officer_of

pytestmark = pytest.mark.django_db
TEXTS = "ministries:texts"


@pytest.fixture
def reader(client):
    client.force_login(user := UserFactory())
    return user


def titles(response) -> list[str]:
    return re.findall(r"<p>(Texte \d+|<mark>.*?)</p>", response.content.decode())


def following(response) -> str | None:
    found = re.search(r'href="(\?[^"]+)" rel="next"', response.content.decode())
    return found[1].replace("&amp;", "&") if found else None


def walked(client, address: str) -> list[str]:
    found, page = [], client.get(address)
    while True:
        found += titles(page)
        if not (href := following(page)):
            return found
        page = client.get(reverse(TEXTS) + href)


def test_the_texts_are_walked_from_the_latest_to_those_without_a_date(client, reader):
    for number in range(30):
        LegalTextFactory(title=f"Texte {number}", dated_on=date(2020, 1, 1 + number) if number else None)
    assert walked(client, reverse(TEXTS)) == [f"Texte {number}" for number in (*range(29, 0, -1), 0)]


def test_the_days_of_a_search_are_kept_from_page_to_page(client, reader):
    for number in range(40):
        LegalTextFactory(title=f"Texte {number}", dated_on=date(2020, 1, 1 if number < 10 else 2))
    found = walked(client, reverse(TEXTS) + "?since=2020-01-02")
    assert sorted(found) == sorted(f"Texte {number}" for number in range(10, 40))


def test_what_is_found_by_words_goes_by_relevance_through_every_page(client, reader):
    for number in range(27):
        LegalTextFactory(title=f"Texte {number}", reference=f"{number:03d}/AUTRE", body="connectivité")
    best = LegalTextFactory(title="connectivité, connectivité", reference="900/AUTRE", body="connectivité")
    named = LegalTextFactory(title="Texte nommé", reference="connectivité")
    pages = [client.get(reverse(TEXTS), {"q": "connectivité"})]
    while href := following(pages[-1]):
        pages.append(client.get(reverse(TEXTS) + href))
    keys = [
        key
        for page in pages
        for key in re.findall(r'<h2[^>]*><a href="/textes/([0-9a-f-]{36})"', page.content.decode())
    ]
    assert len(keys) == len(set(keys)) == 29
    assert keys[:2] == [str(named.pk), str(best.pk)]


def test_the_order_by_relevance_is_not_asked_of_a_list_without_words(client, reader):
    LegalTextFactory(title="Texte 1")
    assert titles(client.get(reverse(TEXTS), {"sort": "relevance"})) == ["Texte 1"]


@pytest.mark.parametrize(("old", "new"), [("after", "since"), ("before", "until")])
def test_an_address_kept_from_before_leads_to_the_same_rows(client, reader, old, new):
    LegalTextFactory(title="Texte 1", dated_on=date(2020, 1, 1))
    LegalTextFactory(title="Texte 2", dated_on=date(2021, 1, 1))
    moved = client.get(reverse(TEXTS), {old: "2020-06-01", "q": ""})
    assert moved.status_code == 302
    assert f"{new}=2020-06-01" in moved["Location"]
    assert titles(client.get(reverse(TEXTS) + moved["Location"])) == (["Texte 2"] if new == "since" else ["Texte 1"])
    lines = b"".join(client.get(reverse("ministries:texts_export"), {old: "2020-06-01"})).decode().splitlines()
    assert len(lines) == 2
    rows = client.get("/api/v1/legal-texts", {old: "2020-06-01"}).json()["results"]
    assert [row["title"] for row in rows] == (["Texte 2"] if new == "since" else ["Texte 1"])


def test_the_government_of_a_day_is_taken_out_as_it_is_shown(client, reader):
    MinistryFactory(name="Ministère d’avant", valid_from=date(2010, 1, 1), valid_to=date(2016, 4, 6))
    MinistryFactory(name="Ministère d’après")
    address = reverse("ministries:list")
    lines = b"".join(client.get(address, {"au": "2012-01-01", "format": "csv"})).decode()
    assert ("Ministère d’avant" in lines, "Ministère d’après" in lines) == (True, False)


def test_the_government_runs_a_fixed_number_of_queries(client, reader, django_assert_num_queries):
    MinistryFactory()
    client.get(reverse("ministries:list"))
    counts = []
    for _ in range(2):
        with django_assert_num_queries(6, exact=False) as seen:
            client.get(reverse("ministries:list"))
        counts.append(len(seen))
        MinistryFactory.create_batch(3)
    assert counts[0] == counts[1]


# A ministry that ended says when, wherever those of several times are offered.


def test_a_ministry_that_ended_says_since_when():
    former = MinistryFactory(name="Ministère d’avant", valid_to=date(2021, 5, 24))
    assert dated_name(former) == "Ministère d’avant (jusqu’au 24/05/2021)"
    former.valid_to_precision = "year"
    assert dated_name(former) == "Ministère d’avant (jusqu’en 2021)"
    assert dated_name(MinistryFactory(name="Ministère")) == "Ministère"
    assert former not in ministries_to_choose()


@pytest.mark.parametrize("name", [TEXTS, "ministries:council", "commissions:list"])
def test_the_filters_of_lists_date_a_ministry_that_ended(client, name):
    client.force_login(officer_of(ScopeFactory(kind="national"), Role.ASIN_ADMIN))
    MinistryFactory(name="Ministère d’avant", valid_to=date(2021, 5, 24))
    assert "Ministère d’avant (jusqu’au 24/05/2021)" in client.get(reverse(name)).content.decode()


def test_the_form_of_a_past_point_dates_a_ministry_that_ended():
    MinistryFactory(name="Ministère d’avant", valid_to=date(2021, 5, 24))
    labels = [str(label) for _, label in CouncilForm(user=UserFactory()).fields["ministry"].choices]
    assert labels == ["non renseigné", "Ministère d’avant (jusqu’au 24/05/2021)"]
