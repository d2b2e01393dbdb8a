"""A session held on paper is corrected and completed like the source it stands for; nothing is computed from what no
source says.
"""

import re
from copy import deepcopy
from datetime import date, time

import pytest
from django.urls import reverse

from commissions.enums import SeriesKind
from commissions.models import NumberSeries
from foundation.accounts.enums import Role
from foundation.common.exceptions import Conflict, InvalidInput, Refused
from foundation.journal.record import entries_of
from ministries.models import FactSource
from recommendations.models import Recommendation
from sessions.core.enums import Outcome, PresenceKind, Section
from sessions.core.models import CommissionSession, Decision, ProcesVerbal, TextRevision
from sessions.papers.reports.pv import build_pv_document
from sessions.past.forms import rows_of
from sessions.past.operations import (
    PastGuest,
    PastItem,
    PastPresence,
    PastRecommendation,
    PastSession,
    PastSpeech,
    as_recorded,
    correct_past_session,
    record_past_session,
)
from sessions.past.queries import TOLD, lines_in
from tests.factories import ProjectFactory, SessionFactory, commission_with_members, member_of, officer_of

pytestmark = pytest.mark.django_db
PAPER = "PV papier, armoire 3"


@pytest.fixture(scope="module")
def keepers(standing):
    """A commission and its secretary."""
    commission = commission_with_members(4)
    return commission, member_of(commission, Role.SECRETARY)


@pytest.fixture(scope="module")
def recorded(keepers):
    commission, secretary = keepers
    seat = commission.seats.in_protocol_order()[0]
    return record_past_session(
        PastSession(
            commission=commission,
            year=2023,
            source="La Nation",
            held_on=date(2023, 3, 1),
            theme="Le numérique",
            items=[PastItem("Bilan", outcome=Outcome.NOTED, texts={Section.COMMUNICATION: "Le bilan est présenté."})],
            presence=[PastPresence(seat, person_name="M. X")],
            recommendations=[PastRecommendation("Sauvegarder", "la DSI")],
        ),
        by=secretary,
    )


@pytest.fixture
def commission(keepers):
    return deepcopy(keepers[0])


@pytest.fixture
def secretary(keepers):
    return deepcopy(keepers[1])


@pytest.fixture
def session(recorded):
    return deepcopy(recorded)


def corrected(session, by, *, base_version=None, **facts):
    session.refresh_from_db()
    told = {"held_on": session.held_on, "theme": session.theme, "place": session.place} | facts
    past = PastSession(commission=session.commission, year=session.year, source=PAPER, **told)
    return correct_past_session(session.pk, past, base_version=base_version or session.version, by=by)


def test_facts_are_corrected_with_their_source_and_what_was_written_stays_in_the_history(session, secretary):
    corrected(session, secretary, held_on=date(2023, 3, 2), starts_at=time(9, 30), place="Cotonou")
    session.refresh_from_db()
    assert (session.held_on, session.starts_at, session.place) == (date(2023, 3, 2), time(9, 30), "Cotonou")
    assert session.opened_at.hour == 8  # 9 h 30 in Cotonou
    line = entries_of(session).filter(act="correct_past").get()
    assert (line.before["held_on"], line.after["held_on"]) == ("2023-03-01", "2023-03-02")
    assert FactSource.objects.filter(object_id=session.pk, field="held_on", source=PAPER).exists()
    assert session.events.filter(held_on=date(2023, 3, 1)).exists()


def test_two_who_correct_at_once_see_both(session, secretary):
    corrected(session, secretary, theme="Autre thème")
    with pytest.raises(Conflict):
        corrected(session, secretary, base_version=1, theme="Troisième")


def test_an_item_is_corrected_with_its_text_as_a_new_revision_and_others_are_added(session, secretary):
    item = session.agenda_items.get()
    corrected(
        session,
        secretary,
        items=[
            PastItem("Bilan 2022", outcome=Outcome.NOTED, texts={Section.COMMUNICATION: "Autre récit."}, pk=item.pk),
            PastItem("Divers"),
        ],
        guests=[PastGuest("Représentant de l’ASIN")],
        recommendations=[PastRecommendation("Chiffrer", "le DSI", item=2)],
    )
    assert [row.title for row in session.agenda_items.order_by("position")] == ["Bilan 2022", "Divers"]
    assert [row.text for row in TextRevision.objects.filter(minute_text__item=item).order_by("revision")] == [
        "Le bilan est présenté.",
        "Autre récit.",
    ]
    assert session.guests.get().function == "Représentant de l’ASIN"
    assert session.agenda_items.get(title="Divers").item_recommendations.count() == 1
    assert entries_of(item).filter(act="correct_past_item").get().before["title"] == "Bilan"


