import pytest

from foundation.accounts.enums import Role
from foundation.common.exceptions import Conflict, InvalidInput, Refused
from foundation.journal.models import Entry
from sessions.core.enums import PvState, Section, SessionState, SpeechKind
from sessions.core.models import MinuteText, ProcesVerbal, TextRevision
from sessions.meeting.operations import minutes
from tests.factories import member_of
from tests.sessions.held import held

pytestmark = pytest.mark.django_db


def save(world, text, base, *, by=None, section=Section.DEBATE, item="first"):
    item_id = world.item.pk if item == "first" else item
    return minutes.save_text(
        world.session.pk, section=section, item_id=item_id, text=text, base_revision=base, by=by or world.secretary
    )


def test_each_save_is_a_revision_with_its_author_and_its_base():
    world = held()
    save(world, "Un", 0)
    row = save(world, "Un deux", 1)
    assert (row.text, row.revision, row.saved_by_name) == ("Un deux", 2, world.secretary.full_name)
    kept = (
        TextRevision.objects.filter(minute_text=row)
        .order_by("revision")
        .values_list("revision", "base_revision", "text", "author_name")
    )
    assert list(kept) == [(1, 0, "Un", world.secretary.full_name), (2, 1, "Un deux", world.secretary.full_name)]
    assert Entry.objects.filter(act="save_text").count() == 2


def test_a_crossed_save_is_answered_with_both_texts_and_writes_nothing():
    world = held()
    other = member_of(world.commission, Role.SECRETARY)
    save(world, "Le texte de l’autre", 0, by=other)
    with pytest.raises(Conflict) as conflict:
        save(world, "Mon texte", 0)
    assert conflict.value.sides == {"text": ("Le texte de l’autre", "Mon texte")}
    assert (conflict.value.current_version, conflict.value.author) == (1, other.full_name)
    assert TextRevision.objects.count() == 1


def test_a_save_whose_answer_was_lost_is_sent_again_without_harm():
    world = held()
    save(world, "Un", 0)
    again = save(world, "Un", 0)
    assert (again.revision, TextRevision.objects.count()) == (1, 1)


def test_keeping_the_stored_text_keeps_the_other_one_in_the_history():
    world = held()
    save(world, "Le stocké", 0)
    row = minutes.set_aside(
        world.session.pk,
        section=Section.DEBATE,
        item_id=world.item.pk,
        text="Le mien",
        base_revision=0,
        by=world.secretary,
    )
    assert (row.text, row.revision) == ("Le stocké", 3)
    assert list(TextRevision.objects.order_by("revision").values_list("text", flat=True)) == [
        "Le stocké",
        "Le mien",
        "Le stocké",
    ]


def test_an_old_revision_comes_back_as_a_new_one():
    world = held()
    save(world, "Un", 0)
    row = save(world, "Deux", 1)
    back = minutes.restore_revision(row.pk, revision=1, base_revision=2, by=world.secretary)
    assert (back.text, back.revision) == ("Un", 3)
    with pytest.raises(Conflict):
        minutes.restore_revision(row.pk, revision=2, base_revision=2, by=world.secretary)
    with pytest.raises(Refused, match="elle n’existe pas"):
        minutes.restore_revision(row.pk, revision=9, base_revision=3, by=world.secretary)


def test_debate_and_decision_are_two_texts():
    world = held()
    save(world, "On débat.", 0)
    save(world, "On décide.", 0, section=Section.DECISION)
    assert dict(MinuteText.objects.values_list("section", "text")) == {"debate": "On débat.", "decision": "On décide."}


def test_the_session_has_texts_of_its_own():
    world = held()
    assert save(world, "Le ministre ouvre.", 0, section=Section.OPENING, item=None).item is None
    with pytest.raises(InvalidInput, match="n’existe pas ici"):
        save(world, "x", 0, section=Section.DEBATE, item=None)
    with pytest.raises(InvalidInput, match="n’existe pas ici"):
        save(world, "x", 0, section=Section.CLOSING)


def test_an_item_of_another_session_is_unknown():
    world, other = held(), held()
    with pytest.raises(InvalidInput, match="n’est pas à l’ordre du jour"):
        save(world, "x", 0, item=other.item.pk)


def test_line_ends_are_one_character_and_the_text_is_kept_as_typed():
    world = held()
    assert save(world, "  a\r\nb \r\n", 0).text == "  a\nb \n"


def test_a_base_that_never_was_is_refused_and_a_text_has_a_bound():
    world = held()
    with pytest.raises(InvalidInput, match="n’existe pas : la dernière est 0"):
        save(world, "x", 4)
    with pytest.raises(InvalidInput, match="dépasse 100000 caractères"):
        save(world, "x" * 100_001, 0)


@pytest.mark.parametrize(
    "state", [SessionState.PREPARING, SessionState.ARCHIVED, SessionState.CANCELLED, SessionState.POSTPONED]
)
def test_the_minutes_are_not_written_outside_a_session(state):
    world = held(state=state)
    with pytest.raises(Refused, match="Impossible d’écrire au compte rendu"):
        save(world, "x", 0)


def test_the_minutes_are_completed_until_the_pv_is_submitted():
    world = held(state=SessionState.LIFTED)
    save(world, "Complément", 0)
    ProcesVerbal.objects.create(
        scope=world.session.scope,
        session=world.session,
        commission=world.commission,
        year=world.session.year,
        state=PvState.SUBMITTED,
    )
    with pytest.raises(Refused, match="le procès-verbal est soumis aux membres"):
        save(world, "Encore", 1)


def test_a_speech_says_who_spoke_and_is_corrected_from_its_version():
    world = held()
    with pytest.raises(InvalidInput, match="Dites qui a parlé"):
        minutes.add_speech(world.session.pk, item_id=world.item.pk, summary="Quelqu’un parle.", by=world.secretary)
    speech = minutes.add_speech(
        world.session.pk,
        item_id=world.item.pk,
        speaker_name="A. B.",
        speaker_function="DSI",
        summary="Présente.",
        by=world.secretary,
    )
    second = minutes.add_speech(
        world.session.pk, item_id=world.item.pk, speaker_function="le représentant de l’ASIN", by=world.secretary
    )
    assert (speech.position, second.position, speech.kind) == (1, 2, SpeechKind.INTERVENTION)
    fields = {
        "kind": SpeechKind.COMMUNICATION,
        "speaker_name": "A. B.",
        "speaker_function": "DSI",
        "by": world.secretary,
    }
    minutes.correct_speech(speech.pk, **fields, summary="Présente le réseau.", base_version=1)
    with pytest.raises(Conflict) as conflict:
        minutes.correct_speech(speech.pk, **fields, summary="Autre chose.", base_version=1)
    assert conflict.value.sides["summary"] == ("Présente le réseau.", "Autre chose.")
    minutes.remove_speech(second.pk, by=world.secretary)
    assert world.session.speeches.count() == 1
    assert Entry.objects.filter(act="remove_speech").count() == 1
