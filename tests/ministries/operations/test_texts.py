from datetime import date

import pytest

from foundation.accounts.enums import Role
from foundation.common.exceptions import InvalidInput, Refused
from foundation.journal.record import entries_of
from ministries.enums import LegalLinkKind, LegalTextKind, LegalTextState
from ministries.models import LegalText
from ministries.operations import create_text, edit_text, link_texts, unlink_texts
from tests.factories import LegalTextFactory, MinistryFactory, officer_of

pytestmark = pytest.mark.django_db
REFERENCE = "020/MDGL/DC/SGM/DPAF/DSI/SA/023SGG22"


def create(**fields):
    defaults = {
        "kind": LegalTextKind.ARRETE,
        "reference": REFERENCE,
        "title": "portant attributions",
        "dated_on": date(2022, 9, 7),
        "by": None,
    }
    return create_text(**(defaults | fields))


def test_a_text_is_kept_with_its_reference_as_given():
    text = create(reference="  Arrêté  2022 N° 0145/MESRS/DC ")
    assert text.reference == "Arrêté 2022 N° 0145/MESRS/DC"
    assert str(text) == "Arrêté 2022 N° 0145/MESRS/DC"
    assert [entry.act for entry in entries_of(text)] == ["create_text"]


def test_a_reference_is_unique_for_a_ministry_and_a_year():
    ministry = MinistryFactory()
    create(ministry=ministry)
    with pytest.raises(InvalidInput, match="porte déjà cette référence"):
        create(ministry=ministry, dated_on=date(2022, 1, 1))
    create(ministry=ministry, dated_on=date(2023, 9, 7))
    create(ministry=MinistryFactory())
    create()
    with pytest.raises(InvalidInput, match="porte déjà cette référence"):
        create()


def test_an_edit_writes_what_changed_and_only_that():
    text = create()
    values = {
        name: getattr(text, name)
        for name in ("kind", "reference", "title", "dated_on", "issuer", "ministry", "state", "body", "source")
    }
    edit_text(text.pk, **{**values, "state": LegalTextState.IN_FORCE}, base_version=1, by=None)
    entry = entries_of(text).last()
    assert (entry.before, entry.after) == ({"state": "unknown"}, {"state": "in_force"})


def test_repealing_as_a_whole_marks_the_other_text_repealed():
    new, old = LegalTextFactory(), LegalTextFactory()
    _, sentence = link_texts(new.pk, old, LegalLinkKind.REPEALS, by=None)
    old.refresh_from_db()
    assert old.state == LegalTextState.REPEALED
    assert sentence == f"{old} est désormais « abrogé »."


@pytest.mark.parametrize(("kind", "article"), [(LegalLinkKind.AMENDS, ""), (LegalLinkKind.REPEALS, "article 3")])
def test_amending_or_repealing_a_part_marks_the_other_text_amended(kind, article):
    new, old = LegalTextFactory(), LegalTextFactory()
    link_texts(new.pk, old, kind, article=article, by=None)
    old.refresh_from_db()
    assert old.state == LegalTextState.AMENDED


def test_a_repealed_text_is_not_brought_back_by_an_amendment():
    new, old = LegalTextFactory(), LegalTextFactory(state=LegalTextState.REPEALED)
    link_texts(new.pk, old, LegalLinkKind.AMENDS, by=None)
    old.refresh_from_db()
    assert old.state == LegalTextState.REPEALED


@pytest.mark.parametrize("kind", [LegalLinkKind.APPLIES, LegalLinkKind.CITES])
def test_applying_or_citing_leaves_the_state(kind):
    new, old = LegalTextFactory(), LegalTextFactory()
    assert link_texts(new.pk, old, kind, by=None)[1] == ""
    old.refresh_from_db()
    assert old.state == LegalTextState.IN_FORCE


def test_a_dsi_does_not_repeal_a_national_text_by_a_link():
    ministry = MinistryFactory()
    dsi = officer_of(ministry.scope, Role.DSI)
    own, law = LegalTextFactory(ministry=ministry), LegalTextFactory(ministry=None)
    _, sentence = link_texts(own.pk, law, LegalLinkKind.REPEALS, by=dsi)
    law.refresh_from_db()
    assert law.state == LegalTextState.IN_FORCE
    assert "tenu par une autre institution" in sentence


def test_the_same_link_twice_and_a_link_to_itself_are_refused():
    one, two = LegalTextFactory(), LegalTextFactory()
    link, _ = link_texts(one.pk, two, LegalLinkKind.CITES, by=None)
    with pytest.raises(Refused, match="existe déjà"):
        link_texts(one.pk, two, LegalLinkKind.CITES, by=None)
    with pytest.raises(Refused, match="ne renvoie pas à lui-même"):
        link_texts(one.pk, one, LegalLinkKind.CITES, by=None)
    unlink_texts(link.pk, by=None)
    assert not one.links_out.exists()


def test_the_search_is_french_and_blind_to_accents():
    found = LegalTextFactory(
        title="portant création de la commission", body="Les systèmes d’information et la connectivité des ministères."
    )
    LegalTextFactory(title="portant congés", body="Rien ici.")
    for words in ("connectivite", "CONNECTIVITÉ", "système information", "commissions"):
        assert list(LegalText.objects.found_by(words)) == [found], words


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("commission", "commissions"),
        ("commissions", "commission"),
        ("Commissions", "COMMISSION"),
        ("transmission", "transmissions"),
    ],
)
def test_singular_and_plural_find_each_other_where_the_stemmer_parts_them(written, typed):
    text = LegalTextFactory(title=written)
    assert list(LegalText.objects.found_by(typed)) == [text]


def test_a_part_of_a_reference_finds_its_text():
    found = LegalTextFactory(reference=REFERENCE)
    LegalTextFactory(reference="285/MISP/DC")
    assert list(LegalText.objects.found_by("020/MDGL")) == [found]
    assert list(LegalText.objects.found_by("mdgl")) == [found]


@pytest.mark.parametrize("words", ["'", '"', "a & | !", "-", "((", "\\", "%", "*:*"])
def test_any_punctuation_may_be_searched(words):
    LegalTextFactory()
    list(LegalText.objects.found_by(words).with_extracts(words))
