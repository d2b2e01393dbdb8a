"""« Progress by site with quantity and unit (linear metres of archives treated, sockets cabled), so that the MAEC
example shows phase 1 of both projects. »
"""

import re

import pytest
from django.test import Client
from django.urls import reverse

from foundation.accounts.models import User
from projects.models import Project

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.xdist_group("demo")]


def lines_of(project: Project) -> list[str]:
    """The words of each row of the table of the sites of a project, as an officer of the ASIN reads them."""
    client = Client()
    client.force_login(User.objects.get(email="asin@asin.test"))
    page = client.get(reverse("projects:detail", args=[project.pk])).content.decode()
    table = page[page.index('id="sites"') :].split("</table>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)
    words = [re.sub(r"<[^>]+>", " ", row.replace("&nbsp;", " ").replace("\u00a0", " ")) for row in rows]
    return [" ".join(row.split()) for row in words]


def of_the_council(beginning: str) -> Project:
    return Project.objects.get(title__startswith=beginning, is_fictitious=False, council_record__isnull=False)


def test_both_projects_of_the_council_show_their_places_and_no_quantity_that_no_source_gives(demo):
    archives, premises = (lines_of(of_the_council(name))[1:] for name in ("Traitement physique", "Refonte"))
    assert len(archives) == 9
    for row in archives:
        assert "non renseigné Quantités non renseignées : mètres linéaires d’archives traités" in row
        assert "phase 1" in row
    assert len(premises) == 1
    assert "Quantités non renseignées : prises câblées" in premises[0]


def test_a_fictitious_project_counts_what_is_done_on_each_site(demo):
    project = Project.objects.get(title__startswith="Numérisation des archives", ministry__acronym="MDEMO")
    rows = lines_of(project)[1:]
    assert "50 sur 50 mètres linéaires d’archives traités" in rows[0]
    assert "100 %" in rows[0]
    assert "32 sur 80 mètres linéaires" in rows[3]
    assert "40 %" in rows[3]
    assert "Quantités non renseignées" in rows[8]
