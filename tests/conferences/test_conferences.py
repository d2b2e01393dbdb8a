"""A conference from its preparation to its report: who sees it, what prevents an act, what each leaves behind."""

from datetime import date, timedelta
from html import unescape

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from rest_framework.test import APIClient

from cmsic.search.queries import search
from conferences.enums import CONFERENCE_PAPER, ConferenceAct, ConferenceState
from conferences.models import Conference, ConferenceRecommendation, Participant
from conferences.operations import (
    announce,
    cancel,
    correct_recommendation,
    follow_review,
    hold,
    paste_participants,
    recommend,
    remove_part,
    reopen,
    report,
    writing,
)
from conferences.operations.writing import Advice
from conferences.queries.sheet import delegations
from conferences.register.conferences import CONFERENCES
from conferences.reports import build_report, report_html
from conferences.workflow import CONFERENCE_WORKFLOW
from foundation.accounts.enums import Role
from foundation.common import clock
from foundation.common.exceptions import InvalidInput, Refused
from foundation.documents.models import Document
from foundation.journal.record import entries_of
from foundation.notifications.models import Notice
from recommendations.models import Recommendation
from tests.factories import (
    CommissionFactory,
    MinistryFactory,
    RecommendationFactory,
    ScopeFactory,
    UserFactory,
    member_of,
    officer_of,
)
from tests.factories.conferences import (
    BodyFactory,
    ConferenceFactory,
    ConferenceRecommendationFactory,
    PanelFactory,
    ParticipantFactory,
    ServiceReviewFactory,
)
from tests.factories.eservices import EServiceFactory

pytestmark = pytest.mark.django_db
S = ConferenceState


@pytest.fixture
def body():
    return BodyFactory(code="CDSI9")


@pytest.fixture
def secretary(body):
    return member_of(body, Role.SECRETARY)


@pytest.fixture
def conference(body):
    row = ConferenceFactory(body=body)
    PanelFactory(conference=row)
    ParticipantFactory(conference=row)
    return row


@pytest.fixture
def dsi():
    return officer_of(MinistryFactory(name="Ministère du Plan").scope, Role.DSI)


def test_a_conference_in_preparation_is_seen_by_its_keepers_only(conference, secretary, dsi):
    admin = officer_of(ScopeFactory(kind="national"), Role.ASIN_ADMIN)
    reader = officer_of(ScopeFactory(kind="national"), Role.ASIN_READER)
    neighbour = member_of(BodyFactory(), Role.SECRETARY)
    seen = [user for user in (secretary, dsi, admin, reader, neighbour) if Conference.objects.visible_to(user).exists()]
    assert seen == [secretary, admin]
    announce(conference.pk, by=secretary)
    everybody = (secretary, dsi, admin, reader, neighbour, UserFactory())
    assert [Conference.objects.visible_to(user).exists() for user in everybody] == [True] * 5 + [False]


def test_announcing_names_what_is_missing(body, secretary):
    row = ConferenceFactory(body=body, held_on=None, year=2026, place="", theme="")
    with pytest.raises(Refused) as refusal:
        announce(row.pk, by=secretary)
    assert refusal.value.blockers == [
        "La date n’est pas fixée.",
        "Le lieu n’est pas dit.",
        "Le thème n’est pas dit.",
        "Aucun panel n’est au programme.",
    ]


def test_a_conference_to_come_is_not_said_held(conference, secretary):
    Conference.objects.filter(pk=conference.pk).update(held_on=clock.today() + timedelta(days=3))
    with pytest.raises(Refused) as refusal:
        hold(conference.pk, by=secretary)
    assert "ce jour n’est pas venu" in refusal.value.blockers[0]


