import json
import re
import uuid
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from commissions.enums import HolderKind
from commissions.models import Seat
from foundation.accounts.enums import Role
from foundation.accounts.models import Person
from sessions.core.enums import PresenceKind, Section, SessionState
from sessions.core.models import AgendaItem, Decision, MinuteText, PresenceEvent, SessionStep, TextRevision
from sessions.meeting.operations import deciding, holding, minutes, presence, voting
from sessions.meeting.operations.deciding import RecommendationLine, ReserveLine
from sessions.meeting.queries.live_lines import seat_lines
from sessions.meeting.urls import urlpatterns
from sessions.preparing.models import Opinion
from tests.factories import (
    AgendaItemFactory,
    AnnexFactory,
    ProjectFactory,
    RecommendationFactory,
    SessionFactory,
    member_of,
)
from tests.factories.commissions import MandateFactory
from tests.factories.files import stored
from tests.html import validate_html
from tests.sessions.held import held

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert('x')</script>"
READ = {
    "live",
    "live_state",
    "read_text",
    "text_history",
    "presence",
    "silences",
    "register",
    "consent",
    "explanations",
    "screen",
    "screen_state",
    "shell",
    "shell_worker",
    "answer",
    "rehearsals",
    "rehearse",
}


def signed(user):
    client = Client()
    client.force_login(user)
    return client


def messages_of(client, address):
    page = client.get(address).content.decode()
    return re.findall(r'<div class="toast[^>]*>.*?<p>(.*?)</p>', page, re.DOTALL)


def save(client, world, text, base, *, json_wanted=True, **more):
    data = {"item": world.item.pk, "section": "debate", "text": text, "base_revision": base} | more
    return client.post(
        reverse("sessions:save_text", args=[world.session.pk]),
        data,
        headers={"Accept": "application/json"} if json_wanted else {},
    )


@pytest.mark.parametrize("name", sorted({pattern.name for pattern in urlpatterns} - READ))
def test_an_act_is_never_done_by_following_a_link(name):
    world = held()
    rule = ["quorum"] if name == "answer_silence" else []
    args = [] if name == "leave_rehearsal" else [world.session.pk, *rule]
    assert signed(world.secretary).get(reverse(f"sessions:{name}", args=args)).status_code == 405


def test_the_live_page_shows_the_agenda_the_quorum_and_the_texts_of_the_item():
    world = held(present=8)
    minutes.save_text(
        world.session.pk,
        section=Section.DEBATE,
        item_id=world.items[1].pk,
        text="Ce qui fut dit.",
        base_revision=0,
        by=world.secretary,
    )
    page = (
        signed(world.secretary)
        .get(reverse("sessions:live", args=[world.session.pk]), {"point": world.items[1].pk})
        .content.decode()
    )
    assert re.findall(r'class="points__title">(.*?)<', page) == ["Point 1", "Point 2"]
    assert re.search(r'gauge__number">8</strong> sur 12 présents, 7 requis, article 9', page)
    assert re.findall(r'data-live-text="[^"]*\.(\w+)" [^>]*data-revision="(\d+)"', page) == [
        ("communication", "0"),
        ("debate", "1"),
        ("conclusion", "0"),
        ("decision", "0"),
    ]
    assert "Ce qui fut dit." in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_live_page_asks_as_many_queries_whatever_the_agenda(count, django_assert_num_queries):
    world = held(present=8, items=count)
    for item in world.items:
        minutes.save_text(
            world.session.pk, section=Section.DEBATE, item_id=item.pk, text="x", base_revision=0, by=world.secretary
        )
        minutes.add_speech(world.session.pk, item_id=item.pk, speaker_name="A", by=world.secretary)
    client = signed(world.secretary)
    client.get(reverse("sessions:live", args=[world.session.pk]))
    with django_assert_num_queries(37):
        assert client.get(reverse("sessions:live", args=[world.session.pk])).status_code == 200


def asked(world):
    """An opinion of the ASIN on the first item."""
    return Opinion.objects.create(
        scope=world.session.scope,
        item=world.item,
        due_on=timezone.localdate(),
        asked_at=timezone.now(),
        asked_by=world.secretary,
    )


