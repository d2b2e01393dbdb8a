from .conformity import ConformitySheet
from .opinion import Opinion
from .proposal import Proposal, ProposalAnnex, ProposalStep
from .reading import SessionReading
from .template import SessionTemplate

__all__ = [
    "ConformitySheet",
    "Opinion",
    "Proposal",
    "ProposalAnnex",
    "ProposalStep",
    "SessionReading",
    "SessionTemplate",
]