def test_a_presence_is_corrected_by_a_new_line_and_the_former_is_kept_cancelled(session, secretary):
    seat = session.presence_events.get().seat
    corrected(session, secretary, presence=[PastPresence(seat, person_name="M. X")])
    assert session.presence_events.count() == 1  # says the same: nothing is written
    corrected(session, secretary, presence=[PastPresence(seat, PresenceKind.EXCUSED, person_name="M. X")])
    assert session.presence_events.get(cancelled_at=None).kind == PresenceKind.EXCUSED
    assert session.presence_events.exclude(cancelled_at=None).get().kind == PresenceKind.ARRIVED


def test_its_paper_is_made_anew(session, secretary):
    first = ProcesVerbal.objects.get(session=session).document
    corrected(session, secretary, theme="L’identité numérique")
    assert ProcesVerbal.objects.get(session=session).document.version == first.version + 1


def test_a_session_held_in_the_portal_an_item_of_another_and_a_day_to_come_are_refused(session, secretary):
    held = SessionFactory(commission=session.commission, lifted=True)
    with pytest.raises(Refused, match="elle s’est tenue au portail"):
        corrected(held, secretary)
    other = record_past_session(
        PastSession(commission=session.commission, year=2022, source=PAPER, items=[PastItem("Autre")]), by=secretary
    )
    with pytest.raises(InvalidInput, match="n’est pas de cette session"):
        corrected(session, secretary, items=[PastItem("Bilan", pk=other.agenda_items.get().pk)])
    with pytest.raises(InvalidInput, match="n’est pas encore passé"):
        corrected(session, secretary, held_on=date(2999, 1, 1))


def test_nothing_is_computed_from_seats_that_no_source_names(session):
    content = build_pv_document(session, status="reconstituted")
    assert content.quorum.statement == "Quorum : non renseigné."
    assert (content.quorum.lines, content.participation.vacant, content.participation.absent) == ((), (), ())
    assert [line.name for line in content.participation.present] == ["M. X"]