def text_of(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_an_item_has_the_same_material_in_session_as_on_the_page_of_the_session():
    world = held()
    recommendation, opinion = RecommendationFactory(commission=world.commission), asked(world)
    annex = AnnexFactory(item=world.item, title="Étude d’impact", file=stored(b"a", "etude.pdf"))
    hidden = ProjectFactory(title="Projet d’un autre ministère")
    world.item.projects.add(hidden)
    AgendaItem.objects.filter(pk=world.item.pk).update(
        description="Ce que le projet change.",
        own="recommendations",
        own_rows=[
            {
                "kind": "recommendation",
                "id": str(recommendation.pk),
                "title": "Recommandation n° 1",
                "text": "Tenir l’inventaire.",
                "state": "en cours",
                "tone": "neutral",
                "detail": "aucun compte rendu",
                "is_restricted": False,
            }
        ],
    )
    client = signed(world.secretary)
    there = client.get(reverse("sessions:detail", args=[world.session.pk])).content.decode()
    here = client.get(reverse("sessions:live", args=[world.session.pk])).content.decode()
    material = here[here.index('id="dossier"') :].partition("</details>")[0]
    for shown in (
        "Ce que le projet change.",
        reverse("projects:detail", args=[world.project.pk]),
        reverse("recommendations:detail", args=[recommendation.pk]),
        reverse("sessions:annex_file", args=[annex.pk]),
        reverse("sessions:opinion", args=[opinion.pk]),
        "Tenir l’inventaire.",
    ):
        assert shown in there
        assert shown in material
    assert hidden.title not in text_of(material)
    assert "exposé, 1 recommandation, 1 projet, 1 avis de l’ASIN, 1 annexe" in text_of(material).replace("\xa0", " ")


def test_the_material_of_an_item_costs_the_same_whatever_it_holds():
    world = held()
    client = signed(world.secretary)

    def cost():
        client.get(reverse("sessions:live", args=[world.session.pk]))
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("sessions:live", args=[world.session.pk]))
        return len(captured)

    AnnexFactory(item=world.item, file=stored(b"a", "a.pdf"))
    asked(world)
    before = cost()
    for _ in range(3):
        AnnexFactory(item=world.item, file=stored(b"a", "a.pdf"))
        world.item.projects.add(ProjectFactory(ministry=world.commission.ministry))
    assert cost() == before


def test_a_woman_is_shown_with_her_own_function():
    world = held(present=7)
    seat = world.seats[0]
    Seat.objects.filter(pk=seat.pk).update(label="Le directeur des systèmes d’information")
    Person.objects.filter(mandates__seat=seat).update(honorific="mme", function="")
    client = signed(world.secretary)
    for name in ("presence", "live"):
        page = client.get(reverse(f"sessions:{name}", args=[world.session.pk])).content.decode()
        assert 'seat__label">La directrice des systèmes d’information' in page
        assert 'seat__label">Le directeur' not in page
        assert re.search(r"badge[^>]*>(?:<[^>]+>)*\s*[Pp]résente\b", page)


def test_the_secretary_is_offered_every_unopened_item_and_the_president_none():
    world = held(items=3)
    holding.start_item(world.session.pk, world.item.pk, by=world.secretary)
    address = reverse("sessions:live", args=[world.session.pk])
    page = signed(world.secretary).get(address).content.decode()
    assert re.findall(r'name="carry"[^>]* value="([^"]+)" checked', page) == [str(i.pk) for i in world.items[1:]]
    president = signed(member_of(world.commission, Role.PRESIDENT))
    assert 'name="carry"' not in president.get(address).content.decode()
    refused = president.post(reverse("sessions:lift", args=[world.session.pk]), {"carry": [world.items[1].pk]})
    assert refused.status_code == 400
    done = signed(world.secretary).post(
        reverse("sessions:lift", args=[world.session.pk]), {"carry": [world.items[1].pk]}
    )
    assert done.status_code == 302
    assert [item.postponed_to.count() for item in world.items] == [0, 1, 0]
    page = signed(world.secretary).get(address).content.decode()
    assert "Préparer la suivante" in page
    assert reverse("sessions:pv", args=[world.session.pk]) in page


def test_the_templates_of_the_room_keep_to_the_line_and_compare_no_state():
    for path in sorted((settings.BASE_DIR / "templates" / "sessions" / "live").glob("*.html")):
        text = path.read_text()
        assert [line for line in text.splitlines() if len(line) > 120] == [], path.name
        assert re.findall(r"state (?:==|!=|in|not in) ", text) == [], path.name