def test_one_of_the_past_is_held_with_what_its_source_leaves_unknown(body):
    row = ConferenceFactory(body=body, held_on=None, year=2023, source="presse")
    assert hold(row.pk, by=None).state == S.HELD


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("act", CONFERENCE_WORKFLOW.moves)
def test_each_act_is_possible_from_its_states_only(conference, state, act):
    move = CONFERENCE_WORKFLOW.moves[act]
    Conference.objects.filter(pk=conference.pk).update(state=state, reported_at=clock.now())
    done = {
        ConferenceAct.ANNOUNCE: lambda: announce(conference.pk, by=None),
        ConferenceAct.HOLD: lambda: hold(conference.pk, by=None),
        ConferenceAct.REPORT: lambda: report(conference.pk, by=None),
        ConferenceAct.REOPEN: lambda: reopen(conference.pk, reason="Une erreur.", by=None),
        ConferenceAct.CANCEL: lambda: cancel(conference.pk, reason="Plus d’objet.", by=None),
    }[act]
    if state in move.sources:
        assert done().state == move.target
        return
    with pytest.raises(Refused, match="Impossible"):
        done()


def test_its_recommendations_are_drafts_until_the_report_which_numbers_them(conference, secretary, dsi):
    hold(conference.pk, by=secretary)
    ministry = MinistryFactory._meta.model.objects.get(name="Ministère du Plan")
    recommend(conference.pk, Advice("Publier le registre", ministry=ministry), by=secretary)
    recommend(conference.pk, Advice("Ouvrir le bac à sable", is_for_asin=True), by=secretary)
    assert Recommendation.objects.visible_to(dsi).count() == 0
    report(conference.pk, by=secretary)
    first, second = Recommendation.objects.order_by("number")
    assert (first.number, second.number, first.is_draft) == (1, 2, False)
    assert (first.origin_kind, first.origin_label) == ("conference", conference.title)
    assert first.is_answered_by(dsi, clock.today())
    officer = officer_of(ScopeFactory(kind="national"), Role.ASIN_READER)
    assert second.is_answered_by(officer, clock.today())
    assert not second.is_answered_by(dsi, clock.today())
    assert list(Recommendation.objects.mine(officer, clock.today())) == [second]
    assert list(Recommendation.objects.mine(dsi, clock.today())) == [first]


def test_a_recommendation_without_addressee_is_refused(conference, secretary):
    with pytest.raises(InvalidInput) as refusal:
        recommend(conference.pk, Advice("Faire mieux"), by=secretary)
    assert list(refusal.value.errors) == ["addressee_label"]


def test_an_issued_recommendation_is_neither_corrected_nor_removed(conference, secretary):
    hold(conference.pk, by=secretary)
    recommend(conference.pk, Advice("Publier", addressee_label="les DSI"), by=secretary)
    report(conference.pk, by=secretary)
    reopen(conference.pk, reason="Une coquille", by=secretary)
    link = ConferenceRecommendation.objects.get()
    with pytest.raises(Refused, match="elle est émise"):
        correct_recommendation(link.pk, Advice("Publier tout", addressee_label="les DSI"), by=secretary)


def test_the_report_taken_up_again_is_another_version_of_the_same_paper(conference, secretary):
    hold(conference.pk, by=secretary)
    report(conference.pk, by=secretary)
    reopen(conference.pk, reason="Une coquille", by=secretary)
    recommend(conference.pk, Advice("Publier", addressee_label="les DSI"), by=secretary)
    report(conference.pk, by=secretary)
    papers = list(Document.objects.about(conference, CONFERENCE_PAPER))
    assert [paper.version for paper in papers] == [2, 1]
    assert papers[0].supersedes_id == papers[1].pk
    acts = [line.act for line in entries_of(conference).order_by("at", "pk")]
    assert acts[-4:] == [ConferenceAct.HOLD, ConferenceAct.REPORT, ConferenceAct.REOPEN, ConferenceAct.REPORT]


