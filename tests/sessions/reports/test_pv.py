"""The procès-verbal as data and as a page of HTML: what it says, and what it does not invent."""

from datetime import date, time, timedelta

import pytest

from commissions.models import Seat
from foundation.accounts.models import Person
from foundation.common.typography import act_date
from foundation.documents.canonical import canonical, plain, sha256
from foundation.documents.layout import Frame
from foundation.documents.models import Document
from ministries.models import FactSource, LegalTextLink, MinistryName
from projects.enums import Stage
from sessions.core.enums import ItemKind, PresenceKind, SessionAction, SessionKind, SessionState, SpeechKind
from sessions.core.models import Guest, PresenceEvent, SessionStep, Speech, TextRevision
from sessions.core.models.settled import writing_the_past
from sessions.core.reports.wording import at_place, de, is_rank
from sessions.papers.reports.layout import pv_html, said
from sessions.papers.reports.pv import CITED, build_pv_document, field_in_french
from tests.factories.access import PersonFactory
from tests.factories.commissions import CommissionFactory, MandateFactory, StatuteFactory
from tests.factories.held import at, held_session, holder
from tests.factories.ministries import CommuneFactory, LegalTextFactory, MinistryFactory
from tests.factories.projects import ProjectFactory
from tests.factories.recommendations import RecommendationFactory
from tests.factories.sessions import AgendaItemFactory, SessionFactory

pytestmark = pytest.mark.django_db


def html_of(content, code: str = "") -> str:
    return pv_html(
        Document(kind="pv", title=content.title, content=plain(content), content_sha256=sha256(canonical(content))),
        code=code,
    )


def past_session(**fields):
    """What one newspaper says of a session, and nothing more."""
    ministry = MinistryFactory(name="Ministère de la Décentralisation", acronym="MDGL")
    commission = CommissionFactory(
        ministry=ministry,
        code="MDGL",
        founded_by=LegalTextFactory(reference="020/MDGL/DC/SGM/DPAF/DSI/SA/023SGG22", dated_on=date(2022, 9, 7)),
    )
    StatuteFactory(
        commission=commission,
        legal_text=commission.founded_by,
        quorum_base="",
        quorum_numerator=None,
        quorum_denominator=None,
        quorum_plus_one=False,
        quorum_article="",
    )
    defaults = {
        "state": SessionState.LIFTED,
        "number": 1,
        "year": 2024,
        "held_on": date(2024, 9, 18),
        "starts_at": None,
        "place": "",
        "is_reconstituted": True,
        "reconstituted_from": "La Nation, 19 septembre 2024",
    }
    return SessionFactory(commission=commission, **(defaults | fields))


@pytest.fixture(autouse=True)
def cotonou():
    return CommuneFactory(name="Cotonou")


def test_the_formula_gives_date_and_year_in_letters_the_act_and_the_convocation():
    content = build_pv_document(
        held_session(), reference="Procès-verbal n° 2/2026/MDEMO", status="final", made_on=date(2026, 9, 17)
    )
    assert (
        content.formula
        == "L’an deux mille vingt-six et le mercredi seize septembre, à 15 heures 10, s’est tenue à la salle de"
        " conférences du ministère, Cotonou, sous la présidence de Madame Fifamè ZINSOUKPÈ, représentante du"
        " ministre, la deuxième session ordinaire de la CMSIC du MDEMO au titre de l’année 2026, conformément à"
        " l’arrêté n° 001/MDEMO/DC/SGM/DPAF/DSI/SA du 16 janvier 2023 et sur convocation n° 004/MDEMO/2026 du 7"
        " septembre 2026."
    )
    assert (
        content.title == "Procès-verbal de la deuxième session ordinaire de la CMSIC du MDEMO au titre de l’année 2026"
    )
    assert content.made == "Fait à Cotonou, le 17 septembre 2026."
    assert content.closing_hour == "La séance a été levée à 17 heures 25."