def test_a_closed_session_says_before_the_first_word_that_nothing_stays_on_the_device():
    world = held(is_closed_doors=True)
    page = signed(world.secretary).get(reverse("sessions:live", args=[world.session.pk])).content.decode()
    assert "data-closed" in page
    assert page.index("Rien de ce que vous écrivez ici n’est gardé sur cet appareil") < page.index("<textarea")


def test_a_double_click_on_lift_changes_nothing_twice():
    world = held()
    client = signed(world.secretary)
    address = reverse("sessions:lift", args=[world.session.pk])
    key = uuid.uuid4().hex
    first, again = (client.post(address, {"idempotency_key": key}) for _ in range(2))
    assert (first.status_code, again.status_code, again["Location"]) == (302, 302, first["Location"])
    late = client.post(address, {"idempotency_key": uuid.uuid4().hex})
    assert late.status_code == 409
    assert "La session est déjà levée, depuis le" in late.content.decode()
    assert SessionStep.objects.filter(session=world.session, action="lift").count() == 1


def test_the_quorum_short_by_one_refuses_the_opening_on_the_page_too():
    world = held(present=6, state=SessionState.CONVENED)
    client = signed(world.secretary)
    page = client.get(reverse("sessions:live", args=[world.session.pk])).content.decode()
    assert re.search(r"Le quorum n’est pas atteint \(6 présents, 7 requis, article\s9\)", page)
    refused = client.post(reverse("sessions:open", args=[world.session.pk]), {}, headers={"HX-Request": "true"})
    assert refused.status_code == 409
    assert "6 présents, 7 requis, article 9" in " ".join(json.loads(refused.content)["errors"])


def test_a_refused_decision_comes_back_with_everything_typed():
    world = held()
    typed = {"outcome": "qualified", "text": f"Favorable {SCRIPT}", "by_consensus": "on"}
    refused = signed(world.secretary).post(reverse("sessions:decide", args=[world.item.pk]), typed)
    page = refused.content.decode()
    assert refused.status_code == 400
    assert "Un avis favorable sous réserve porte au moins une réserve" in page
    assert "Favorable &lt;script&gt;" in page
    assert SCRIPT not in page
    assert 'value="qualified" selected' in page


def test_a_decision_is_taken_by_plain_form():
    world = held()
    client = signed(world.secretary)
    data = {
        "outcome": "qualified",
        "text": "Favorable.",
        "reserve_1": "Chiffrer.",
        "reserve_1_due_on": "2027-03-01",
        "projects": [str(world.project.pk)],
        "by_consensus": "on",
    }
    done = client.post(reverse("sessions:decide", args=[world.item.pk]), data)
    decision = Decision.objects.get()
    assert (done.status_code, decision.number, decision.ballot.method) == (302, 1, "consensus")
    assert list(decision.reserves.values_list("text", "project")) == [("Chiffrer.", world.project.pk)]
    assert messages_of(client, done["Location"]) == [
        f"Décision n° 1/{world.session.year} : avis favorable sous réserve."
    ]


def test_a_save_answers_its_revision_and_its_second():
    world = held()
    answer = save(signed(world.secretary), world, "Débat", 0)
    body = answer.json()
    assert (answer.status_code, body["revision"], body["text"]) == (200, 1, "Débat")
    assert re.fullmatch(r"\d\d:\d\d:\d\d", body["at"])


def test_a_crossed_save_answers_both_texts_escaped():
    world = held()
    other = member_of(world.commission, Role.SECRETARY)
    save(signed(other), world, f"Stocké {SCRIPT}", 0)
    client = signed(world.secretary)
    answer = save(client, world, f"Tapé {SCRIPT}", 0)
    body = answer.json()
    assert (answer.status_code, body["code"], body["revision"], body["author"]) == (409, "conflict", 1, other.full_name)
    assert (body["stored"], body["sent"]) == (f"Stocké {SCRIPT}", f"Tapé {SCRIPT}")
    assert "<script" not in body["comparison"]
    page = save(client, world, f"Tapé {SCRIPT}", 0, json_wanted=False)
    text = page.content.decode()
    assert page.status_code == 409
    assert SCRIPT not in text
    assert re.findall(r'name="base_revision" value="(\d+)"', text) == ["1", "1", "1"]
    kept = save(client, world, "Réuni", 1, json_wanted=False)
    assert kept.status_code == 302
    assert list(TextRevision.objects.order_by("revision").values_list("text", flat=True)) == [
        f"Stocké {SCRIPT}",
        "Réuni",
    ]


