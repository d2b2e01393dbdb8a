"""Plans: what their day makes of them, what calls for an update, what covers their actions, and each act."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from rest_framework.test import APIClient

from cmsic.search.queries import search
from foundation.accounts.enums import Role, ScopeKind
from foundation.common import figures
from foundation.common.duties import duties
from foundation.common.exceptions import InvalidInput, Refused
from foundation.journal.record import entries_of
from plans import operations
from plans.enums import ActionState, Need, PlanKind, PlanState, Standing
from plans.models import ActionProject, Plan, PlanAction
from plans.models.plan import later
from plans.workflow import PLAN_WORKFLOW
from projects.enums import ExitReason, Stage
from projects.models import Project
from projects.operations import leave_portfolio, merge_projects, split_project
from projects.queries.quality import breaking, quality
from tests.factories import (
    ActionProjectFactory,
    CommuneFactory,
    MinistryFactory,
    PlanActionFactory,
    PlanAxisFactory,
    PlanFactory,
    ProjectFactory,
    ScopeFactory,
    officer_of,
)

from .conftest import TODAY

pytestmark = pytest.mark.django_db
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
WHOLE = {"adopted": True, "ends_on": date(2030, 1, 1)}


def read(plan):
    return Plan.objects.with_standing(TODAY).get(pk=plan.pk)


def state_of(action):
    return PlanAction.objects.with_state().get(pk=action.pk).state


def address(name, row):
    return reverse(f"plans:{name}", args=[row.pk])


@pytest.mark.parametrize(
    ("facts", "standing"),
    [
        ({}, Standing.DRAFT),
        ({"state": PlanState.DROPPED}, Standing.DROPPED),
        ({"adopted": True}, Standing.IN_FORCE),
        ({"adopted": True, "ends_on": later(TODAY, 6) + timedelta(days=1)}, Standing.IN_FORCE),
        ({"adopted": True, "ends_on": later(TODAY, 6)}, Standing.EXPIRING),
        ({"adopted": True, "ends_on": TODAY}, Standing.EXPIRING),
        ({"adopted": True, "ends_on": YESTERDAY}, Standing.EXPIRED),
    ],
)
def test_the_day_makes_the_standing(ministry, facts, standing):
    assert read(PlanFactory(ministry=ministry, **facts)).standing == standing


def test_a_plan_is_replaced_once_the_next_is_in_application_and_begins(ministry):
    former = PlanFactory(ministry=ministry, adopted=True, ends_on=YESTERDAY)
    follower = PlanFactory(ministry=ministry, replaces=former, starts_on=TOMORROW)
    assert read(former).standing == Standing.EXPIRED
    operations.adopt_plan(follower.pk, by=None)
    assert read(former).standing == Standing.EXPIRED  # the next one has not begun
    Plan.objects.filter(pk=follower.pk).update(starts_on=TODAY)
    assert (read(former).standing, read(former).needs()) == (Standing.REPLACED, [])


@pytest.mark.parametrize(
    ("facts", "needs"),
    [
        (WHOLE, []),
        ({"ends_on": None}, [Need.UNDATED]),
        ({"act_reference": ""}, [Need.NO_ACT]),
        ({"act_reference": "", "adopted_on": date(2025, 1, 1)}, []),
        ({"ends_on": YESTERDAY}, [Need.EXPIRED]),
        ({"ends_on": TOMORROW}, [Need.EXPIRING]),
    ],
)
def test_the_portal_says_why_a_plan_is_to_be_updated(ministry, facts, needs):
    plan = PlanFactory(ministry=ministry, **(WHOLE | facts))
    assert read(plan).needs() == needs
    for need in Need:
        found = Plan.objects.with_standing(TODAY).needing(need)
        assert [row.pk for row in found] == ([plan.pk] if need in needs else [])


def test_an_overdue_action_without_a_project_is_a_reason_until_one_carries_it(ministry, dsi):
    plan = PlanFactory(ministry=ministry, **WHOLE)
    late = PlanActionFactory(plan=plan, due_on=YESTERDAY)
    PlanActionFactory(plan=plan, due_on=YESTERDAY, stated=ActionState.DONE)
    PlanActionFactory(plan=plan, due_on=TOMORROW)
    assert (read(plan).needs(), read(plan).overdue) == ([Need.OVERDUE], 1)
    project = ProjectFactory(ministry=ministry)
    operations.link_project(late.pk, project=project, by=dsi)
    assert read(plan).needs() == []
    project.left_on, project.exit_reason = TODAY, ExitReason.HANDED_OVER
    project.save()
    assert read(plan).needs() == [Need.OVERDUE]  # it no longer carries anything


@pytest.mark.parametrize(
    ("stages", "state"),
    [
        ([], ActionState.STOPPED),  # as it is stated
        ([Stage.APPROVED], ActionState.TO_START),
        ([Stage.APPROVED, Stage.RUNNING], ActionState.RUNNING),
        ([Stage.DONE, Stage.IN_OPERATION], ActionState.DONE),
        ([Stage.DONE, Stage.IDENTIFIED], ActionState.RUNNING),
        ([Stage.DONE, Stage.ABANDONED], ActionState.DONE),
        ([Stage.SUSPENDED, Stage.ABANDONED], ActionState.STOPPED),
    ],
)
def test_an_action_has_the_state_of_the_projects_that_carry_it(ministry, stages, state):
    action = PlanActionFactory(plan=PlanFactory(ministry=ministry), stated=ActionState.STOPPED)
    for stage in stages:
        began = stage not in (Stage.IDENTIFIED, Stage.APPROVED)
        ended = stage in (Stage.DONE, Stage.IN_OPERATION)
        dates = {"actual_start": date(2026, 1, 2) if began else None, "actual_end": TODAY if ended else None}
        ActionProjectFactory(action=action, project=ProjectFactory(ministry=ministry, stage=stage, **dates))
    assert state_of(action) == state


@pytest.mark.parametrize("state", PlanState)
def test_each_act_is_possible_from_its_states_alone(ministry, dsi, state):
    acts = {
        "adopt_plan": lambda pk: operations.adopt_plan(pk, by=dsi),
        "reopen_plan": lambda pk: operations.reopen_plan(pk, reason="Erreur.", by=dsi),
        "drop_plan": lambda pk: operations.drop_plan(pk, reason="Sans suite.", by=dsi),
    }
    assert set(acts) == {act.value for act in PLAN_WORKFLOW.moves}
    for act, move in PLAN_WORKFLOW.moves.items():
        plan = PlanFactory(ministry=ministry, state=state)
        if state in move.sources:
            assert acts[act](plan.pk).state == move.target
            assert entries_of(plan).last().act == act
        else:
            with pytest.raises(Refused, match=f"le plan est à l’état « {state.label} »"):
                acts[act](plan.pk)


def test_going_back_forgets_the_act_and_waits_for_the_plan_that_follows(ministry, dsi):
    former = PlanFactory(ministry=ministry, adopted=True)
    follower = PlanFactory(ministry=ministry, adopted=True, replaces=former)
    with pytest.raises(Refused, match=f"« {follower.title} », en application, remplace ce plan"):
        operations.reopen_plan(former.pk, reason="Erreur.", by=dsi)
    assert operations.reopen_plan(follower.pk, reason="Erreur.", by=dsi).act_reference == ""
    assert entries_of(follower).get().before["act_reference"] == "Arrêté n° 1"


def test_a_plan_replaces_one_of_its_kind_in_application_and_never_turns_round(ministry, dsi):
    former = PlanFactory(ministry=ministry, adopted=True)
    for wrong in (PlanFactory(adopted=True), PlanFactory(ministry=ministry, adopted=True, kind=PlanKind.PSSI)):
        with pytest.raises(InvalidInput, match="de même nature, de la même institution"):
            operations.create_plan(ministry=ministry, kind=PlanKind.SDSI, title="Suivant", replaces=wrong, by=dsi)
    draft = PlanFactory(ministry=ministry)
    with pytest.raises(InvalidInput, match="n’est pas en application"):
        operations.create_plan(ministry=ministry, kind=PlanKind.SDSI, title="Suivant", replaces=draft, by=dsi)
    made = operations.create_plan(ministry=ministry, kind=PlanKind.SDSI, title="Suivant", replaces=former, by=dsi)
    with pytest.raises(Refused, match="Un autre plan remplace déjà celui-là"):
        operations.create_plan(ministry=ministry, kind=PlanKind.SDSI, title="Un autre", replaces=former, by=dsi)
    made = operations.adopt_plan(made.pk, by=dsi)
    with pytest.raises(InvalidInput, match="lui-même remplacé"):
        operations.edit_plan(former.pk, base_version=1, kind=PlanKind.SDSI, replaces=made, by=dsi)


def test_a_plan_in_application_keeps_its_actions(ministry, dsi):
    plan = PlanFactory(ministry=ministry, adopted=True)
    action = PlanActionFactory(plan=plan)
    with pytest.raises(Refused, match="dites-la « arrêtée »"):
        operations.remove_action(action.pk, by=dsi)
    Plan.objects.update(state=PlanState.DRAFT, act_reference="")
    operations.remove_action(action.pk, by=dsi)
    assert entries_of(plan).get().before["action"] == action.title
    assert not PlanAction.objects.exists()


def test_an_axis_with_actions_stays_and_nothing_crosses_plans(ministry, dsi):
    plan = PlanFactory(ministry=ministry)
    axis, foreign = PlanAxisFactory(plan=plan), PlanAxisFactory()
    PlanActionFactory(plan=plan, axis=axis)
    with pytest.raises(Refused, match="il réunit 1 action"):
        operations.remove_axis(axis.pk, by=dsi)
    with pytest.raises(InvalidInput, match="celui d’un autre plan"):
        operations.add_action(plan.pk, title="Ailleurs", axis=foreign, by=dsi)
    with pytest.raises(Refused, match="déjà un axe de ce nom"):
        operations.add_axis(plan.pk, title=axis.title.upper(), by=dsi)


def test_a_project_of_elsewhere_carries_nothing_unless_the_ministry_is_its_partner(ministry, dsi):
    action, project = PlanActionFactory(plan=PlanFactory(ministry=ministry)), ProjectFactory()
    with pytest.raises(InvalidInput, match="dont la vôtre n’est pas partenaire"):
        operations.link_project(action.pk, project=project, by=dsi)
    project.partner_ministries.add(ministry)
    operations.link_project(action.pk, project=project, by=dsi)
    with pytest.raises(Refused, match="porte déjà cette action"):
        operations.link_action(project.pk, action=action, by=dsi)
    neighbour = officer_of(project.scope, Role.DSI)
    with pytest.raises(InvalidInput, match="tiennent ce plan"):
        operations.link_project(PlanActionFactory(plan=action.plan).pk, project=project, by=neighbour)


TABLE = """N°;Action;Axe;Responsable;Échéance;Coût prévu
A1;Annuaire unique;Socle;DSI;31/12/2026;12 500 000 FCFA
A2;Charte;Usages;Un cabinet;;
"""


def test_actions_are_pasted_from_lines_or_from_a_table(ministry, dsi, client):
    plan = PlanFactory(ministry=ministry)
    operations.paste_actions(plan.pk, lines="• Première ; suite, fin\n\n- Deuxième", by=dsi)
    client.force_login(dsi)
    upload = SimpleUploadedFile("actions.csv", TABLE.encode("cp1252"))
    answer = client.post(address("paste_actions", plan), {"lines": "", "upload": upload})
    assert answer.status_code == 302
    told = [(row.code, row.title, row.axis and row.axis.title, row.who) for row in plan.actions.order_by("position")]
    assert told[:2] == [("", "Première ; suite, fin", None, ""), ("", "Deuxième", None, "")]
    assert told[2:] == [("A1", "Annuaire unique", "Socle", "DSI"), ("A2", "Charte", "Usages", "Un cabinet")]
    first, second = plan.actions.order_by("position")[2:]
    assert (first.due_on, first.planned_cost) == (date(2026, 12, 31), 12_500_000)
    assert (second.due_on, second.planned_cost) == (None, None)
    assert entries_of(plan).last().after["count"] == 2


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("", "Aucune ligne"),
        ("Annuaire\nAnnuaire", "Ligne 2 : « Annuaire » y est déjà."),
        ("x" * 501, "Ligne 1 : 501 caractères, 500 au plus."),
        ("Action;Échéance\nAnnuaire;demain", "Ligne 2 : échéance « demain » ne se lit pas."),
        ("Action;Coût\nAnnuaire;12,5", "Ligne 2 : coût « 12,5 » ne se lit pas."),
        ("Axe;Action\nSocle;", "Ligne 2 : il manque l’intitulé de l’action."),
    ],
)
def test_a_line_that_cannot_be_kept_refuses_all_and_says_which(ministry, dsi, lines, said, client):
    plan = PlanFactory(ministry=ministry)
    client.force_login(dsi)
    answer = client.post(address("paste_actions", plan), {"lines": lines})
    assert answer.status_code == 400
    assert said in answer.content.decode().replace("\u202f", " ").replace("\xa0", " ")
    assert not plan.actions.exists()


def test_the_dsi_enters_a_plan_adopts_it_and_is_told_what_comes_next(client, dsi, ministry):
    client.force_login(dsi)
    typed = {"ministry": ministry.pk, "kind": "sdsi", "title": "Schéma directeur", "ends_on": "31/12/2030"}
    page = client.post(reverse("plans:new"), typed, follow=True).content.decode()
    plan = Plan.objects.get()
    assert "Le plan est enregistré en projet" in page
    assert address("paste_actions", plan) in page
    client.post(address("paste_actions", plan), {"lines": "Annuaire unique"})
    assert "Une fois adopté, mettez-le en application" in client.get(address("detail", plan)).content.decode()
    page = client.post(address("adopt", plan), {"act_reference": "", "adopted_on": ""}, follow=True).content.decode()
    assert "Son acte d’adoption n’est pas renseigné" in page
    edited = typed | {"act_reference": "Arrêté n° 3", "adopted_on": "2026-01-10", "version": read(plan).version}
    page = client.post(address("edit", plan), edited, follow=True).content.decode()
    assert "Reliez les actions sans projet" in page
    late = client.post(address("edit", plan), edited | {"title": "Autre"})
    assert late.status_code == 409


def test_an_rsi_keeps_the_road_map_of_his_commune_and_no_other(client):
    commune = CommuneFactory()
    rsi = officer_of(commune.scope, Role.RSI)
    client.force_login(rsi)
    page = client.get(reverse("plans:new")).content.decode()
    assert 'name="commune"' in page
    assert 'name="ministry"' not in page
    typed = {"commune": commune.pk, "kind": "roadmap", "title": "Feuille de route"}
    assert client.post(reverse("plans:new"), typed | {"commune": CommuneFactory().pk}).status_code == 400
    assert client.post(reverse("plans:new"), typed).status_code == 302
    plan = Plan.objects.get()
    action = PlanActionFactory(plan=plan)
    for name, row in (("detail", plan), ("new_action", plan), ("action", action), ("edit_action", action)):
        assert client.get(address(name, row)).status_code == 200
    assert plan.title in client.get(reverse("ministries:commune", args=[commune.pk])).content.decode()


def covered(ministry):
    """Four actions in application: carried, late and alone, alone, done; a project that carries none."""
    plan = PlanFactory(ministry=ministry, **WHOLE)
    carried = PlanActionFactory(plan=plan, due_on=YESTERDAY)
    ActionProjectFactory(action=carried, project=ProjectFactory(ministry=ministry, title="Porteur"))
    PlanActionFactory(plan=plan, due_on=YESTERDAY, title="En retard et seule")
    PlanActionFactory(plan=plan, title="Seule")
    PlanActionFactory(plan=plan, stated=ActionState.DONE)
    return plan


def test_the_two_lists_are_those_that_the_page_links(client, dsi, ministry):
    plan = covered(ministry)
    orphan = ProjectFactory(ministry=ministry, title="Sans action", sdsi_action="Action 3, en texte libre")
    ProjectFactory(title="D’ailleurs")
    client.force_login(dsi)
    page = client.get(address("detail", plan)).content.decode().replace("\xa0", " ").replace("\u202f", " ")
    assert "4 actions : 1 portée par un projet, 1 faite ou arrêtée sans projet, 2 sans projet." in page
    alone = f"{reverse('plans:actions')}?plan={plan.pk}&carried=none"
    orphans = f"{reverse('projects:list')}?ministry={ministry.pk}&kind=project&sdsi=none"
    (line,) = [line for line in quality(dsi, {"ministry": ministry}) if line.rule.name == "sdsi"]
    assert list(breaking(Project.objects.filter(ministry=ministry), "sdsi", TODAY)) == [orphan]
    assert line.broken == 1
    assert alone.replace("&", "&amp;") in page
    assert orphans.replace("&", "&amp;") in page
    shown = client.get(alone).content.decode()
    assert [title in shown for title in ("En retard et seule", "Seule", "Porteur")] == [True, True, False]
    shown = client.get(orphans).content.decode()
    assert [row in shown for row in ("Sans action", "Porteur", "D’ailleurs")] == [True, False, False]
    shown = client.get(reverse("projects:detail", args=[orphan.pk])).content.decode()
    assert "Action 3, en texte libre (sans lien au plan)" in shown


def test_without_the_actions_of_a_master_plan_the_orphans_are_those_that_type_nothing(client, dsi, ministry):
    PlanFactory(ministry=ministry, **WHOLE)  # its actions are not entered
    covered(MinistryFactory())
    ProjectFactory(ministry=ministry, title="Muet")
    ProjectFactory(ministry=ministry, title="Bavard", sdsi_action="A1")
    client.force_login(dsi)
    page = client.get(reverse("projects:list"), {"sdsi": "none"}).content.decode()
    assert ["Muet" in page, "Bavard" in page] == [True, False]


def test_every_figure_counts_the_rows_of_its_list(client, ministry, dsi):
    covered(ministry)
    PlanFactory(ministry=ministry, adopted=True, ends_on=YESTERDAY, kind=PlanKind.PSSI)
    PlanFactory(ministry=ministry, adopted=True, kind=PlanKind.PSSIE)
    neighbour = MinistryFactory()
    PlanFactory(ministry=neighbour, adopted=True, ends_on=YESTERDAY)
    asin = officer_of(ScopeFactory(kind=ScopeKind.NATIONAL), Role.ASIN_READER)
    expected = {"plans.expired": (1, 2), "plans.to_update": (3, 4), "plans.actions_alone": (2, 2)}
    for key, counts in expected.items():
        for user, count in zip((dsi, asin), counts, strict=True):
            value = figures.get(key).compute(user, {})
            assert (key, value.value, value.rows.count()) == (key, count, count)
            client.force_login(user)
            for number, href in [(count, value.href), *((part.value, part.href) for part in value.parts)]:
                shown = client.get(f"{href}&format=csv")
                lines = b"".join(shown.streaming_content).decode("utf-8-sig").splitlines()
                assert (href, len(lines) - 1) == (href, number)
    assert figures.get("plans.expired").compute(asin, {"ministry": neighbour.pk}).value == 1
    assert figures.get("plans.expired").compute(dsi, {}).withheld == 1


def test_the_duty_says_each_reason_to_whoever_keeps_the_plan(ministry, dsi):
    plan = covered(ministry)
    Plan.objects.update(ends_on=YESTERDAY, act_reference="")
    [duty] = [duty for find in duties for duty in find(dsi, TODAY) if duty.href == address("detail", plan)]
    assert (duty.verb, duty.due_on, duty.is_late) == ("Mettre à jour", YESTERDAY, True)
    for reason in ("il a pris fin le 14/06/2026", "son acte d’adoption", "échéance sans projet"):
        assert reason in duty.what
    reader = officer_of(ministry.scope, Role.AUDITOR)
    assert [duty for find in duties for duty in find(reader, TODAY) if "plan" in duty.what] == []


@pytest.mark.parametrize("rows", [1, 4])
def test_the_pages_ask_as_much_for_one_action_as_for_many(client, dsi, ministry, rows, django_assert_max_num_queries):
    plan = PlanFactory(ministry=ministry, **WHOLE)
    for _ in range(rows):
        axis = PlanAxisFactory(plan=plan)
        for action in PlanActionFactory.create_batch(rows, plan=plan, axis=axis):
            ActionProjectFactory(action=action, project=ProjectFactory(ministry=ministry))
    client.force_login(dsi)
    for href, most in ((address("detail", plan), 17), (reverse("plans:list"), 7), (reverse("plans:actions"), 8)):
        with django_assert_max_num_queries(most):
            assert client.get(href).status_code == 200


def test_a_project_shows_its_actions_and_is_tied_to_one_from_its_page(client, dsi, ministry):
    action = PlanActionFactory(plan=PlanFactory(ministry=ministry, title="Schéma 2026"), title="Annuaire unique")
    project = ProjectFactory(ministry=ministry)
    client.force_login(dsi)
    page = client.get(reverse("projects:detail", args=[project.pk])).content.decode()
    href = reverse("plans:link_project", args=[project.pk])
    assert href in page
    page = client.post(href, {"action": action.pk}, follow=True).content.decode()
    assert "Le projet porte l’action « Annuaire unique »" in page
    assert address("action", action) in page
    link = ActionProject.objects.get()
    page = client.post(reverse("plans:unlink", args=[link.pk]), follow=True).content.decode()
    assert "Aucun projet ne porte cette action" in page
    assert [entry.act for entry in entries_of(action)] == ["link_project", "unlink_project"]


@pytest.mark.parametrize("how", ["merged", "split", "left with an heir"])
def test_those_that_go_on_with_a_project_carry_its_actions(dsi, ministry, how):
    plan = PlanFactory(ministry=ministry, adopted=True)
    action, shared = PlanActionFactory(plan=plan), PlanActionFactory(plan=plan)
    gone, heir = ProjectFactory.create_batch(2, ministry=ministry)
    for one in (action, shared):
        operations.link_project(one.pk, project=gone, by=dsi)
    operations.link_project(shared.pk, project=heir, by=dsi)
    heirs = [heir]
    if how == "merged":
        merge_projects(heir.pk, [gone], note="Un seul marché.", on=TODAY, by=dsi)
    elif how == "split":
        heirs = split_project(gone.pk, ["Lot du sud", "Lot du nord"], note="Deux marchés.", on=TODAY, by=dsi)
    else:
        leave_portfolio(gone.pk, ExitReason.MERGED, note="Fondu.", left_on=TODAY, heir=heir, by=dsi)
    assert not PlanAction.objects.alone().exists()
    assert {link.project_id for link in action.links.all()} == {gone.pk, *(one.pk for one in heirs)}
    assert [entry.act for entry in entries_of(action)] == ["link_project"] * (1 + len(heirs))
    assert shared.links.count() == (4 if how == "split" else 2)


def test_another_institution_takes_over_no_action_of_a_plan_that_is_not_its_own(dsi, ministry):
    action = PlanActionFactory(plan=PlanFactory(ministry=ministry, adopted=True))
    gone, elsewhere = ProjectFactory(ministry=ministry), ProjectFactory()
    operations.link_project(action.pk, project=gone, by=dsi)
    leave_portfolio(gone.pk, ExitReason.HANDED_OVER, note="Transféré.", left_on=TODAY, heir=elsewhere, by=dsi)
    assert list(PlanAction.objects.alone()) == [action]


def test_plans_are_found_exported_and_kept_over_the_api(client, dsi, ministry):
    plan = PlanFactory(ministry=ministry, title="Schéma du baobab", ends_on=YESTERDAY)
    PlanActionFactory(plan=plan, title="Planter un baobab")
    assert [group.label for group in search(dsi, "baobab")] == ["Plans", "Actions de plans"]
    api = APIClient()
    api.force_authenticate(dsi)
    told = api.post(reverse("api:plans-adopt", args=[plan.pk]), {"act_reference": "Arrêté n° 9"}).json()
    assert (told["state"], told["standing"], told["needs"]) == ("adopted", "expired", ["expired"])
    made = api.post(reverse("api:plans-paste", args=[plan.pk]), {"lines": "Un\nDeux"}).json()
    assert [(row["title"], row["state"], row["is_carried"]) for row in made] == [
        ("Un", "unknown", False),
        ("Deux", "unknown", False),
    ]
    again = api.post(reverse("api:plans-adopt", args=[plan.pk]), {})
    assert (again.status_code, "à l’état « en application »" in again.json()["detail"]) == (409, True)
    client.force_login(dsi)
    lines = b"".join(client.get(reverse("plans:list"), {"format": "csv"}).streaming_content).decode("utf-8-sig")
    assert lines.splitlines()[0].startswith(
        "Plan;Institution;Nature;Période;Situation;À mettre à jour;Actions;Sans projet"
    )
    assert "Schéma du baobab;MP;" in lines
