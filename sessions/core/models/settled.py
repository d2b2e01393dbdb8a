"""What a session that is over has counted and decided no longer changes: the database says so too."""

from contextlib import AbstractContextManager

import pgtrigger

SESSION_IS_OVER = """
SELECT state IN ('lifted', 'archived', 'no_quorum') AND NOT is_reconstituted INTO is_over
  FROM commission_sessions_commissionsession WHERE id = subject;
IF is_over AND NOT EXISTS (
  SELECT 1 FROM commission_sessions_correction
   WHERE id::text = coalesce(current_setting('cmsic.correction', true), '') AND session_id = subject
) THEN
  RAISE EXCEPTION 'session_is_over: % of % is refused without a correction', TG_OP, TG_TABLE_NAME;
END IF;
"""


def kept_once_over(name: str) -> pgtrigger.Trigger:
    """Refuse any change of a row of a session that is over, but under a Correction of that session made in the same
    transaction.
    """
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("subject", "uuid"), ("is_over", "boolean")],
        func=f"""
IF TG_OP = 'DELETE' THEN subject := OLD.session_id; ELSE subject := NEW.session_id; END IF;
{SESSION_IS_OVER}
IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
RETURN NEW;
""",
    )


GUARDS = (
    "commission_sessions.Ballot:ballot_of_a_session_over",
    "commission_sessions.BallotVote:named_vote_of_a_session_over",
    "commission_sessions.BallotVote:named_vote_of_a_closed_ballot",
    "commission_sessions.Decision:decision_of_a_session_over",
    "commission_sessions.PresenceEvent:presence_of_a_session_over",
    "commission_sessions.SessionRoll:roll_of_a_session_over",
)


def writing_the_past() -> AbstractContextManager[None]:
    """Lift the guard for whoever builds a session that is already over (the demonstration, the tests); no page or
    operation does.
    """
    return pgtrigger.ignore(*GUARDS)
