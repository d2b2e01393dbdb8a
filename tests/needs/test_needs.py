"""From a need that a direction asks to the project that it becomes: scores, ranking, adoption in session, lineage."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.db.utils import DatabaseError
from django.urls import reverse

from eservices.models import EService
from foundation.accounts.enums import Role
from foundation.common.exceptions import InvalidInput, Refused
from foundation.journal.record import entries_of
from needs import operations
from needs.enums import NeedAct, NeedState, RankingState, Verdict
from needs.extensions import outcome_ways
from needs.models import Need, NeedScore, Ranking
from needs.operations.ranking import LineVerdict, fingerprint
from needs.queries.scores import ranks_of, scores_of
from needs.register.needs import NEEDS
from needs.workflow import NEED_WORKFLOW
from projects.models import Project
from projects.queries.similar import similar
from sessions.core.enums import ItemKind, Outcome
from sessions.core.models import AgendaItem
from sessions.meeting.operations.deciding import decide
from sessions.preparing.operations.agenda import postpone_item, table_ranking
from tests.factories import (
    CommissionFactory,
    EServiceFactory,
    LotFactory,
    MinistryFactory,
    NeedFactory,
    ProjectFactory,
    SessionFactory,
    StructureFactory,
    member_of,
    officer_of,
)
from tests.sessions.held import held

pytestmark = pytest.mark.django_db
S = NeedState


@pytest.fixture
def body():
    ministry = MinistryFactory(name="Ministère du Plan", acronym="MP")
    commission = CommissionFactory(ministry=ministry, scope=ministry.scope, code="MPLAN")
    return SimpleNamespace(
        ministry=ministry,
        commission=commission,
        secretary=member_of(commission, Role.SECRETARY),
        members=[member_of(commission, Role.MEMBER) for _ in range(2)],
        dsi=officer_of(ministry.scope, Role.DSI),
    )


def grid_of(body, *lines, scale=5):
    return operations.set_grid(body.commission.pk, criteria=lines, scale_max=scale, by=body.secretary)


def scored(body, need, *marks, by=0):
    """Give the marks of one member, in the order of the criteria."""
    grid = body.commission.criteria_grids.order_by("-number").first()
    scores = dict(zip(grid.criteria.order_by("position").values_list("pk", flat=True), marks, strict=True))
    return operations.score(need.pk, scores=scores, by=body.members[by])


def ranked(body, *marks):
    """A ranking of as many needs, each scored by one member, on two criteria of weights 30 and 10."""
    grid_of(body, "Utilité ; 30", "Coût ; 10")
    needs = [NeedFactory(commission=body.commission, submitted=True) for _ in marks]
    for need, mark in zip(needs, marks, strict=True):
        scored(body, need, *mark)
    return operations.make_ranking(body.commission.pk, by=body.secretary), needs


def say(ranking, *verdicts, by=None):
    lines = list(ranking.lines.in_order())
    said = {line.pk: verdict for line, verdict in zip(lines, verdicts, strict=True)}
    return operations.say_verdicts(ranking.pk, verdicts=said, by=by)


KEPT, PUT_OFF = LineVerdict(Verdict.RETAINED), LineVerdict(Verdict.ADJOURNED, "À chiffrer.")
OUT = LineVerdict(Verdict.DISCARDED, "Hors mission.")


# ── what a score says ───────────────────────────────────────────────────────────────────────────────────────────────


def criterion(pk, weight):
    return SimpleNamespace(pk=pk, weight=Decimal(weight))


def mark(criterion_id, scorer_id, value):
    return SimpleNamespace(criterion_id=criterion_id, scorer_id=scorer_id, value=value)


def test_a_total_is_the_weighted_mean_of_means_and_its_spread_that_of_whole_scorers():
    criteria = [criterion("a", 30), criterion("b", 10)]
    found = scores_of(criteria, [mark("a", 1, 5), mark("b", 1, 3), mark("a", 2, 2), mark("b", 2, 4), mark("a", 3, 2)])
    # a: (5 + 2 + 2) ÷ 3 = 3; b: 3,5; (3 × 30 + 3,5 × 10) ÷ 40 = 3,125. Alone: 4,5 and 2,5; the third scored half.
    assert (found.total, found.spread, found.scorer_count) == (Decimal("3.13"), Decimal("2.00"), 3)
    assert [(line.mean, line.lowest, line.highest, line.count) for line in found.criteria] == [
        (3, 2, 5, 3),
        (Decimal("3.5"), 3, 4, 2),
    ]


def test_what_nobody_scored_is_not_zero_and_zero_is_a_score():
    criteria = [criterion("a", 1), criterion("b", 1)]
    assert scores_of(criteria, [mark("a", 1, 5)]).total is None
    assert scores_of(criteria, [mark("a", 1, 5), mark("b", 1, 0)]).total == Decimal("2.50")
    assert scores_of(criteria, [mark("other grid", 1, 5)]).scorer_count == 0
    assert scores_of([], []).total is None


def test_equal_totals_share_their_rank():
    assert ranks_of([Decimal("4"), Decimal("3.5"), Decimal("3.5"), Decimal("1")]) == [1, 2, 2, 4]


# ── registering and scoring ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_need_has_its_number_and_is_submitted_once_it_says_who_asks(client, body):
    client.force_login(body.members[0])
    structure = StructureFactory(ministry=body.ministry, scope=body.ministry.scope)
    typed = {"commission": body.commission.pk, "title": "Suivi des bénéficiaires", "asked_on": "02/03/2021"}
    page = client.post(reverse("needs:new"), typed, follow=True).content.decode()
    need = Need.objects.get()
    assert (need.code, need.state, need.scope) == ("B-2021-001", S.DRAFT, body.ministry.scope)
    assert "en brouillon : soumettez-le" in page
    with pytest.raises(Refused, match="ne dit pas qui le demande"):
        operations.submit(need.pk, by=body.members[0])
    edited = {"title": need.title, "structure": structure.pk, "asked_on": "02/03/2021", "version": need.version}
    assert client.post(NEEDS.edit_href(need), edited).status_code == 302
    assert "est soumis" in client.post(reverse("needs:submit", args=[need.pk]), follow=True).content.decode()
    foreign = StructureFactory(ministry=MinistryFactory())
    refused = client.post(reverse("needs:new"), typed | {"structure": foreign.pk})
    assert (refused.status_code, Need.objects.count()) == (400, 1)


def test_members_score_by_the_weights_of_the_commission_and_a_half_scored_need_is_not_scored(body):
    need = NeedFactory(commission=body.commission, submitted=True)
    with pytest.raises(Refused, match="n’a pas fixé ses critères"):
        operations.score(need.pk, scores={}, by=body.members[0])
    grid = grid_of(body, "Utilité ; 30", "Coût;12,5", scale=10)
    assert list(grid.criteria.order_by("position").values_list("label", "weight")) == [
        ("Utilité", Decimal("30.00")),
        ("Coût", Decimal("12.50")),
    ]
    need = scored(body, need, 8, None)
    assert (need.state, need.total, need.scorer_count) == (S.SUBMITTED, None, 1)
    need = scored(body, need, None, 0, by=1)
    assert (need.state, need.total, need.spread, need.scorer_count) == (S.SCORED, Decimal("5.65"), None, 2)
    with pytest.raises(InvalidInput, match="va de 0 à 10"):
        scored(body, need, 11, 0)
    need = scored(body, need, None, None, by=1)
    assert (need.state, need.total) == (S.SUBMITTED, None)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["Utilité"], "puis son poids"),
        (["Utilité ; 0"], "le poids va de 0,01"),
        (["Utilité ; 3", "utilite ; 2"], "y est déjà"),
        ([], "il en faut de 1 à 20"),
    ],
)
def test_a_grid_that_cannot_weigh_is_refused_line_by_line(body, lines, said):
    with pytest.raises(InvalidInput, match=said):
        grid_of(body, *lines)


def test_a_new_grid_leaves_what_waits_to_be_scored_anew_and_the_old_one_as_it_was(body):
    first = grid_of(body, "Utilité ; 1")
    need = scored(body, NeedFactory(commission=body.commission, submitted=True), 4)
    assert need.state == S.SCORED
    grid_of(body, "Impact ; 1")
    need.refresh_from_db()
    assert (need.state, need.total, need.grid) == (S.SUBMITTED, None, None)
    assert NeedScore.objects.filter(criterion__grid=first).count() == 1
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        type(first).objects.filter(pk=first.pk).update(scale_max=20)


def test_who_gave_which_score_is_read_in_the_commission_alone(client, body):
    grid_of(body, "Utilité ; 1")
    need = scored(body, NeedFactory(commission=body.commission, submitted=True), 4)
    client.force_login(body.members[1])
    assert f"{body.members[0]} : Utilité, 4" in client.get(NEEDS.href(need)).content.decode()
    client.force_login(body.dsi)
    page = client.get(NEEDS.href(need)).content.decode()
    assert "4,00" in page
    assert str(body.members[0]) not in page.split('id="note"')[1].split("</section>")[0]


def test_each_state_allows_its_acts_and_no_other():
    for state in S:
        for act in NeedAct:
            move = NEED_WORKFLOW.moves[act]
            if state in move.sources:
                assert NEED_WORKFLOW.target(act, state) == move.target
            else:
                with pytest.raises(Refused, match=f"est à l’état « {state.label} »"):
                    NEED_WORKFLOW.target(act, state)


# ── ranking and adopting ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_ranking_copies_what_is_scored_the_best_first_and_counts_what_it_leaves_out(body):
    lot = LotFactory(commission=body.commission, title="Registres")
    NeedFactory(commission=body.commission, submitted=True)
    ranking, needs = ranked(body, (1, 1), (5, 5), (1, 1))
    assert [(line.rank, line.need_id, line.total) for line in ranking.lines.in_order()] == [
        (1, needs[1].pk, Decimal("5.00")),
        (2, needs[0].pk, Decimal("1.00")),
        (2, needs[2].pk, Decimal("1.00")),
    ]
    assert (ranking.unscored_count, ranking.state) == (1, RankingState.OPEN)
    operations.fill_lot(lot.pk, needs=needs[:2], by=body.secretary)
    line = ranking.lines.in_order()[0]
    assert (line.need.state, line.need.lot, line.lot_title) == (S.RANKED, lot, "")  # the lot of its day
    scored(body, NeedFactory(commission=body.commission, submitted=True), 3, 3)
    with pytest.raises(Refused, match="déjà un classement à adopter"):
        operations.make_ranking(body.commission.pk, by=body.secretary)


def test_nothing_scored_makes_no_ranking(body):
    NeedFactory(commission=body.commission, submitted=True)
    with pytest.raises(Refused, match="aucun besoin n’est noté"):
        operations.make_ranking(body.commission.pk, by=body.secretary)


def test_an_adopted_ranking_no_longer_changes_whatever_is_scored_afterwards(client, body):
    ranking, needs = ranked(body, (5, 5), (4, 4), (3, 3))
    with pytest.raises(InvalidInput, match="avec son motif"):
        say(ranking, KEPT, LineVerdict(Verdict.DISCARDED, " "), KEPT)
    say(ranking, KEPT, PUT_OFF, LineVerdict(""))
    adopted = {"reference": "Décision n° 4 (registre papier)", "decided_on": date(2026, 1, 8), "by": body.secretary}
    with pytest.raises(Refused, match="sans sort"):
        operations.adopt_elsewhere(ranking.pk, **adopted)
    say(ranking, KEPT, PUT_OFF, OUT)
    ranking = operations.adopt_elsewhere(ranking.pk, **adopted)
    assert [Need.objects.get(pk=need.pk).state for need in needs] == [S.RETAINED, S.ADJOURNED, S.DISCARDED]
    before = list(ranking.lines.in_order().values())
    scored(body, needs[1], 0, 0, by=1)  # adjourned: it waits for the next one
    Need.objects.filter(pk=needs[0].pk).update(title="Un autre titre")
    assert list(ranking.lines.in_order().values()) == before
    assert fingerprint(list(ranking.lines.in_order())) == ranking.rows_sha256
    with pytest.raises(DatabaseError, match="ranking_is_adopted"), transaction.atomic():
        ranking.lines.update(reason="autre")
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        Ranking.objects.filter(pk=ranking.pk).update(state="dropped")
    with pytest.raises(Refused, match="est adopté"):
        say(ranking, KEPT, KEPT, KEPT)
    client.force_login(body.dsi)
    page = client.get(reverse("rankings:detail", args=[ranking.pk])).content.decode()
    assert "1\u00a0retenu, 1\u00a0ajourné, 1\u00a0écarté" in page
    assert needs[0].title in page
    assert "Classement altéré" not in page
    following = operations.make_ranking(body.commission.pk, by=body.secretary)
    assert [line.need_id for line in following.lines.in_order()] == [needs[1].pk]


def test_a_dropped_ranking_gives_its_needs_back(body):
    ranking, needs = ranked(body, (5, 5))
    operations.drop(ranking.pk, reason="Grille à revoir.", by=body.secretary)
    needs[0].refresh_from_db()
    assert (needs[0].state, needs[0].total) == (S.SCORED, Decimal("5.00"))
    with pytest.raises(Refused, match="à l’état « abandonné »"):
        operations.drop(ranking.pk, reason="Encore.", by=body.secretary)


def under_another_grid(body):
    return grid_of(body, "Sécurité ; 1", scale=20)


def test_a_total_of_an_old_grid_is_never_ranked_under_the_new_one(body):
    ranking, (kept, aside) = ranked(body, (5, 5), (4, 4))
    operations.drop(ranking.pk, reason="Un doublon.", by=body.secretary)
    operations.set_aside(aside.pk, reason="Doublon.", by=body.secretary)
    ranking = operations.make_ranking(body.commission.pk, by=body.secretary)
    new = under_another_grid(body)
    operations.reopen(aside.pk, reason="Ce n’en est pas un.", by=body.secretary)
    operations.drop(ranking.pk, reason="La grille change.", by=body.secretary)
    for need in (kept, aside):
        need.refresh_from_db()
        assert (need.state, need.total, need.grid, need.scorer_count) == (S.SUBMITTED, None, None, 0)
    with pytest.raises(Refused, match="aucun besoin n’est noté"):
        operations.make_ranking(body.commission.pk, by=body.secretary)
    scored(body, aside, 12)
    [line] = operations.make_ranking(body.commission.pk, by=body.secretary).lines.all()
    assert (line.need, line.total, line.ranking.grid) == (aside, Decimal("12.00"), new)


def test_what_an_adopted_ranking_put_off_or_kept_is_scored_anew_under_the_grid_set_meanwhile(body):
    ranking, (kept, put_off) = ranked(body, (5, 5), (4, 4))
    say(ranking, KEPT, PUT_OFF)
    new = under_another_grid(body)
    operations.adopt_elsewhere(ranking.pk, reference="D1", decided_on=date(2026, 1, 8), by=body.secretary)
    assert Need.objects.get(pk=kept.pk).total == Decimal("5.00")  # adopted with it
    operations.reopen(kept.pk, reason="Budget revu.", by=body.secretary)
    assert list(Need.objects.order_by("number").values_list("state", "total")) == [
        (S.SUBMITTED, None),
        (S.ADJOURNED, None),
    ]
    scored(body, put_off, 7)
    [line] = operations.make_ranking(body.commission.pk, by=body.secretary).lines.all()
    assert (line.need, line.total, line.ranking.grid) == (put_off, Decimal("7.00"), new)


def test_a_need_given_back_and_submitted_again_keeps_its_scores_and_is_ranked(body):
    grid_of(body, "Utilité ; 30", "Coût ; 10")
    need = NeedFactory(commission=body.commission, submitted=True)
    for member in range(2):
        scored(body, need, 5, 3, by=member)
    operations.send_back(need.pk, reason="À compléter.", by=body.secretary)
    again = operations.submit(need.pk, by=body.dsi)
    assert (again.state, again.total) == (S.SCORED, Decimal("4.50"))
    assert [line.need for line in operations.make_ranking(body.commission.pk, by=body.secretary).lines.all()] == [need]


def test_a_dropped_ranking_leaves_an_adjourned_need_adjourned_with_its_reason(body):
    ranking, (need,) = ranked(body, (5, 5))
    say(ranking, PUT_OFF)
    operations.adopt_elsewhere(ranking.pk, reference="D1", decided_on=date(2026, 1, 8), by=body.secretary)
    ranking = operations.make_ranking(body.commission.pk, by=body.secretary)
    operations.drop(ranking.pk, reason="Erreur.", by=body.secretary)
    need.refresh_from_db()
    assert (need.state, need.state_reason, need.total) == (S.ADJOURNED, PUT_OFF.reason, Decimal("5.00"))


@pytest.fixture
def sitting():
    """A session being held, whose agenda holds the ranking of two needs."""
    world = held()
    world.ministry = world.commission.ministry
    world.members = [member_of(world.commission, Role.MEMBER) for _ in range(2)]
    world.ranking, world.needs = ranked(world, (5, 5), (1, 1))
    world.item.ranking, world.item.kind = world.ranking, ItemKind.NEEDS
    world.item.save()
    world.item.projects.clear()
    return world


def concluded(world, outcome, **more):
    return decide(world.item.pk, outcome=outcome, by_consensus=True, by=world.secretary, **more)


def test_the_decision_of_the_commission_adopts_the_ranking_of_its_item(sitting):
    with pytest.raises(Refused, match="2\u00a0besoins sans sort"):
        concluded(sitting, Outcome.FAVOURABLE)
    say(sitting.ranking, KEPT, OUT)
    decision = concluded(sitting, Outcome.FAVOURABLE)
    sitting.ranking.refresh_from_db()
    assert (sitting.ranking.state, sitting.ranking.decision_reference) == (RankingState.ADOPTED, decision.reference)
    assert sitting.ranking.decided_on == sitting.session.held_on
    assert [Need.objects.get(pk=need.pk).state for need in sitting.needs] == [S.RETAINED, S.DISCARDED]
    entry = entries_of(sitting.needs[1]).last()
    assert (entry.act, entry.after["reason"]) == (NeedAct.DISCARD, "Hors mission.")


@pytest.mark.parametrize(
    ("outcome", "state", "need"),
    [
        (Outcome.UNFAVOURABLE, RankingState.DROPPED, S.SCORED),
        (Outcome.ADJOURNED, RankingState.OPEN, S.RANKED),
        (Outcome.NOTED, RankingState.OPEN, S.RANKED),
    ],
)
def test_another_conclusion_drops_the_ranking_or_leaves_it_open(sitting, outcome, state, need):
    concluded(sitting, outcome)
    sitting.ranking.refresh_from_db()
    sitting.needs[0].refresh_from_db()
    assert (sitting.ranking.state, sitting.needs[0].state) == (state, need)


def test_the_secretary_tables_the_open_ranking_once_and_a_postponed_item_takes_it_along(client, body):
    session = SessionFactory(commission=body.commission)
    with pytest.raises(Refused, match="n’en a aucun à adopter"):
        table_ranking(session.pk, by=body.secretary)
    ranking, _ = ranked(body, (5, 5))
    client.force_login(body.secretary)
    page = client.get(reverse("rankings:detail", args=[ranking.pk])).content.decode()
    assert reverse("sessions:table_ranking", args=[session.pk]) in page
    assert "à adopter" in client.get(reverse("sessions:prepare", args=[session.pk])).content.decode()
    answer = client.post(reverse("sessions:table_ranking", args=[session.pk]), follow=True)
    item = AgendaItem.objects.get(ranking=ranking)
    assert "est inscrit : un avis favorable adopte" in answer.content.decode()
    assert item.kind == ItemKind.NEEDS
    with pytest.raises(Refused, match="déjà à un ordre du jour"):
        table_ranking(session.pk, by=body.secretary)
    copy = postpone_item(item.pk, reason="Membres absents.", by=body.secretary)
    assert copy.ranking == ranking
    places = client.get(reverse("rankings:detail", args=[ranking.pk])).content.decode()
    assert "retiré" in places
    assert f"#point-{copy.pk}" in places


# ── becoming a project, and what resembles ──────────────────────────────────────────────────────────────────────────


def test_a_retained_need_becomes_a_project_and_both_say_so(client, body):
    need = NeedFactory(commission=body.commission, retained=True, number=4, year=2021, objectives="Suivre les aides.")
    client.force_login(body.dsi)
    answer = client.post(reverse("needs:become", args=[need.pk]), {"project": ""}, follow=True)
    project = Project.objects.get()
    assert (project.title, project.objectives, project.ministry) == (need.title, "Suivre les aides.", body.ministry)
    assert project.code in answer.content.decode()
    page = client.get(reverse("projects:detail", args=[project.pk])).content.decode()
    assert "Né du besoin" in page
    assert "B-2021-004" in page
    need.refresh_from_db()
    assert need.state == S.BECAME
    other = ProjectFactory(ministry=body.ministry)
    operations.become(need.pk, project=other, by=body.dsi)
    with pytest.raises(InvalidInput, match="autre ministère"):
        operations.become(need.pk, project=ProjectFactory(), by=body.dsi)
    with pytest.raises(Refused, match="déjà relié à ce projet"):
        operations.become(need.pk, project=other, by=body.dsi)
    for outcome in need.outcomes.order_by("pk"):
        client.post(reverse("needs:undo_outcome", args=[outcome.pk]), {"reason": "Erreur."})
    need.refresh_from_db()
    assert (need.state, need.outcomes.count()) == (S.RETAINED, 0)


def test_a_retained_need_becomes_an_e_service_and_both_say_so(client, body):
    need = NeedFactory(commission=body.commission, retained=True, number=5, year=2021, title="Inscription en ligne")
    known, foreign = EServiceFactory(ministry=body.ministry, name="Guichet unique"), EServiceFactory()
    client.force_login(body.dsi)
    address = reverse("needs:become_service", args=[need.pk])
    assert address in client.get(reverse("needs:detail", args=[need.pk])).content.decode()
    form = client.get(address).content.decode()
    assert ("Guichet unique" in form, foreign.name in form) == (True, False)
    answer = client.post(address, {"service": ""}, follow=True).content.decode()
    service = EService.objects.get(name="Inscription en ligne")
    assert (service.ministry, service.source) == (body.ministry, f"Besoin {need.code}")
    assert reverse("eservices:detail", args=[service.pk]) in answer
    page = client.get(reverse("eservices:detail", args=[service.pk])).content.decode()
    assert "Né du besoin" in page
    assert need.code in page
    need.refresh_from_db()
    assert need.state == S.BECAME
    operations.become_service(need.pk, service=known.pk, by=body.dsi)
    with pytest.raises(InvalidInput, match="n’est pas de ce ministère"):
        operations.become_service(need.pk, service=foreign.pk, by=body.dsi)
    with pytest.raises(Refused, match="déjà relié à cet e-service"):
        operations.become_service(need.pk, service=known.pk, by=body.dsi)
    for outcome in need.outcomes.order_by("pk"):
        client.post(reverse("needs:undo_outcome", args=[outcome.pk]), {"reason": "Erreur."})
    need.refresh_from_db()
    assert (need.state, need.outcomes.count(), EService.objects.filter(pk=service.pk).count()) == (S.RETAINED, 0, 1)


def test_without_a_catalogue_a_need_becomes_no_e_service(body):
    need = NeedFactory(commission=body.commission, retained=True)
    with outcome_ways.silenced(), pytest.raises(Refused, match="n’en tient pas le catalogue"):
        operations.become_service(need.pk, by=body.dsi)


def test_a_need_that_is_not_retained_becomes_nothing(body):
    need = NeedFactory(commission=body.commission, submitted=True)
    with pytest.raises(Refused, match="relier le besoin à ce qu’il devient"):
        operations.become(need.pk, by=body.dsi)
    assert not Project.objects.exists()


def test_what_resembles_is_shown_among_what_one_may_see(body):
    title = "Registre unique des bénéficiaires de transferts monétaires"
    need = NeedFactory(commission=body.commission, title=title)
    theirs = ProjectFactory(title=title)  # of another ministry
    shared = ProjectFactory(title=f"{title}, phase 2")
    shared.partner_ministries.add(body.ministry)
    found = similar(body.dsi, title, leave_out=None)
    assert [line.project.pk for line in found.projects] == [shared.pk]
    assert [line.pk for line in found.others] == [need.pk]
    neighbour = officer_of(theirs.scope, Role.DSI)
    assert [line.project.pk for line in similar(neighbour, title).projects] == [theirs.pk]
    assert similar(neighbour, title).others == []
    assert [line.pk for line in similar(body.dsi, title, leave_out=need.pk).others] == []


def test_the_list_tells_an_unknown_cost_from_none(client, body):
    client.force_login(body.dsi)
    NeedFactory(commission=body.commission, estimated_cost=None)
    NeedFactory(commission=body.commission, estimated_cost=0)
    page = client.get(NEEDS.list_href()).content.decode()
    assert "non noté" in page
    lines = b"".join(client.get(NEEDS.list_href(), {"format": "csv", "sort": "code"}).streaming_content)
    costs = [line.split(";")[8] for line in lines.decode("utf-8-sig").splitlines()[1:]]
    assert sorted(costs) == ["", "0"]
    unknown = b"".join(client.get(NEEDS.list_href(), {"format": "csv", "cost": "unknown"}).streaming_content)
    assert len(unknown.decode().splitlines()) == 2


def test_a_member_finds_on_his_home_page_the_needs_that_wait_for_his_scores(client, body):
    grid_of(body, "Utilité ; 1")
    need = NeedFactory(commission=body.commission, submitted=True)
    client.force_login(body.members[0])
    assert f"{reverse('needs:list')}?to_score=1" in client.get("/").content.decode()
    scored(body, need, 3)
    assert f"{reverse('needs:list')}?to_score=1" not in client.get("/").content.decode()
    client.force_login(body.secretary)
    assert "le classement de" in client.get("/").content.decode()


def test_who_proposed_a_need_does_not_score_it_and_the_others_do(client, body):
    grid = grid_of(body, "Utilité ; 1")
    client.force_login(body.members[0])
    typed = {"commission": body.commission.pk, "title": "Messagerie", "asker": "Cabinet"}
    client.post(reverse("needs:new"), typed)
    need = Need.objects.get()
    assert need.proposed_by == body.members[0]
    operations.submit(need.pk, by=body.members[0])
    address = reverse("needs:score", args=[need.pk])
    refused = client.get(address)
    assert (refused.status_code, "se déporte" in refused.content.decode()) == (403, True)
    with pytest.raises(Refused, match="vous l’avez proposé"):
        scored(body, need, 4)
    assert address not in client.get(NEEDS.href(need)).content.decode()
    waiting = [Need.objects.to_score_by(user, [body.commission.pk]).count() for user in body.members]
    assert waiting == [0, 1]
    assert scored(body, need, 3, by=1).grid == grid