def test_the_report_prints_who_came_what_was_found_and_what_is_asked_of_whom(conference, secretary):
    hold(conference.pk, by=secretary)
    ministry = MinistryFactory(name="Ministère du Plan et des Données")
    Participant.objects.create(
        scope=conference.scope, conference=conference, ministry=ministry, function="DSI", name="Awa GNANSOUNOU"
    )
    recommend(conference.pk, Advice("Publier le registre", ministry=ministry), by=secretary)
    report(conference.pk, by=secretary)
    content = build_report(Conference.objects.select_related("body").get(pk=conference.pk))
    assert content.participants.replace("\u00a0", " ") == "3 participants de 2 institutions"
    assert [(line.number, line.addressee) for line in content.advice] == [("1", "Ministère du Plan et des Données")]
    html = report_html(Document.objects.about(conference, CONFERENCE_PAPER).get(), code="ABCDEFGH")
    for words in ("Awa GNANSOUNOU", "Publier le registre", "Les usagers connaissent mal", "Ministère du Plan"):
        assert words in html.replace("\u00a0", " ")


def test_open_ones_of_the_former_editions_come_back(conference, secretary, body, client):
    former = ConferenceRecommendationFactory(conference=ConferenceFactory(body=body, title="Avant"))
    Recommendation.objects.filter(pk=former.recommendation_id).update(
        is_draft=False, number=1, text="Tenir l’inventaire"
    )
    client.force_login(secretary)
    page = client.get(CONFERENCES.href(conference)).content.decode()
    assert "Encore ouvertes, des éditions précédentes" in page
    assert "Tenir l’inventaire" in page
    Recommendation.objects.filter(pk=former.recommendation_id).update(state="done")
    assert "Tenir l’inventaire" not in client.get(CONFERENCES.href(conference)).content.decode()


def test_people_are_counted_by_institution_ministries_first(conference):
    ministry = MinistryFactory(name="Zones franches")
    ParticipantFactory(conference=conference, ministry=ministry, institution="Zones franches", function="DSI", count=1)
    ParticipantFactory(conference=conference, ministry=ministry, institution="Zones franches", function="RSSI", count=3)
    assert [(row.institution, row.count, row.functions) for row in delegations(conference)] == [
        ("Zones franches", 4, "1 DSI, 3 RSSI"),
        ("ASIN", 2, "2 DSI"),
    ]


def test_a_named_participant_counts_for_one(conference):
    with pytest.raises(IntegrityError, match="participant_named_is_one"), transaction.atomic():
        ParticipantFactory(conference=conference, name="Awa", count=2)


def test_a_ministerial_commission_has_no_conference(client):
    admin = officer_of(ScopeFactory(kind="national"), Role.ASIN_ADMIN)
    client.force_login(admin)
    cmsic = CommissionFactory()
    typed = {"body": cmsic.pk, "title": "Réunion", "year": 2026}
    assert client.post(reverse("conferences:new"), typed).status_code == 400
    assert not Conference.objects.exists()


def test_what_is_reported_is_written_no_more_by_any_door(conference, secretary):
    hold(conference.pk, by=secretary)
    report(conference.pk, by=secretary)
    api = APIClient()
    api.force_authenticate(secretary)
    conference.refresh_from_db()
    told = {"title": "Autre", "year": conference.year, "base_version": conference.version}
    assert api.post(reverse("api:conferences-edit", args=[conference.pk]), told, format="json").status_code == 409
    panel = {"conference": str(conference.pk), "title": "Un panel de plus"}
    assert api.post(reverse("api:panels-list"), panel, format="json").status_code == 400
    advice = {"text": "De plus", "addressee_label": "les DSI"}
    assert api.post(reverse("api:conferences-recommend", args=[conference.pk]), advice).status_code == 409


def test_the_search_finds_its_theme_and_a_panel(conference, secretary):
    found = [hit.title for group in search(secretary, "actifs") for hit in group.hits]
    assert conference.title in found


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_runs_a_fixed_number_of_queries(client, rows, django_assert_num_queries, body, secretary):
    for _ in range(rows):
        PanelFactory(conference=ConferenceFactory(body=body))
    client.force_login(secretary)
    client.get(CONFERENCES.list_href())
    with django_assert_num_queries(5):
        client.get(CONFERENCES.list_href())