def test_keeping_the_stored_text_sets_the_other_aside():
    world = held()
    client = signed(world.secretary)
    save(client, world, "Stocké", 0)
    answer = save(client, world, "Tapé", 0, keep="stored")
    assert (answer.json()["text"], answer.json()["revision"]) == ("Stocké", 3)


def test_the_history_compares_and_restores():
    world = held()
    client = signed(world.secretary)
    save(client, world, "Le réseau marche.", 0)
    save(client, world, "Le réseau ne marche pas.", 1)
    text = MinuteText.objects.get()
    page = client.get(reverse("sessions:text_history", args=[text.pk])).content.decode()
    assert re.findall(r"<ins>(.*?)</ins>", page) == ["ne ", "pas."] or "<ins>" in page
    assert re.findall(r">Révision (\d+)</a>", page) == ["2", "1"]
    assert (
        client.post(reverse("sessions:restore_text", args=[text.pk]), {"revision": 1, "base_revision": 2}).status_code
        == 302
    )
    text.refresh_from_db()
    assert (text.text, text.revision) == ("Le réseau marche.", 3)
    crossed = client.post(reverse("sessions:restore_text", args=[text.pk]), {"revision": 2, "base_revision": 2})
    assert crossed.status_code == 409


def test_the_state_says_who_is_there_and_what_others_saved():
    world = held()
    client = signed(world.secretary)
    address = reverse("sessions:live_state", args=[world.session.pk])
    before = client.get(address).json()
    assert before["user"] == str(world.secretary.pk)
    other = signed(member_of(world.commission, Role.SECRETARY))
    save(other, world, "Débat", 0)
    after = client.get(address).json()
    assert [(head["key"], head["revision"]) for head in after["texts"]] == [(f"{world.item.pk}.debate", 1)]
    assert after["stamp"] == before["stamp"]
    holding.start_item(world.session.pk, world.item.pk, by=world.secretary)
    assert client.get(address).json()["stamp"] != before["stamp"]
    read = client.get(reverse("sessions:read_text", args=[world.session.pk]), {"cle": f"{world.item.pk}.debate"}).json()
    assert (read["text"], read["revision"]) == ("Débat", 1)


def test_nobody_is_called_absent_before_the_roll_is_begun():
    seats = r'<span class="seat__state"><span class="badge[^>]*>(?:<svg.*?</svg>)?\s*(?:<span>)?([^<]+)'
    for world, words in (
        (held(present=0, voting=3, state=SessionState.CONVENED), {"non pointé"}),
        (held(present=2, voting=3, state=SessionState.CONVENED), {"présent", "non pointé"}),
        (held(present=0, voting=3), {"non pointé"}),
        (held(present=2, voting=3), {"présent", "absent"}),
    ):
        for name in ("presence", "live"):
            page = signed(world.secretary).get(reverse(f"sessions:{name}", args=[world.session.pk])).content.decode()
            assert {word.strip() for word in re.findall(seats, page)} == words


def test_presence_is_ticked_on_its_own_page():
    world = held(present=6)
    client = signed(world.secretary)
    address = reverse("sessions:presence", args=[world.session.pk])
    seat = world.seats[6]
    client.post(
        reverse("sessions:record_presence", args=[world.session.pk]),
        {"seat": seat.pk, "kind": PresenceKind.ARRIVED, "suite": address},
    )
    assert messages_of(client, address) == ["Quorum : 7 sur 12, 7 requis, article 9."]
    page = client.get(address).content.decode()
    assert len(re.findall(r'<li class="seat seat--good"', page)) == 7
    outside = client.post(
        reverse("sessions:record_presence", args=[world.session.pk]),
        {"seat": seat.pk, "kind": PresenceKind.LEFT, "suite": "//ailleurs.test/"},
    )
    assert outside["Location"] == address


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_presence_asks_as_many_queries_whatever_its_length(count, django_assert_num_queries):
    world = held(present=count, voting=count)
    client = signed(world.secretary)
    client.get(reverse("sessions:presence", args=[world.session.pk]))
    with django_assert_num_queries(28):
        assert client.get(reverse("sessions:presence", args=[world.session.pk])).status_code == 200