def test_participation_sorts_each_seat_once():
    seen = build_pv_document(held_session()).participation
    assert (
        seen.summary.replace("\u00a0", " ")
        == "8 membres présents, 2 représentés, 1 excusé, 1 absent, 1 invité ou personne-ressource."
    )
    assert [(line.name, line.note.replace("\u202f", " ")) for line in seen.present if line.note] == [
        ("Gbènakpon TOSSOUVI", "jusqu’à 16 h 40"),
        ("Nadège SÈWANOU", "à partir de 15 h 32"),
    ]
    assert [(line.name, line.note) for line in seen.represented] == [
        ("Mahoutin DANSOVI", "par Justin HOUÉSSOU"),
        ("Prudence KPÈDÉKON", "par procuration à Imourane SAKALÉ"),
    ]
    assert [(line.name, line.note) for line in seen.excused] == [("Abdel WOROUMÉ", "mission à Parakou")]
    assert [line.name for line in seen.absent] == ["Koffi DJANOUDÉ"]
    assert [line.name for line in seen.attending] == ["Afiavi HOUNTOLO"]


def test_the_quorum_table_has_the_opening_each_change_and_each_vote():
    quorum = build_pv_document(held_session()).quorum
    lines = [
        (line.at.replace("\u202f", " "), line.event, line.present, line.counted, line.base, line.required, line.reached)
        for line in quorum.lines
    ]
    assert lines == [
        ("15 h 10", "Ouverture de la séance", 8, 8, 12, 7, True),
        ("15 h 32", "Arrivée : Nadège SÈWANOU", 9, 9, 12, 7, True),
        ("16 h 25", "Vote sur le point 4", 9, 9, 12, 7, True),
        ("16 h 40", "Départ : Gbènakpon TOSSOUVI", 8, 8, 12, 7, True),
        ("17 h 00", "Vote sur le point 5", 8, 8, 12, 7, True),
    ]
    assert (
        "(article 9 : la moitié plus un des sièges à voix délibérative prévus par l’acte) : le quorum est atteint"
        in quorum.statement
    )


def test_a_departure_and_a_return_are_remarks_of_the_same_line():
    session = held_session()
    seat = session.commission.seats.get(position=2)
    for kind, when in ((PresenceKind.LEFT, at(16)), (PresenceKind.CAME_BACK, at(16, 15))):
        with writing_the_past():
            PresenceEvent.objects.create(
                scope=session.scope, session=session, seat=seat, kind=kind, at=when, person_name="Dossou AHOLIDJÈ"
            )
    line = next(line for line in build_pv_document(session).participation.present if line.name == "Dossou AHOLIDJÈ")
    assert line.note.replace("\u202f", " ") == "hors séance de 16 h 00 à 16 h 15"


def test_items_carry_votes_decisions_reserves_and_recommendations():
    content = build_pv_document(held_session())
    assert [(item.number, item.title) for item in content.items][2:] == [
        (3, "Situation des projets numériques du ministère"),
        (4, "Registre des usagers, phase 2"),
        (5, "Guichet unique des demandes"),
    ]
    registry, desk = content.items[3], content.items[4]
    assert registry.votes[0].counts.replace("\u00a0", " ") == "7 voix pour, 1 voix contre, 1 abstention"
    assert registry.votes[0].rule == "7 voix pour, 5 requises (majorité simple des suffrages exprimés, article 11)"
    assert (desk.votes[0].counts, desk.decision.reference, desk.decision.outcome) == (
        "aucune opposition",
        "Décision n° 6/2026",
        "avis favorable sous réserve",
    )
    assert [(reserve.text[:8], reserve.due_on) for reserve in desk.decision.reserves] == [
        ("produire", "31 décembre 2026")
    ]
    assert [(line.number, line.due_on, line.item) for line in content.recommendations] == [
        ("7/2026", "31 octobre 2026", "point 4"),
        ("8/2026", "30 novembre 2026", "point 5"),
    ]
    assert [line.text[:9] for line in content.follow_up] == ["Établir l"]
    assert [line.reference for line in content.decisions] == ["Décision n° 5/2026", "Décision n° 6/2026"]


def test_a_recommendation_behind_closed_doors_is_followed_behind_closed_doors_only():
    session = held_session()
    secret = RecommendationFactory(
        commission=session.commission, issued_on=date(2025, 12, 10), text="Secrète", is_closed_doors=True
    )
    assert secret.text not in [line.text for line in build_pv_document(session).follow_up]
    session.is_closed_doors = True
    assert secret.text in [line.text for line in build_pv_document(session).follow_up]