def lines(prefix, rows, initial=0):
    data = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": initial}
    return data | {f"{prefix}-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}


def typed(session, **facts):
    item = session.agenda_items.get()
    data = {"source": PAPER, "version": session.version, "held_on": "2023-03-01", "theme": "Le numérique"} | facts
    data |= lines(
        "points",
        [
            {
                "pk": item.pk,
                "title": "Bilan",
                "kind": "communication",
                "outcome": "noted",
                "text": "Le bilan est présenté.",
            }
        ],
    )
    for empty in ("allocutions", "invites", "recommandations"):
        data |= lines(empty, [])
    row = session.presence_events.get()
    return data | lines("presences", [{"seat": row.seat_id, "kind": row.kind, "person_name": row.person_name}])


def test_the_page_that_corrects_is_filled_with_what_was_recorded(client, session, secretary):
    client.force_login(secretary)
    asked = client.get(reverse("sessions:edit", args=[session.pk]))
    assert asked["Location"] == address(session)
    page = client.get(address(session)).content.decode()
    assert 'value="Bilan"' in page
    assert "Le bilan est présenté." in page
    assert 'value="M. X"' in page
    assert client.post(address(session), typed(session, source="")).status_code == 400
    answer = client.post(address(session), typed(session, place="Cotonou"))
    assert answer["Location"] == reverse("sessions:detail", args=[session.pk])
    session.refresh_from_db()
    assert (session.place, session.agenda_items.count()) == ("Cotonou", 1)
    assert client.post(address(session), typed(session, version=1, theme="Trop tard")).status_code == 409


def address(session):
    return reverse("sessions:correct_past", args=[session.pk])


def test_its_page_tells_who_came_and_what_was_recommended(client, session, secretary):
    client.force_login(secretary)
    page = client.get(reverse("sessions:detail", args=[session.pk])).content.decode()
    assert "M. X" in page
    assert "Sauvegarder" in page
    assert address(session) in page
    client.force_login(officer_of(session.scope, Role.AUDITOR))
    page = client.get(reverse("sessions:detail", args=[session.pk])).content.decode()
    assert "M. X" in page
    assert address(session) not in page
    assert client.get(address(session)).status_code == 403


def test_it_is_corrected_over_the_api(client, session, secretary):
    client.force_login(secretary)
    sent = {"source": PAPER, "base_version": session.version, "held_on": "2023-03-01", "place": "Parakou"}
    route = reverse("api:sessions-correct-past", args=[session.pk])
    assert client.post(route, sent, content_type="application/json").status_code == 200
    assert CommissionSession.objects.get(pk=session.pk).place == "Parakou"
    assert client.post(route, sent, content_type="application/json").status_code == 409


def part(session, name, line=None, act=""):
    kwargs = {"pk": session.pk, "part": name} | ({"line": line} if line else {})
    route = "remove_past_line" if act == "retirer" else "correct_past_line" if line else "add_past_line"
    return reverse(f"sessions:{route}", kwargs=kwargs)


LINES_TYPED = {
    "points": ({"title": "Interopérabilité", "kind": "communication"}, {"title": "Interopérabilité des plateformes"}),
    "decisions": (
        {"text": "Prend acte.", "item": "1", "outcome": "noted"},
        {"text": "Ajourne.", "outcome": "adjourned"},
    ),
    "recommandations": ({"text": "Former les agents", "item": "1"}, {"addressee_label": "la DRH"}),
    "presences": ({"person_name": "Mme V", "kind": "excused"}, {"kind": "arrived", "person_name": "Mme Y"}),
    "invites": ({"function": "Représentant de l’ASIN"}, {"name": "M. Z"}),
    "allocutions": ({"speaker_function": "Ministre", "kind": "opening"}, {"summary": "Ouvre."}),
    "chiffres": ({"note": "24 participants", "field": "presence", "source": "La Nation"}, {"note": "25 participants"}),
}


@pytest.mark.parametrize("name", LINES_TYPED)
def test_each_part_grows_line_by_line_and_each_line_is_corrected_and_taken_away(client, session, secretary, name):
    typed, changed = LINES_TYPED[name]
    if name == "presences":
        typed = typed | {"seat": str(session.commission.seats.in_protocol_order()[1].pk)}
    client.force_login(secretary)
    before = {row.pk for row in lines_in(session)[TOLD[name].model]}
    page = client.get(reverse("sessions:detail", args=[session.pk])).content.decode()
    assert part(session, name) in page
    assert client.post(part(session, name), {}).status_code == 400
    assert client.post(part(session, name), typed).status_code == 302
    row = next(row for row in lines_in(session)[TOLD[name].model] if row.pk not in before)
    assert part(session, name, row.pk) in client.get(reverse("sessions:detail", args=[session.pk])).content.decode()
    assert next(iter(typed.values())) in client.get(part(session, name, row.pk)).content.decode()
    assert client.post(part(session, name, row.pk), typed | changed).status_code == 302
    now = [row for row in lines_in(session)[TOLD[name].model] if row.pk not in before]
    assert len(now) == 1
    for key, value in changed.items():
        assert str(getattr(now[0], key)) == value, key
    gone = part(session, name, now[0].pk, "retirer")
    assert client.post(gone, {"reason": " "}).status_code == 400
    if name == "decisions":
        assert gone not in client.get(reverse("sessions:detail", args=[session.pk])).content.decode()
        refused = client.post(gone, {"reason": "saisi deux fois"})
        assert (refused.status_code, "reste au registre" in refused.content.decode()) == (409, True)
        return
    assert client.post(gone, {"reason": "saisi deux fois"}).status_code == 302
    if name == "recommandations":
        assert Recommendation.objects.get(pk=now[0].pk).state == "lapsed"
    assert {row.pk for row in lines_in(session)[TOLD[name].model]} == before
    line = entries_of(session).filter(act="remove_past_line").get()
    assert line.reason == "saisi deux fois"
    assert line.before["line"]
    session.refresh_from_db()
    assert (session.theme, session.held_on) == ("Le numérique", date(2023, 3, 1))


def test_a_table_that_is_pasted_fills_many_lines_at_once(client, session, secretary):
    client.force_login(secretary)
    table = "Qualité\tNom\nDirecteur de cabinet\tM. A\nReprésentante de l’ASIN\t"
    assert client.post(part(session, "invites"), {"table": table}).status_code == 302
    assert [(row.function, row.name) for row in session.guests.order_by("position")] == [
        ("Directeur de cabinet", "M. A"),
        ("Représentante de l’ASIN", ""),
    ]
    wrong = client.post(part(session, "recommandations"), {"table": "Recommandation\tÉchéance\nFormer\tdemain"})
    assert wrong.status_code == 400
    assert "Ligne 2" in wrong.content.decode()


def test_a_figure_of_the_whole_session_needs_no_field(client, session, secretary):
    client.force_login(secretary)
    typed = {"field": "", "note": "24 participants", "source": "La Nation, 2 mars 2023"}
    assert client.post(part(session, "chiffres"), typed).status_code == 302
    assert FactSource.objects.filter(object_id=session.pk, field="", note="24 participants").exists()
    sent = {"source": PAPER, "base_version": session.version, "facts": [{"source": "24 heures", "note": "25"}]}
    route = reverse("api:sessions-correct-past", args=[session.pk])
    assert client.post(route, sent, content_type="application/json").status_code == 200


def test_two_figures_of_one_source_are_both_kept(client, session, secretary):
    client.force_login(secretary)
    for note, is_contested in (("24 participants", ""), ("4 participants", "on"), ("24 participants", "")):
        typed = {"field": "presence", "note": note, "source": " La Nation ", "is_contested": is_contested}
        assert client.post(part(session, "chiffres"), typed).status_code == 302
    row = FactSource.objects.get(object_id=session.pk, field="presence")
    assert (row.note, row.source, row.is_contested) == ("24 participants\n4 participants", "La Nation", True)
    too_long = client.post(part(session, "chiffres"), typed | {"note": "x" * 1_999})
    assert (too_long.status_code, "2000 au plus" in too_long.content.decode()) == (400, True)


@pytest.mark.parametrize(
    ("name", "model", "series"),
    [("recommandations", Recommendation, SeriesKind.RECOMMENDATION), ("decisions", Decision, SeriesKind.DECISION)],
)
def test_a_number_is_given_once_and_never_changes(client, session, secretary, name, model, series):
    client.force_login(secretary)
    typed = LINES_TYPED[name][0]
    if name == "decisions":
        assert client.post(part(session, name), typed).status_code == 302
    row = lines_in(session)[model].get()
    address, last = part(session, name, row.pk), NumberSeries.objects.filter(commission=session.commission, kind=series)
    assert client.post(address, typed | {"number": 7}).status_code == 302
    row.refresh_from_db()
    assert (row.number, last.get(year=2023).last_number) == (7, 7)
    assert FactSource.objects.filter(object_id=row.pk, field="number").exists()
    refused = client.post(address, typed | {"number": 8})
    assert (refused.status_code, "porte déjà le n° 7" in plain(refused)) == (400, True)
    assert client.post(address, typed | {"number": 7}).status_code == 302
    assert client.post(address, typed).status_code == 302
    row.refresh_from_db()
    assert (row.number, last.get(year=2023).last_number) == (7, 7)
    assert client.post(part(session, "points"), {"title": "Divers", "kind": "communication"}).status_code == 302
    twice = client.post(part(session, name), typed | {"item": "2", "number": 7})
    assert (twice.status_code, "de 2023 porte déjà le n° 7" in plain(twice)) == (400, True)


def plain(answer):
    return answer.content.decode().replace("\xa0", " ").replace("\u202f", " ")


def test_the_long_form_keeps_the_number_of_a_decision(client, session, secretary):
    client.force_login(secretary)
    decided = LINES_TYPED["decisions"][0] | {"number": 7}
    assert client.post(part(session, "decisions"), decided).status_code == 302
    assert 'name="points-0-decision_number" value="7"' in re.sub(
        r' (?!name|value)[\w-]+="[^"]*"', "", client.get(address(session)).content.decode()
    )


def test_an_item_is_chosen_and_bears_one_decision(client, session, secretary):
    client.force_login(secretary)
    page = client.get(part(session, "decisions")).content.decode()
    chosen = re.search(r'<select[^>]* name="item".*?</select>', page, re.DOTALL).group()
    assert [choice.replace("\xa0", " ") for choice in re.findall(r">([^<]+)</option>", chosen)] == [
        "Choisissez",
        "1. Bilan",
    ]
    typed = LINES_TYPED["decisions"][0]
    assert client.post(part(session, "decisions"), typed | {"item": ""}).status_code == 400
    assert client.post(part(session, "decisions"), typed).status_code == 302
    refused = client.post(part(session, "decisions"), typed | {"text": "Autre décision."})
    assert (refused.status_code, "corrigez-la" in refused.content.decode()) == (400, True)
    assert Decision.objects.get(session=session).text == "Prend acte."


@pytest.mark.parametrize("act", ["ajouter", "corriger", "retirer"])
def test_the_long_form_conflicts_when_a_line_it_shows_has_changed(client, session, secretary, act):
    client.force_login(secretary)
    item, before = session.agenda_items.get(), typed(session, place="Cotonou")
    address_of_line, sent = {
        "ajouter": (part(session, "invites"), {"function": "Représentant de l’ASIN"}),
        "corriger": (part(session, "points", item.pk), {"title": "Bilan 2022", "kind": "communication"}),
        "retirer": (part(session, "presences", session.presence_events.get().pk, "retirer"), {"reason": "erreur"}),
    }[act]
    assert client.post(address_of_line, sent).status_code == 302
    is_new = act == "ajouter"
    assert client.post(address(session), before).status_code == (302 if is_new else 409)
    session.refresh_from_db()
    assert (session.version, session.place) == (before["version"] + 1, "Cotonou" if is_new else "")
    assert session.guests.count() == is_new


def test_a_source_stays_about_what_it_was_recorded_for(client, session, secretary):
    client.force_login(secretary)
    rows = [
        FactSource.objects.create(object_id=session.pk, field=field, source="La Nation")
        for field in ("ended_at", "opened_at", "place")
    ]
    for row in rows[:2]:
        page = client.get(part(session, "chiffres", row.pk)).content.decode()
        assert f'<option value="{row.field}" selected>' in page
        typed = {"field": row.field, "source": "La Nation", "note": "levée à midi"}
        assert client.post(part(session, "chiffres", row.pk), typed).status_code == 302
        row.refresh_from_db()
        assert row.note == "levée à midi"
    assert [FactSource.objects.get(pk=row.pk).field for row in rows] == ["ended_at", "opened_at", "place"]
    refused = client.post(part(session, "chiffres", rows[0].pk), {"field": "place", "source": "La Nation"})
    assert (refused.status_code, "Cette source est déjà notée pour cette donnée." in refused.content.decode()) == (
        409,
        True,
    )


def test_what_goes_away_with_an_item_stays_in_the_history(client, commission, secretary):
    item = PastItem(
        "Bilan",
        description="Exposé du bilan",
        presenter_label="le DSI",
        texts={Section.COMMUNICATION: "Le bilan est présenté.", Section.DEBATE: "Deux questions." * 200},
        speeches=[PastSpeech(speaker_name="M. X", summary="Demande les chiffres.")],
    )
    session = record_past_session(PastSession(commission, 2021, PAPER, items=[item]), by=secretary)
    client.force_login(secretary)
    gone = part(session, "points", session.agenda_items.get().pk, "retirer")
    assert client.post(gone, {"reason": "erreur"}).status_code == 302
    assert (session.agenda_items.exists(), session.speeches.exists(), session.minute_texts.exists()) == (
        False,
        False,
        False,
    )
    before = entries_of(session).filter(act="remove_past_line").get().before
    assert (before["description"], before["presenter_label"]) == ("Exposé du bilan", "le DSI")
    assert before["texts"] == ["communication : Le bilan est présenté.", f"débats : {'Deux questions.' * 200}"]
    assert before["speeches"] == ["M. X : Demande les chiffres."]


def test_a_long_table_reads_the_items_of_the_session_once(session, django_assert_max_num_queries):
    rows = "\n".join(f"Recommandation {rank}" for rank in range(60))
    with django_assert_max_num_queries(2):
        typed = rows_of("recommandations", session, {"table": f"Recommandation\n{rows}"})
    assert len(typed) == 60
    with django_assert_max_num_queries(0):
        rows_of("invites", session, {"table": "Qualité\n" + "\n".join(f"Invité {rank}" for rank in range(9))})


def test_the_projects_of_a_past_session_stay_as_its_record_found_them(commission, secretary):
    project = ProjectFactory(ministry=commission.ministry)
    item = PastItem("Revue des projets", projects=[project])
    told = PastSession(commission=commission, year=2022, source="La Nation", held_on=date(2022, 3, 1), items=[item])
    session = record_past_session(told, by=secretary)

    def projects():
        document = build_pv_document(CommissionSession.objects.get(pk=session.pk))
        return [(group.label, [line.title for line in group.projects]) for group in document.items[0].projects]

    before = projects()
    assert before[0][1] == [project.title]
    type(project).objects.filter(pk=project.pk).update(title="autre", stage="running", actual_start=date(2023, 1, 1))
    correct_past_session(session.pk, as_recorded(session, guests=[PastGuest("DSI")]), base_version=None, by=secretary)
    assert projects() == before


def test_a_line_that_others_stand_on_stays(client, session, secretary):
    client.force_login(secretary)
    item = session.agenda_items.get()
    assert client.post(part(session, "decisions"), {"item": "1", "outcome": "noted", "text": "Vu."}).status_code == 302
    refused = client.post(part(session, "points", item.pk, "retirer"), {"reason": "erreur"})
    assert refused.status_code == 409
    assert "d’autres en dépendent" in refused.content.decode()
    assert session.agenda_items.count() == 1


def test_a_session_is_created_with_the_few_facts_one_always_has(client, commission, secretary):
    client.force_login(secretary)
    address = reverse("sessions:record_past")
    page = client.get(address).content.decode()
    assert "points-0-title" not in page
    assert "points-0-title" in client.get(address, {"tout": 1}).content.decode()
    assert page.count("<input") + page.count("<textarea") < 20
    typed = {"source": "La Nation", "kind": "ordinary", "held_on": "2022-05-04", "year": 2022, "number": 1}
    assert client.post(address, typed | {"source": ""}).status_code == 400
    answer = client.post(address, typed)
    session = CommissionSession.objects.get(year=2022)
    assert answer["Location"] == reverse("sessions:detail", args=[session.pk])
    assert (session.place, session.agenda_items.count(), session.number) == ("", 0, 1)


def test_the_long_form_is_opened_with_what_was_typed_in_the_short_one(client, commission, secretary):
    client.force_login(secretary)
    typed = {
        "commission": commission.pk,
        "source": "La Nation du 5 mai",
        "kind": "extraordinary",
        "held_on": "2022-05-04",
        "year": "deux mille",
        "number": "3",
        "is_closed_doors": "on",
        "tout": "1",
    }
    address, before = reverse("sessions:record_past"), CommissionSession.objects.count()
    assert 'name="tout"' in client.get(address).content.decode()
    answer = client.post(address, typed)
    page = answer.content.decode()
    assert (answer.status_code, CommissionSession.objects.count()) == (200, before)
    assert 'name="points-0-title"' in page
    assert 'aria-invalid="true"' not in page
    assert 'name="tout"' not in page
    for name, value in typed.items():
        if name in ("held_on", "year", "number"):
            assert re.search(f'<input[^>]*name="{name}"[^>]*value="{value}"', page), name
    assert "La Nation du 5 mai</textarea>" in page
    assert re.search(r'<input[^>]*name="kind"[^>]*value="extraordinary"[^>]* checked', page)
    assert re.search(r'<input[^>]*name="is_closed_doors"[^>]* checked', page)


def test_lines_are_corrected_and_taken_away_over_the_api(client, session, secretary):
    client.force_login(secretary)
    row = lines_in(session)[Recommendation].get()
    sent = {
        "source": PAPER,
        "base_version": session.version,
        "held_on": "2023-03-01",
        "recommendations": [{"id": str(row.pk), "text": "Sauvegarder chaque jour", "addressee_label": "la DSI"}],
    }
    route = reverse("api:sessions-correct-past", args=[session.pk])
    assert client.post(route, sent, content_type="application/json").status_code == 200
    row.refresh_from_db()
    assert row.text == "Sauvegarder chaque jour"
    assert lines_in(session)[Recommendation].count() == 1
    gone = reverse("api:sessions-remove-past-line", args=[session.pk])
    assert client.post(gone, {"line": str(row.pk)}, content_type="application/json").status_code == 400
    assert client.post(gone, {"line": str(row.pk), "reason": "x"}, content_type="application/json").status_code == 200
    assert lines_in(session)[Recommendation].count() == 0
    assert client.post(gone, {"line": str(row.pk), "reason": "x"}, content_type="application/json").status_code == 400