def test_a_reader_sees_the_presence_without_its_buttons():
    world = held(present=2)
    page = (
        signed(member_of(world.commission, Role.MEMBER))
        .get(reverse("sessions:presence", args=[world.session.pk]))
        .content.decode()
    )
    assert len(re.findall(r'<li class="seat', page)) == 13
    assert "data-cmsic-once" not in page


def test_impossible_input_is_refused_in_french_and_changes_nothing():
    world = held()
    client = signed(world.secretary)
    for data in (
        {"seat": "x", "kind": "arrived"},
        {"seat": world.seats[9].pk, "kind": "danse"},
        {"seat": world.seats[9].pk, "kind": "arrived", "at": "25:99"},
        {"seat": uuid.uuid4(), "kind": "arrived"},
    ):
        answer = client.post(
            reverse("sessions:record_presence", args=[world.session.pk]), data, headers={"HX-Request": "true"}
        )
        assert answer.status_code == 400
        assert json.loads(answer.content)["errors"]
    assert world.session.presence_events.count() == 8
    assert save(client, world, "x", "douze").status_code == 400
    assert save(client, world, "x", 0, section="autre").status_code == 400
    assert save(client, world, "x" * 100_001, 0).status_code == 400
    assert save(client, world, "x", 0, item=AgendaItemFactory().pk).status_code == 400


def test_lifting_warns_of_the_items_without_outcome():
    world = held()
    client = signed(world.secretary)
    page = client.get(reverse("sessions:live", args=[world.session.pk])).content.decode()
    assert re.search(r"2\spoints sans conclusion", page)
    done = client.post(reverse("sessions:lift", args=[world.session.pk]), {})
    [message] = messages_of(client, done["Location"])
    assert re.search(
        r"Le procès-verbal se prépare\. 2\spoints sans conclusion|Le procès-verbal se prépare\. 2\spoint", message
    )


@pytest.mark.parametrize(
    ("items", "carried", "said"),
    [
        (3, 1, "1 point est inscrit à la {ahead}. 2 points sans conclusion : le procès-verbal le signale."),
        (2, 2, "2 points sont inscrits à la {ahead}."),
    ],
)
def test_once_lifted_one_reads_where_the_carried_items_went_and_how_many_are_left_open(items, carried, said):
    world = held(items=items)
    ahead = SessionFactory(commission=world.commission, held_on=timezone.localdate() + timedelta(days=60))
    client = signed(world.secretary)
    carry = [item.pk for item in world.items[-carried:]]
    done = client.post(reverse("sessions:lift", args=[world.session.pk]), {"carry": carry})
    [message] = messages_of(client, done["Location"])
    message = message.replace("\u00a0", " ").replace("\u202f", " ")
    assert message.endswith(f"Le procès-verbal se prépare. {said.format(ahead=ahead.label)}")


@pytest.mark.parametrize(("titular", "said"), [("mme", "représentée"), ("m", "représenté")])
def test_the_titular_is_represented_whoever_sits(titular, said):
    world = held(present=7)
    seat = world.seats[0]
    Person.objects.filter(mandates__seat=seat).update(honorific=titular)
    other = Person.objects.create(
        scope_id=world.session.scope_id, full_name="Aïcha BIO", honorific="m" if titular == "mme" else "mme"
    )
    MandateFactory(seat=seat, person=other, kind=HolderKind.SUBSTITUTE)
    PresenceEvent.objects.filter(seat=seat).update(kind=PresenceKind.REPRESENTED, person_name=other.full_name)
    line = next(line for line in seat_lines(world.session) if line.presence.seat_id == seat.pk)
    assert line.presence.honorific == other.honorific
    assert line.said == said