def test_projects_are_grouped_as_ministries_print_them():
    assert [(group.label, len(group.projects)) for group in build_pv_document(held_session()).items[2].projects] == [
        ("Projets réalisés (2)", 2),
        ("Projets en cours (2)", 2),
        ("Projets à venir (2)", 2),
    ]


def test_projects_without_dates_are_grouped_by_what_the_source_says():
    session = past_session()
    item = AgendaItemFactory(session=session, position=1, kind=ItemKind.COMMUNICATION, title="Point sur les projets")
    for stage, count in ((Stage.DONE, 8), (Stage.RUNNING, 3), (Stage.IDENTIFIED, 8)):
        item.projects.add(
            *ProjectFactory.create_batch(count, ministry=session.commission.ministry, stage=stage, dates_unknown=True)
        )
    assert [group.label for group in build_pv_document(session, status="reconstituted").items[0].projects] == [
        "Projets réalisés (8)",
        "Projets en cours (3)",
        "Projets à venir (8)",
    ]


def test_a_reconstituted_session_invents_nothing():
    session = past_session()
    Guest.objects.create(scope=session.scope, session=session, function="le représentant du DG/ASIN")
    Speech.objects.create(
        scope=session.scope,
        session=session,
        kind=SpeechKind.OPENING,
        speaker_name="Raphaël AKOTÈGNON",
        speaker_function="ministre",
        source="La Nation",
    )
    FactSource.objects.create(
        object_id=session.pk, field="held_on", source="Oxygène", note="La Nation imprime le 25.", is_contested=True
    )
    content = build_pv_document(session, status="reconstituted")
    assert (
        content.formula
        == "L’an deux mille vingt-quatre et le mercredi dix-huit septembre, à une heure non renseignée, s’est tenue en"
        " un lieu non renseigné, la première session ordinaire de la CMSIC du MDGL au titre de l’année 2024,"
        " conformément à l’arrêté n° 020/MDGL/DC/SGM/DPAF/DSI/SA/023SGG22 du 07 septembre 2022."
    )
    assert content.participation.summary == "Membres présents, excusés et absents : non renseignés."
    assert (content.participation.absent, content.quorum.statement, content.quorum.lines, content.signatures) == (
        (),
        "Quorum : non renseigné.",
        (),
        (),
    )
    assert content.closing_hour == "La séance a été levée à une heure non renseignée."
    assert [(line.about, line.source, line.is_contested) for line in content.sources] == [
        ("La session, la date", "Oxygène", True),
        ("Allocution d’ouverture : Raphaël AKOTÈGNON", "La Nation", False),
    ]
    html = html_of(content)
    assert "Procès-verbal reconstitué, numéro non renseigné" in html.replace("\u00a0", " ")
    assert '<em class="unknown">non renseignée</em>' in html
    assert "La commission n’a pris aucune décision" not in html


def test_the_ministry_is_named_as_on_the_day():
    session = past_session()
    ministry = session.commission.ministry
    MinistryName.objects.filter(ministry=ministry).update(valid_to=date(2025, 1, 1))
    MinistryName.objects.create(ministry=ministry, name="Ministère nouveau", acronym="MN", valid_from=date(2025, 1, 1))
    assert build_pv_document(session, status="reconstituted").letterhead.ministry == "Ministère de la Décentralisation"


def test_a_carence_says_so_and_has_no_decision():
    session = held_session(state=SessionState.NO_QUORUM, lifted_at=None)
    SessionStep.objects.create(
        scope=session.scope,
        session=session,
        action=SessionAction.DECLARE_NO_QUORUM,
        from_state="convened",
        to_state="no_quorum",
        at=at(15, 40),
    )
    content = build_pv_document(session)
    assert content.title.startswith("Procès-verbal de carence de la deuxième session")
    assert (
        content.closing_hour
        == "Le quorum n’étant pas réuni, la carence a été constatée à 15 heures 40 et la séance n’a pas pu se tenir."
    )


def test_suspensions_are_told():
    session = held_session()
    for action, when in ((SessionAction.SUSPEND, at(16, 10)), (SessionAction.RESUME, at(16, 25))):
        SessionStep.objects.create(
            scope=session.scope,
            session=session,
            action=action,
            from_state="open",
            to_state="open",
            at=when,
            reason="Pause" if action == SessionAction.SUSPEND else "",
        )
    assert [text.replace("\u202f", " ") for text in build_pv_document(session).interruptions] == [
        "La séance a été suspendue de 16 h 10 à 16 h 25 (Pause)."
    ]


