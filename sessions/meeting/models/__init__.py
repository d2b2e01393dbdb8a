from .check_in import CheckIn, CheckInTry
from .correction import Correction
from .dissent import VoteExplanation
from .rehearsal import Rehearsal
from .vote import BallotMark, BallotVote, ConsentLine

__all__ = [
    "BallotMark",
    "BallotVote",
    "CheckIn",
    "CheckInTry",
    "ConsentLine",
    "Correction",
    "Rehearsal",
    "VoteExplanation",
]