def test_a_pasted_table_that_says_every_function_asks_for_none(conference, secretary):
    (row,) = paste_participants(conference.pk, lines="institution;fonction\nANIP;Directeur", by=secretary)
    assert (row.institution, row.function) == ("ANIP", "Directeur")
    with pytest.raises(InvalidInput, match="Ligne 3 : il manque la fonction"):
        paste_participants(conference.pk, lines="institution;fonction\nANIP;Directeur\nASIN;", by=secretary)


def test_a_pasted_list_knows_the_ministries_and_is_taken_whole_or_not_at_all(conference, secretary):
    MinistryFactory(name="Ministère du Plan", acronym="MP")
    lines = "institution;fonction;nom;nombre\nMP;DSI;;1\nministère du plan;RSSI;Awa GNANSOUNOU;\nANIP;;;3"
    made = paste_participants(conference.pk, lines=lines, function="DSI", by=secretary)
    assert [(row.institution, row.function, row.name, row.count) for row in made] == [
        ("Ministère du Plan", "DSI", "", 1),
        ("Ministère du Plan", "RSSI", "Awa GNANSOUNOU", 1),
        ("ANIP", "DSI", "", 3),
    ]
    with pytest.raises(InvalidInput) as refusal:
        paste_participants(conference.pk, lines="institution;nombre\nASIN;2\nANIP;deux", function="DSI", by=secretary)
    assert refusal.value.errors["lines"][0] == "Ligne 3 : le nombre « deux » ne se lit pas."
    assert conference.participants.filter(institution="ANIP").count() == 1


def test_what_was_learned_of_an_e_service_is_read_on_the_conference_and_printed(client, conference, secretary):
    ServiceReviewFactory(conference=conference, service="e-visa", diagnosis="La pièce vient après le paiement.")
    ServiceReviewFactory(conference=conference, service="e-résultat", problems="")
    client.force_login(secretary)
    page = client.get(CONFERENCES.href(conference)).content.decode()
    assert "La pièce vient après le paiement." in page
    assert "sans dire ses problèmes" in page
    content = build_report(Conference.objects.select_related("body").get(pk=conference.pk))
    assert content.reviews == (
        ("e-résultat", ()),
        (
            "e-visa",
            (("Problèmes", "La pièce demandée n’est pas dite."), ("Diagnostic", "La pièce vient après le paiement.")),
        ),
    )


def test_a_review_is_followed_once_in_the_register_of_problems_of_its_e_service(client, conference, dsi):
    announce(conference.pk, by=None)
    ministry = MinistryFactory._meta.model.objects.get(name="Ministère du Plan")
    service = EServiceFactory(ministry=ministry, name="e-visa")
    review = ServiceReviewFactory(conference=conference, service="e-visa", diagnosis="Le paiement vient trop tôt.")
    client.force_login(dsi)
    address = reverse("service-reviews:follow", args=[review.pk])
    assert client.post(address, {"eservice": service.pk}).status_code == 302
    review.refresh_from_db()
    problem = review.problem
    assert (problem.service, problem.origin, problem.state) == (service, "conference", "diagnosed")
    assert problem.origin_words.startswith(conference.title)
    assert (problem.subject, problem.diagnosis) == ("La pièce demandée n’est pas dite.", "Le paiement vient trop tôt.")
    page = client.get(reverse("service-reviews:detail", args=[review.pk])).content.decode()
    assert reverse("service-problems:detail", args=[problem.pk]) in page
    assert client.post(address, {"eservice": service.pk}).status_code == 409


def test_a_review_of_a_ministry_is_followed_by_it_only(client, conference, dsi):
    announce(conference.pk, by=None)
    review = ServiceReviewFactory(conference=conference, ministry=MinistryFactory())
    own = EServiceFactory(ministry=MinistryFactory._meta.model.objects.get(name="Ministère du Plan"))
    address = reverse("service-reviews:follow", args=[review.pk])
    client.force_login(dsi)
    assert address not in client.get(reverse("service-reviews:detail", args=[review.pk])).content.decode()
    assert client.post(address, {"eservice": own.pk}).status_code == 403
    calls = APIClient()
    calls.force_authenticate(dsi)
    call = reverse("api:service-reviews-follow", args=[review.pk])
    assert calls.post(call, {"eservice": str(own.pk)}, format="json").status_code == 403
    with pytest.raises(InvalidInput, match="autre ministère"):
        follow_review(review.pk, eservice=own, by=dsi)
    admin = officer_of(ScopeFactory(kind="national"), Role.ASIN_ADMIN)
    assert follow_review(review.pk, eservice=own, by=admin).problem.service == own