def test_an_urgent_convocation_prints_its_motive():
    session = held_session(convened_at=at(9) - timedelta(days=3), urgency_motive="Échéance du bailleur.")
    assert (
        build_pv_document(session).urgency
        == "La convocation a été adressée en urgence, 2 jours francs avant la séance au lieu des 5 prévus par l’article"
        " 6. Motif : Échéance du bailleur."
    )


def test_a_convocation_of_the_eve_leaves_no_clear_day():
    session = held_session(convened_at=at(9) - timedelta(days=1), urgency_motive="Échéance du bailleur.")
    assert "en urgence, 0 jour franc avant la séance au lieu des 5 prévus" in build_pv_document(session).urgency


def test_the_urgency_of_a_second_convocation_is_measured_by_its_own_notice():
    session = held_session(convened_at=at(9) - timedelta(days=3), urgency_motive="Échéance du bailleur.")
    session.commission.statutes.update(second_convocation_days=2, second_convocation_article="article 12")
    session.postponed_from = SessionFactory(commission=session.commission, state=SessionState.NO_QUORUM, number=1)
    session.refresh_from_db(fields=["statute"])
    assert build_pv_document(session).urgency == ""
    session.convened_at = at(9) - timedelta(days=2)
    assert "1 jour franc avant la séance au lieu des 2 prévus par l’article 12" in build_pv_document(session).urgency


@writing_the_past()
def presides(session, position, when, name=""):
    seat = session.commission.seats.get(position=position)
    person = holder(session.commission, position)
    PresenceEvent.objects.create(
        scope=session.scope,
        session=session,
        seat=seat,
        kind=PresenceKind.PRESIDES,
        at=when,
        person=None if name else person,
        person_name=name or person.full_name,
    )


@pytest.mark.parametrize(
    ("position", "name", "role", "signed"),
    [
        (1, "", "La Présidente", "Madame Fifamè ZINSOUKPÈ"),
        (2, "", "Le Vice-président", "Monsieur Dossou AHOLIDJÈ"),
        (3, "", "Le Président de séance", "Monsieur Imourane SAKALÉ"),
        (4, "", "La Présidente de séance", "Madame Rachidatou BIOKPARÉ"),
        (1, "Aïcha BIO", "Le Président de séance", "Aïcha BIO"),
    ],
)
def test_the_signature_bears_the_function_and_gender_of_who_presided(position, name, role, signed):
    session = held_session()
    presides(session, position, at(15, 10), name)
    line = build_pv_document(session).signatures[1]
    assert (line.role, line.name) == (role, signed)


def test_a_change_of_chair_is_told_and_the_last_one_signs():
    session = held_session()
    presides(session, 1, at(15, 10))
    presides(session, 2, at(16, 42))
    content = build_pv_document(session)
    assert (
        "sous la présidence de Madame Fifamè ZINSOUKPÈ, représentant le ministre, puis, à partir de 16 h 42, de"
        " Monsieur Dossou AHOLIDJÈ, le directeur de cabinet, la"
        in content.formula.replace("\u202f", " ").replace("\u00a0", " ")
    )
    assert content.signatures[1].name == "Monsieur Dossou AHOLIDJÈ"


def test_no_town_is_guessed():
    session = held_session(place="Salle de réunion")
    assert build_pv_document(session, made_on=date(2026, 9, 17)).made == "Fait le 17 septembre 2026."
    session.commission.meeting_place = "Tour administrative, Cotonou"
    assert build_pv_document(session, made_on=date(2026, 9, 17)).made == "Fait à Cotonou, le 17 septembre 2026."


def test_a_named_substitute_is_called_so_in_the_right_gender():
    session = held_session()
    seat = session.commission.seats.get(position=8)
    MandateFactory(
        seat=seat,
        person=PersonFactory(scope=session.scope, full_name="Justin HOUÉSSOU", honorific="mme"),
        kind="substitute",
    )
    (line,) = [line for line in build_pv_document(session).participation.represented if "HOUÉSSOU" in line.note]
    assert line.note == "par Justin HOUÉSSOU, suppléante"


