import pytest

from foundation.common.exceptions import Refused
from sessions.core.enums import PvState, SessionAction, SessionState
from sessions.core.models import ProcesVerbal, SessionStep
from sessions.core.operations.archiving import archive_session
from tests.factories import SessionFactory, UserFactory

pytestmark = pytest.mark.django_db


def with_pv(session, state):
    ProcesVerbal.objects.create(
        scope=session.scope, session=session, commission=session.commission, year=session.year, state=state
    )
    return session


def test_a_session_is_archived_once_its_pv_is_submitted():
    session = with_pv(SessionFactory(lifted=True), PvState.SUBMITTED)
    secretary = UserFactory()
    assert archive_session(session.pk, by=secretary).state == SessionState.ARCHIVED
    step = SessionStep.objects.get(session=session)
    assert (step.action, step.from_state, step.to_state, step.by) == (
        SessionAction.ARCHIVE,
        SessionState.LIFTED,
        SessionState.ARCHIVED,
        secretary,
    )
    with pytest.raises(Refused, match="Impossible d’archiver la session : la session est à l’état « archivée »"):
        archive_session(session.pk, by=secretary)


@pytest.mark.parametrize("state", [None, PvState.DRAFT])
def test_it_is_not_archived_before(state):
    session = SessionFactory(lifted=True)
    if state:
        with_pv(session, state)
    with pytest.raises(
        Refused,
        match=(
            r"Impossible d’archiver la session\. Le procès-verbal n’est pas encore soumis aux membres : soumettez-le"
            r" d’abord"
        ),
    ):
        archive_session(session.pk, by=None)


def test_a_session_of_the_past_has_its_pv_on_paper():
    session = SessionFactory(lifted=True, is_reconstituted=True, reconstituted_from="La Nation")
    assert archive_session(session.pk, by=None).state == SessionState.ARCHIVED


@pytest.mark.parametrize("state", [state for state in SessionState if state != SessionState.LIFTED])
def test_only_a_lifted_session_is_archived(state):
    with pytest.raises(Refused, match="Impossible d’archiver la session"):
        archive_session(SessionFactory(state=state, number=1).pk, by=None)
