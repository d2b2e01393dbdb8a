"""Members by table: read as people type them, refused line by line, written as a whole or not at all."""

from datetime import date

import pytest

from commissions.models import Mandate, Seat
from commissions.operations.importing import import_members, invite_members, preview_members, rows_of
from foundation.accounts.models import Person, User
from foundation.common.exceptions import InvalidInput, Refused
from foundation.journal.models import Entry
from tests.factories import CommissionFactory, PersonFactory, SeatFactory

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)
GOOD = """Siège;Rôle;Voix;Qualité;Civilité;Prénom et nom;Fonction;Courriel;Téléphone
Le directeur de cabinet;président;oui;titulaire;M.;Koffi HOUNGBÉDJI;Directeur de cabinet;koffi@exemple.test;97000000
Le directeur de cabinet;président;oui;suppléant;Mme;Afi DOSSOU;;afi@exemple.test;
Le secrétaire de la commission;secrétaire;;;;Zoé ADJOVI;;zoe@exemple.test;
"""


@pytest.fixture
def commission():
    return CommissionFactory()


def options(**more):
    return {"valid_from": DAY, "act_reference": "arrêté n° 12", "create_seats": True, "by": None} | more


def tried(commission, text, **more):
    return preview_members(commission.pk, rows_of(text), **options(**more))


@pytest.mark.parametrize(
    "content",
    [
        GOOD.encode(),
        GOOD.encode("utf-8-sig"),
        GOOD.encode("cp1252"),
        GOOD.replace(";", ",").encode(),
        GOOD.replace(";", "\t").replace("\n", "\r\n").encode(),
    ],
)
def test_the_table_is_read_as_spreadsheets_write_it(content, commission):
    outcomes = tried(commission, content)
    assert [(outcome.line, outcome.errors) for outcome in outcomes] == [(2, []), (3, []), (4, [])]
    assert outcomes[0].name == "Koffi HOUNGBÉDJI"


def test_trying_writes_nothing_and_importing_writes_what_was_tried(commission):
    before = Entry.objects.count()
    tried(commission, GOOD)
    assert (Seat.objects.count(), Person.objects.count(), Mandate.objects.count(), Entry.objects.count()) == (
        0,
        0,
        0,
        before,
    )
    import_members(commission.pk, rows_of(GOOD), **options())
    held = [
        (m.seat.label, m.seat.role, m.seat.has_vote, m.kind, m.person.full_name) for m in Mandate.objects.order_by("pk")
    ]
    assert held == [
        ("Le directeur de cabinet", "president", True, "titular", "Koffi HOUNGBÉDJI"),
        ("Le directeur de cabinet", "president", True, "substitute", "Afi DOSSOU"),
        ("Le secrétaire de la commission", "secretary", False, "titular", "Zoé ADJOVI"),
    ]
    assert Entry.objects.order_by("-pk").first().act == "import_members"


def test_one_bad_line_and_nothing_is_written(commission):
    with pytest.raises(Refused, match="aucune n’est écrite") as refusal:
        import_members(commission.pk, rows_of(GOOD + "Le DPAF;;;;;Jean;;pas-une-adresse;\n"), **options())
    assert refusal.value.blockers == ["Ligne 5 : L’adresse « pas-une-adresse » n’est pas une adresse électronique."]
    assert not Mandate.objects.exists()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Le trésorier;;;;;Ida;;;", "Aucun siège ne s’appelle « Le trésorier »"),
        ("LE DIRECTEUR DE  CABINET;;;remplaçant;;Ida;;;", "« remplaçant » n’est pas la qualité attendue"),
        ("le directeur de cabinet;chef;;;;Ida;;;", "« chef » n’est pas le rôle attendu"),
        ("le directeur de cabinet;;;;;;;;", "Le nom manque."),
        (";;;;;Ida;;;", "Le siège manque"),
        ("le directeur de cabinet;;;;;Ida;;connu@exemple.test;", "est celle de Marie CONNUE, et non d’Ida"),
        ("le directeur de cabinet;;;;;Marie Connue;;;", "donnez son adresse pour la désigner"),
        ("le directeur de cabinet;;;;;Ida;;;\nle directeur de cabinet;;;;;Jo;;;", "ce siège est tenu par Ida"),
        (
            "le directeur de cabinet;;;;;Ida;;;\nle directeur de cabinet;;;suppléant;;ida;;;",
            "Le nom « ida » est déjà à la ligne 2",
        ),
    ],
)
def test_each_fault_is_said_on_its_line(commission, line, said):
    SeatFactory(commission=commission, label="le directeur de cabinet")
    PersonFactory(scope=commission.scope, full_name="Marie CONNUE", email="connu@exemple.test")
    outcomes = tried(commission, GOOD.split("\n")[0] + "\n" + line, create_seats=False)
    assert said in " ".join(outcomes[-1].errors)


def test_a_known_person_is_matched_by_mail_and_a_homonym_is_told(commission):
    known = PersonFactory(scope=commission.scope, full_name="Marie CONNUE", email="connu@exemple.test")
    text = GOOD.split("\n")[0] + "\nA;;;;;Marie Connue;;CONNU@exemple.test;\nB;;;;;Marie Connue;;autre@exemple.test;"
    import_members(commission.pk, rows_of(text), **options())
    first, second = Mandate.objects.order_by("pk")
    assert first.person == known
    assert second.person.email == "autre@exemple.test"
    assert (
        "homonyme d’une personne connue : nouvelle personne"
        in tried(commission, text.replace("autre@", "tiers@").replace("\nA", "\nC").replace("\nB", "\nD"))[1].notes
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Aucune ligne"),
        ("nom;fonction\nIda;x", "ne nomme pas de colonne « siège »"),
        ("siège;nom\n", "que sa première ligne"),
        ('siège;nom\n"a;b', "ne se lit pas"),
        ("siège;nom;prénoms et nom\na;b;c", "la même chose"),
    ],
)
def test_what_is_no_table_is_said(text, said):
    with pytest.raises(InvalidInput, match=said):
        rows_of(text)


def test_each_member_with_an_address_is_invited_once(commission, run_jobs):
    import_members(commission.pk, rows_of(GOOD + "X;;;;;Sans Adresse;;;\n"), **options())
    User.objects.create_user("afi@exemple.test", None, full_name="Autre")
    done = invite_members(commission.pk, on=DAY, by=None)
    assert (done.sent, len(done.refusals)) == (2, 1)
    assert "Un compte existe déjà" in done.refusals[0]
    assert set(User.objects.values_list("email", flat=True)) >= {"koffi@exemple.test", "zoe@exemple.test"}


def test_a_character_that_nobody_sees_does_not_enter_an_address(commission):
    import_members(commission.pk, rows_of(GOOD.replace("zoe@exemple.test", "zoe@exemple.test\u200b")), **options())
    assert Person.objects.filter(email="zoe@exemple.test").exists()


def test_an_old_text_whose_letters_are_lost_is_refused_whole(commission):
    with pytest.raises(InvalidInput, match="La cellule F2 contient un caractère illisible"):
        rows_of(GOOD.replace("HOUNGBÉDJI", "HOUNGB\ufffdDJI"))