def test_without_rapporteur_the_secretary_present_keeps_the_minutes_else_who_wrote_them():
    session = held_session(rapporteur=None)
    events = session.presence_events
    with writing_the_past():
        events.filter(seat__position=5).delete()
    assert build_pv_document(session).rapporteur == "Madame Afiavi HOUNTOLO, la secrétaire de la commission"
    with writing_the_past():
        events.filter(seat__position=13).delete()
    text = session.minute_texts.first()
    for revision, name in enumerate(("Codjo MÈHINTO", "Codjo MÈHINTO", "Afiavi HOUNTOLO"), start=1):
        TextRevision.objects.create(
            scope=session.scope,
            minute_text=text,
            revision=revision,
            base_revision=revision - 1,
            author_name=name,
            at=at(16),
        )
    content = build_pv_document(session)
    assert (content.rapporteur, content.signatures[0].name) == ("Codjo MÈHINTO", "")


def test_a_communication_is_called_so_once():
    session = held_session()
    item = session.agenda_items.get(position=4)
    item.title = "Communication : situation des projets"
    item.save()
    html = html_of(build_pv_document(session)).replace("\u00a0", " ").replace("\u202f", " ")
    part = html.partition("Point 3. Communication : situation des projets</h3>")[2].partition("</section>")[0]
    assert "Communication" not in part
    assert (
        '<p class="note">Par Monsieur Sènan AGBÉTIHO, directeur des systèmes d’information, de 15 h 20 à 15 h 45.</p>'
        in part
    )


def test_the_content_is_canonical_and_stable():
    session = held_session()
    first, second = (canonical(build_pv_document(session, made_on=date(2026, 9, 17))) for _ in range(2))
    assert first == second


def test_the_page_escapes_what_people_typed_and_says_what_is_fictitious():
    session = held_session(theme="<script>alert(1)</script>")
    html = html_of(
        build_pv_document(session, reference="Procès-verbal n° 2/2026/MDEMO", status="final"),
        code="0123456789ABCDEFGHJKMNPQRSTV",
    )
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert 'class="specimen"' in html
    for sentence in (
        "Fraternité – Justice – Travail",
        "Ministère de démonstration",
        "Le Rapporteur",
        "La Présidente",
        "Liste de présence",
    ):
        assert sentence in html


def test_the_cost_does_not_grow_with_the_items(django_assert_max_num_queries):
    session = held_session()
    with django_assert_max_num_queries(31) as few:
        build_pv_document(session)
    for position in range(20, 26):
        AgendaItemFactory(session=session, position=position)
    with django_assert_max_num_queries(len(few.captured_queries)):
        build_pv_document(session)


def test_the_room_is_read_once(django_assert_max_num_queries):
    session = held_session()
    with django_assert_max_num_queries(31) as few:
        build_pv_document(session)
    for table in ("presenceevent", "sessionroll", "commissions_seat", "ruleanswer"):
        read = [row["sql"] for row in few.captured_queries if 'FROM "' in row["sql"] and f'{table}" ' in row["sql"]]
        assert len([sql for sql in read if sql.split("FROM ")[1].split(" ")[0].endswith(f'{table}"')]) <= 1, table


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        (
            "Procès-verbal de la première session ordinaire de la CMSIC du MDGL au titre de l’année 2024",
            ["Procès-verbal de la première session ordinaire", "de la CMSIC du MDGL au titre de l’année 2024"],
        ),
        (
            "Procès-verbal de la première session de la CMSIC du MASM au titre de l’année 2021",
            ["Procès-verbal de la première session", "de la CMSIC du MASM au titre de l’année 2021"],
        ),
        ("Procès-verbal : 9e Conférence des DSI", ["Procès-verbal : 9e Conférence des DSI"]),
        ("M" * 200, ["M" * 200]),
    ],
)
def test_a_title_turns_before_what_completes_it(title, lines):
    assert Frame(title=title, ministry="x").title_lines == lines