@pytest.mark.parametrize(("honorific", "end"), [("mme", "e"), ("m", "")])
@pytest.mark.parametrize("shown", ["presence", "live"])
def test_the_buttons_of_a_seat_agree_with_whoever_sits_there(shown, honorific, end):
    world = held(present=8)
    here, gone, away = world.seats[1], world.seats[2], world.seats[-1]
    Person.objects.filter(mandates__seat__in=[here, gone, away]).update(honorific=honorific)
    presence.record_presence(world.session.pk, seat_id=gone.pk, kind=PresenceKind.LEFT, by=world.secretary)
    drawn = signed(world.secretary).get(reverse(f"sessions:{shown}", args=[world.session.pk])).content.decode()
    forms = re.findall(r"<form[^>]*/noter\".*?</form>", drawn, re.DOTALL)
    for seat, kind, word in ((here, "left", "Parti"), (gone, "came_back", "Revenu"), (away, "arrived", "Présent")):
        of_seat = [form for form in forms if str(seat.pk) in form and f'value="{kind}"' in form]
        assert [form for form in of_seat if f"<span>{word}{end}</span></button>" in form], (word, of_seat)


@pytest.mark.slow
def test_every_page_of_a_session_being_held_is_valid_html():
    world = held(present=8)
    client = signed(world.secretary)
    save(client, world, "Un", 0)
    save(client, world, "Un deux", 1)
    minutes.add_speech(world.session.pk, item_id=world.item.pk, speaker_name="A. B.", by=world.secretary)
    ballot = voting.open_ballot(world.items[1].pk, by=world.secretary)
    deciding.recommend(
        world.session.pk, item_id=world.item.pk, line=RecommendationLine(text="Faire."), by=world.secretary
    )
    address = reverse("sessions:live", args=[world.session.pk])
    pages = [client.get(address, {"point": item.pk}) for item in world.items]
    voting.close_ballot(ballot.pk, votes_for=8, votes_against=0, abstentions=0, by=world.secretary)
    deciding.decide(
        world.item.pk,
        outcome="qualified",
        reserves=[ReserveLine(text="Chiffrer.")],
        by_consensus=True,
        by=world.secretary,
    )
    pages += [
        client.get(address, {"point": world.item.pk}),
        client.get(address, {"partie": "seance"}),
        client.get(reverse("sessions:presence", args=[world.session.pk])),
    ]
    pages += [
        client.get(reverse("sessions:text_history", args=[MinuteText.objects.get().pk])),
        save(client, world, "Autre", 1, json_wanted=False),
    ]
    convened = held(present=6, state=SessionState.CONVENED)
    pages.append(signed(convened.secretary).get(reverse("sessions:live", args=[convened.session.pk])))
    assert validate_html([page.content.decode() for page in pages]) == []


def test_the_page_says_that_nobody_presides_and_a_member_takes_the_chair():
    world = held(state=SessionState.CONVENED)
    client = signed(world.secretary)
    address = reverse("sessions:live", args=[world.session.pk])
    assert client.post(reverse("sessions:open", args=[world.session.pk])).status_code == 302
    assert "Personne ne préside" not in client.get(address).content.decode()
    note = reverse("sessions:record_presence", args=[world.session.pk])
    client.post(note, {"seat": world.seats[0].pk, "kind": "left"})
    assert "Personne ne préside" in client.get(address).content.decode()
    client.post(note, {"seat": world.seats[2].pk, "kind": "presides"})
    page = client.get(address).content.decode()
    assert "Personne ne préside" not in page
    assert f"préside : {world.seats[2].mandates.get().person.full_name}" in page


def test_without_president_the_opening_form_asks_who_presides():
    world = held(state=SessionState.CONVENED)
    PresenceEvent.objects.filter(seat=world.seats[0]).delete()
    client = signed(world.secretary)
    page = client.get(reverse("sessions:live", args=[world.session.pk])).content.decode()
    assert "ni le président ni le vice-président n’est noté présent" in page
    assert '<option value="" selected>à choisir</option>' in page
    address = reverse("sessions:open", args=[world.session.pk])
    assert client.post(address).status_code == 409
    assert client.post(address, {"chair": world.seats[2].pk}).status_code == 302


def test_the_consensus_is_not_ticked_beforehand():
    world = held()
    page = signed(world.secretary).get(reverse("sessions:live", args=[world.session.pk])).content.decode()
    (box,) = re.findall(r'<input[^>]*name="by_consensus"[^>]*>', page)
    assert "checked" not in box
