from .appointment import Appointment
from .institution import Commune, Departement, Ministry, MinistryName, MinistrySuccession, Structure
from .law import CouncilRecord, LegalText, LegalTextLink
from .source import FactSource

__all__ = [
    "Appointment",
    "Commune",
    "CouncilRecord",
    "Departement",
    "FactSource",
    "LegalText",
    "LegalTextLink",
    "Ministry",
    "MinistryName",
    "MinistrySuccession",
    "Structure",
]
