"""The levels of dematerialisation: no scale of Benin was found, so that they are a list to be filled."""

from foundation.registers.register import Words

from ..models import ServiceLevel
from .common import list_of

LEVELS = list_of(
    ServiceLevel,
    "service-levels",
    words=Words(
        "niveau de dématérialisation",
        none="Aucun niveau",
        new="Ajouter un niveau",
        added="Le niveau est dans la liste : les fiches des e-services le proposent.",
    ),
    title="Niveaux de dématérialisation",
    noun=("niveau", "niveaux"),
    state="L’échelle commune des e-services, tenue par l’ASIN ; aucun texte lu n’en fixe une.",
    empty="Les niveaux, du plus bas au plus haut, apparaîtront ici ; les fiches des e-services les proposent.",
    file="niveaux",
)
app_name, urlpatterns, ROUTES = LEVELS.name, LEVELS.urlpatterns, LEVELS.routes