@pytest.mark.parametrize("said", [{"problems": "p" * 301}, {"diagnosis": "d" * 3001}, {"reforms": "r" * 3001}])
def test_what_the_register_of_problems_cannot_hold_is_refused_not_cut(conference, dsi, said):
    announce(conference.pk, by=None)
    review = ServiceReviewFactory(conference=conference, **said)
    service = EServiceFactory()
    with pytest.raises(Refused, match="Abrégez"):
        follow_review(review.pk, eservice=service, by=None)
    review.refresh_from_db()
    assert review.problem is None


def test_the_problem_of_a_conference_not_announced_is_not_followed(conference):
    review = ServiceReviewFactory(conference=conference)
    with pytest.raises(Refused, match="pas encore annoncée"):
        follow_review(review.pk, eservice=EServiceFactory(), by=None)


def test_what_is_behind_closed_doors_is_neither_on_the_conference_nor_in_its_report(client, conference, body, dsi):
    announce(conference.pk, by=None)
    hold(conference.pk, by=None)
    RecommendationFactory(commission=body, text="Remplacer le pare-feu percé", is_closed_doors=True)
    for reader in (dsi, member_of(body, Role.SECRETARY)):
        client.force_login(reader)
        assert "pare-feu percé" not in client.get(CONFERENCES.href(conference)).content.decode()
    assert "pare-feu percé" not in str(build_report(Conference.objects.select_related("body").get(pk=conference.pk)))


def test_a_former_one_is_listed_to_who_may_see_it(client, conference, body, dsi):
    announce(conference.pk, by=None)
    RecommendationFactory(commission=body, text="Chiffrer les postes", addressee_scope=MinistryFactory().scope)
    plan = MinistryFactory._meta.model.objects.get(name="Ministère du Plan")
    RecommendationFactory(commission=body, text="Ouvrir le guichet", addressee_scope=plan.scope)
    client.force_login(dsi)
    page = client.get(CONFERENCES.href(conference)).content.decode()
    assert "Ouvrir le guichet" in page
    assert "Chiffrer les postes" not in page


def test_two_corrections_at_once_leave_one_recommendation(conference, monkeypatch):
    hold(conference.pk, by=None)
    recommend(conference.pk, Advice("Publier", addressee_label="ANIP"), by=None)
    link = conference.recommendations.get()
    real, others = writing.locked, [Advice("Publier le registre", addressee_label="ANIP")]

    def another_first(pk):
        while others:
            correct_recommendation(link.pk, others.pop(), by=None)
        return real(pk)

    monkeypatch.setattr(writing, "locked", another_first)
    with pytest.raises(Refused, match="vient de corriger"):
        correct_recommendation(link.pk, Advice("Publier tout", addressee_label="ANIP"), by=None)
    assert conference.recommendations.count() == 1


def test_a_line_is_taken_back_once(conference):
    participant = conference.participants.get()
    remove_part(Participant, participant.pk, by=None)
    with pytest.raises(Refused, match="retirer cette ligne"):
        remove_part(Participant, participant.pk, by=None)


def test_what_is_issued_says_the_day_the_year_and_the_title_as_corrected(conference):
    hold(conference.pk, by=None)
    recommend(conference.pk, Advice("Publier", addressee_label="ANIP"), by=None)
    day = date(conference.year - 1, 7, 19)
    Conference.objects.filter(pk=conference.pk).update(held_on=day, year=day.year, title="9e Conférence des DSI")
    report(conference.pk, by=None)
    row = conference.recommendations.get().recommendation
    assert (row.issued_on, row.year, row.number) == (day, day.year, 1)
    assert row.origin_label == "9e Conférence des DSI"