def test_who_spoke_and_who_explained_are_named_in_the_quality_they_sat_in():
    """« la ministre ou son représentant » is nobody; « Le directeur » does not name a woman."""
    session = held_session()
    seat = session.commission.seats.order_by("position").first()
    person = seat.mandates.get().person
    Seat.objects.filter(pk=seat.pk).update(label="Le ministre ou son représentant")
    Person.objects.filter(pk=person.pk).update(honorific="mme", function="Le ministre ou son représentant")
    Speech.objects.create(
        scope_id=session.scope_id,
        session=session,
        kind=SpeechKind.OPENING,
        position=99,
        person=person,
        speaker_name=person.full_name,
        speaker_function="Le ministre ou son représentant",
        summary="Ouvre les travaux.",
    )
    said = [line.speaker for line in build_pv_document(session).opening_speeches]
    assert f"Madame {person.full_name}, représentant le ministre" in said


def test_an_address_among_the_sources_has_a_line_of_its_own_and_keeps_its_letters():
    html = str(said("lanationbenin.bj, https://lanationbenin.bj/a?b=1;c=2 (consulté le 1er mars 2026)"))
    assert '<span class="address">https://lanationbenin.bj/a?b=1;c=2</span>' in html


@pytest.mark.parametrize(("day", "words"), [(1, "1er septembre 2022"), (7, "07 septembre 2022")])
def test_an_act_of_the_first_of_a_month_is_dated_as_one_says_it(day, words):
    assert act_date(date(2022, 9, day)) == words


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("Cotonou", "à Cotonou"),
        ("Salle de conférences", "à la salle de conférences"),
        ("Palais des congrès, Cotonou", "au Palais des congrès, Cotonou"),
        ("Hôtel de la Marina", "à l’hôtel de la Marina"),
        ("au Ministère de la Décentralisation", "au Ministère de la Décentralisation"),
        ("Aux bureaux de l’ASIN", "aux bureaux de l’ASIN"),
        ("À Parakou", "à Parakou"),
        ("En visioconférence", "en visioconférence"),
        ("chez l’hôte de la conférence", "chez l’hôte de la conférence"),
        ("Le Majestic, Cotonou", "au Majestic, Cotonou"),
        ("Les Cocotiers", "aux Cocotiers"),
        ("L’Atelier", "à l’Atelier"),
        ("Enagnon Palace", "à Enagnon Palace"),
        ("", "en un lieu non renseigné"),
    ],
)
def test_places_read_as_french(place, words):
    assert at_place(place) == words


def test_elision_and_ranks():
    assert [de("Aïcha BIO"), de("Monsieur BIO")] == ["d’Aïcha BIO", "de Monsieur BIO"]
    assert [
        is_rank(text) for text in ("1ère", "2e", "1ère session", "première session", "9e Conférence des DSI", "")
    ] == [True, True, True, True, False, False]


@pytest.mark.parametrize("printed", ["1ère", "1ère session", "première session"])
def test_a_printed_rank_is_said_once(printed):
    unnumbered = past_session(number=None, printed_number=printed)
    assert (
        build_pv_document(unnumbered, status="reconstituted").title
        == f"Procès-verbal de la {printed.removesuffix(' session')} session ordinaire de la CMSIC du MDGL au titre de"
        " l’année 2024"
    )
    unnumbered.number = 1
    assert build_pv_document(unnumbered, status="reconstituted").title.startswith(
        "Procès-verbal de la première session ordinaire"
    )


def test_a_nature_no_source_gives_is_left_out_of_the_title():
    session = past_session(kind=SessionKind.UNSPECIFIED)
    assert (
        build_pv_document(session, status="reconstituted").title
        == "Procès-verbal de la première session de la CMSIC du MDGL au titre de l’année 2024"
    )
    assert session.label == "1re session au titre de l’année 2024"


def test_a_body_whose_sittings_have_names_keeps_them():
    commission = CommissionFactory(
        kind="cdsi", ministry=None, scope=MinistryFactory().scope, code="CDSI", name="Conférence des DSI"
    )
    session = SessionFactory(
        commission=commission,
        statute=None,
        state=SessionState.LIFTED,
        printed_number="9e Conférence des DSI",
        held_on=date(2022, 7, 19),
        year=2022,
        starts_at=time(9),
        place="Novotel Orisha, Cotonou",
        is_reconstituted=True,
        reconstituted_from="L’Économiste",
    )
    content = build_pv_document(session, status="reconstituted")
    assert content.title == "Procès-verbal : 9e Conférence des DSI"
    assert "s’est tenue au Novotel Orisha, Cotonou, la 9e Conférence des DSI." in content.formula


