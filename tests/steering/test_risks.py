"""Risks and problems: the mitigation that is compulsory, the grid, and what stands beside."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from cmsic.search.queries import search
from foundation.accounts.enums import Role
from foundation.common.figures import get
from sessions.core.models import Reserve
from steering.models import Risk
from steering.register import PROBLEMS, RISKS
from tests.factories import (
    AgendaItemFactory,
    DecisionFactory,
    ProblemFactory,
    ProjectFactory,
    RiskFactory,
    SessionFactory,
    commission_with_members,
    member_of,
)

pytestmark = pytest.mark.django_db
LIST, NEW = reverse("risks:list"), reverse("risks:new")


def typed(project, **said):
    return {
        "project": project.pk,
        "title": "Le marché n’aboutit pas",
        "probability": 2,
        "impact": 2,
        "owner": "DPAF",
        "review_on": "01/12/2026",
    } | said


@pytest.mark.parametrize(("probability", "impact", "status"), [(1, 5, 302), (2, 3, 400), (3, 2, 400), (5, 5, 400)])
def test_from_six_a_mitigation_is_compulsory(client, dsi, project, probability, impact, status):
    client.force_login(dsi)
    said = typed(project, probability=probability, impact=impact)
    answer = client.post(NEW, said)
    assert answer.status_code == status
    if status == 400:
        assert "veut son atténuation" in answer.content.decode()
        assert client.post(NEW, said | {"mitigation": "Second fournisseur"}).status_code == 302


def test_the_database_refuses_it_too(project):
    with pytest.raises(IntegrityError, match="risk_mitigated_from_6"), transaction.atomic():
        RiskFactory(project=project, probability=2, impact=3, mitigation="")


def test_the_grid_counts_open_risks_and_each_cell_leads_to_them(listed, dsi, project):
    RiskFactory.create_batch(2, project=project, probability=4, impact=5)
    RiskFactory(project=project, probability=1, impact=1)
    RiskFactory(project=project, probability=4, impact=5, closed_on="2026-05-01", outcome="Passé")
    grid = listed(RISKS, dsi)[1]["grid"]
    cells = {(row, column): cell for row, (_, cells) in enumerate(grid.rows) for column, cell in enumerate(cells)}
    assert {at: cell.text for at, cell in cells.items() if cell.text != "0"} == {(1, 4): "2", (4, 0): "1"}
    for cell in cells.values():
        shown = listed(RISKS, dsi, cell.href)[0] if cell.href else []
        assert len(shown) == int(cell.text)


def test_figures_lead_to_the_rows_counted(listed, dsi, project):
    RiskFactory(project=project, probability=1, impact=2, mitigation="")
    RiskFactory(project=project, review_on="2026-06-01")
    ProblemFactory(project=project)
    ProblemFactory(project=project, closed_on="2026-02-01")
    for key, register, expected in (
        ("risks.open", RISKS, 2),
        ("risks.to_review", RISKS, 1),
        ("risks.without_mitigation", RISKS, 1),
        ("problems.open", PROBLEMS, 1),
    ):
        value = get(key).compute(dsi, {})
        assert value.value == value.rows.count() == len(listed(register, dsi, value.href)[0]) == expected


def test_the_open_reserves_stand_beside_the_risks_of_a_project(client):
    commission = commission_with_members(3)
    secretary = member_of(commission, Role.SECRETARY)
    project = ProjectFactory(ministry=commission.ministry)
    RiskFactory(project=project)
    item = AgendaItemFactory(session=SessionFactory(commission=commission, lifted=True), position=1)
    decision = DecisionFactory(item=item)
    Reserve.objects.create(scope=commission.scope, decision=decision, project=project, text="Après l’avis de l’APDP")
    client.force_login(secretary)
    assert "Après l’avis de l’APDP" in client.get(LIST, {"project": project.pk}).content.decode()
    assert "Après l’avis de l’APDP" not in client.get(LIST).content.decode()


def test_the_page_of_the_project_tells_its_risks_and_problems(client, dsi, project):
    risk = RiskFactory(project=project, review_on="2026-06-01")
    problem = ProblemFactory(project=project, due_on="2026-06-01", closed_on="2026-06-02")
    client.force_login(dsi)
    page = client.get(reverse("projects:detail", args=[project.pk])).content.decode()
    assert reverse("risks:detail", args=[risk.pk]) in page
    assert "Problème résolu" in page
    assert reverse("problems:detail", args=[problem.pk]) in page
    assert [hit.title for group in search(dsi, risk.title) for hit in group.hits] == [risk.title]
    assert Risk.objects.visible_to(dsi).get() == risk