def test_a_report_waits_for_the_day_and_for_dates_that_follow_it(conference):
    hold(conference.pk, by=None)
    recommend(conference.pk, Advice("Publier", addressee_label="ANIP", due_on=conference.held_on), by=None)
    ahead = clock.today() + timedelta(days=20)
    Conference.objects.filter(pk=conference.pk).update(held_on=ahead)
    with pytest.raises(Refused) as refusal:
        report(conference.pk, by=None)
    assert [line.split(" : ")[-1] for line in refusal.value.blockers] == [
        "ce jour n’est pas venu.",
        "L’échéance de « Publier » précède la date de la conférence.",
    ]


def test_a_report_without_a_day_says_that_it_is_not_known(client, conference, secretary):
    hold(conference.pk, by=None)
    Conference.objects.filter(pk=conference.pk).update(held_on=None)
    with pytest.raises(Refused) as refusal:
        report(conference.pk, by=None)
    assert "La date n’est pas connue." in refusal.value.blockers
    client.force_login(secretary)
    page = client.get(reverse("conferences:detail", args=[conference.pk]))
    assert "La date n’est pas connue." in page.content.decode()


def test_a_second_report_counts_all_that_is_recommended(conference, dsi):
    hold(conference.pk, by=None)
    recommend(conference.pk, Advice("Publier", addressee_label="ANIP"), by=None)
    report(conference.pk, by=None)
    reopen(conference.pk, reason="Une coquille.", by=None)
    report(conference.pk, by=None)
    texts = Notice.objects.filter(user=dsi, kind="conference").order_by("at", "pk").values_list("text", flat=True)
    assert [text.replace("\u00a0", " ").endswith("avec 1 recommandation.") for text in texts] == [True, True]


def test_a_rehearsed_body_holds_no_conference(conference):
    values = {name: getattr(conference, name) for name in CONFERENCES.fields} | {"body": BodyFactory(is_rehearsal=True)}
    with pytest.raises(InvalidInput, match="organe national"):
        CONFERENCES.add(by=None, **values)


def test_nothing_written_of_a_conference_is_taken_back_without_a_question(client, conference, secretary):
    panel = PanelFactory(conference=conference, title="Sauvegarder et restaurer")
    client.force_login(secretary)
    page = unescape(client.get(reverse("panels:detail", args=[panel.pk])).content.decode())
    assert 'data-cmsic-confirm="Retirer « Sauvegarder et restaurer », avec tout ce qui y est écrit ?"' in page
    recommend(conference.pk, Advice("Publier les délais", is_for_asin=True), by=secretary)
    page = unescape(client.get(reverse("conferences:detail", args=[conference.pk])).content.decode())
    assert 'data-cmsic-confirm="Retirer cette recommandation ?' in page


def test_an_act_that_would_be_refused_asks_no_question_and_says_why(client, conference, secretary):
    """Its refusals come at once; the question comes back with what was missing."""
    client.force_login(secretary)
    here, question = CONFERENCES.href(conference), 'data-cmsic-confirm="Annoncer cette conférence ?'
    assert question in unescape(client.get(here).content.decode())
    Conference.objects.filter(pk=conference.pk).update(place="")
    page = unescape(client.get(here).content.decode())
    assert question not in page
    assert reverse("conferences:announce", args=[conference.pk]) in page
    said = client.post(
        reverse("conferences:announce", args=[conference.pk]), headers={"Referer": f"http://testserver{here}"}
    )
    assert said.status_code == 302
    assert "Le lieu n’est pas dit." in client.get(said.url).content.decode().replace("\u00a0", " ")
    Conference.objects.filter(pk=conference.pk).update(held_on=clock.today() + timedelta(days=3))
    assert 'data-cmsic-confirm="Dire que' not in unescape(client.get(here).content.decode())