def test_a_conference_prints_its_own_words():
    commission = CommissionFactory(
        kind="workshop", ministry=None, scope=MinistryFactory().scope, code="RSI", name="Atelier des RSI des communes"
    )
    session = SessionFactory(
        commission=commission,
        statute=None,
        state=SessionState.LIFTED,
        printed_number="Atelier sur la transformation numérique",
        held_on=date(2022, 10, 4),
        year=2022,
        starts_at=None,
        place="Bénin Royal Hôtel, Cotonou",
        is_reconstituted=True,
        reconstituted_from="L’Économiste",
    )
    content = build_pv_document(session, status="reconstituted")
    html = html_of(content)
    assert content.title == "Procès-verbal : Atelier sur la transformation numérique"
    assert content.formula.endswith(
        "s’est tenu au Bénin Royal Hôtel, Cotonou, l’atelier sur la transformation numérique."
    )
    for word in ("Quorum", "xcusés", "convocation", "conformément", "une personne"):
        assert word not in html, word


def test_an_act_names_the_decree_that_it_applies():
    session = past_session()
    decree = LegalTextFactory(kind="decret", reference="2018-531", dated_on=date(2018, 11, 14))
    LegalTextLink.objects.create(source_text=session.commission.founded_by, target_text=decree, kind="applies")
    assert build_pv_document(session, status="reconstituted").formula.endswith(
        "du 07 septembre 2022, pris en application du décret n° 2018-531 du 14 novembre 2018."
    )


def test_an_item_that_was_never_opened_says_so_and_one_that_was_does_not():
    session = held_session()
    AgendaItemFactory(session=session, position=30, kind=ItemKind.COMMUNICATION, title="Resté sans examen")
    parts = {part.title: part.is_unopened for part in build_pv_document(session).items}
    assert [title for title, unopened in parts.items() if unopened] == ["Resté sans examen"]
    html = html_of(build_pv_document(session))
    assert html.count("Point non examiné.") == 1
    assert "Communication, débats et conclusion" not in html


@pytest.mark.parametrize("model", CITED, ids=lambda model: model.__name__)
def test_every_field_that_can_be_cited_has_a_french_name(model):
    """What a source is recorded for is the name of a field: no word of the code reaches the paper."""
    names = {field.name for field in model._meta.get_fields() if not field.auto_created}
    told = {name: field_in_french(name) for name in names}
    assert {name: word for name, word in told.items() if not word or (word == name and "_" in name)} == {}
    english = {"presenter_label", "kind", "texts", "starts_at", "held_on", "chair_capacity", "number", "place"}
    assert not english & set(told.values())


@pytest.mark.parametrize("name", ["texts", "presenter_label", "kind", "commission", "not_a_field"])
def test_a_fact_is_never_named_by_its_code(name):
    assert field_in_french(name) not in ("", name)


@pytest.mark.parametrize("width", range(380, 480, 20))
def test_a_reference_kept_whole_leaves_the_lines_before_it_full(width):
    """« la première / session / ordinaire », one word a line, was printed before « n° 001/MDEMO/… »."""
    import weasyprint

    sentence = (
        "sous la présidence de Madame Fifamè ZINSOUKPÈ, représentant le ministre, la première session ordinaire de la"
        " CMSIC du MDEMO au titre de l’année 2026, conformément à l’arrêté n° 001/MDEMO/DC/SGM/DPAF/DSI/SA du"
        " 16 janvier 2023, pris en application du décret n° 2018-531 du 14 novembre 2018."
    )
    style = f"body {{ width: {width}pt; font: 9.5pt/13pt Inter }} .reference-number {{ white-space: nowrap }}"
    page = weasyprint.HTML(string=f"<style>{style}</style><p>{said(sentence)}</p>").render().pages[0]
    lines = [box for box in page._page_box.descendants() if type(box).__name__ == "LineBox"]
    widths = [max(child.position_x + child.width for child in line.children) - line.position_x for line in lines]
    assert all(drawn > width / 2 for drawn in widths[:-1]), widths
