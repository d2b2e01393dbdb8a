"""The steps of a procedure: information, form, payment, tracking, delivery, as the ASIN lists them."""

from foundation.registers.register import Words

from ..models import ServiceStep
from .common import list_of

STEPS = list_of(
    ServiceStep,
    "service-steps",
    words=Words(
        "étape d’une démarche",
        none="Aucune étape",
        new="Ajouter une étape",
        added="L’étape est dans la liste : chaque e-service peut dire si elle se fait en ligne.",
    ),
    title="Étapes d’une démarche",
    noun=("étape", "étapes"),
    state="Ce que l’usager fait, de l’information à la délivrance ; chaque e-service dit ce qui se fait en ligne.",
    empty="Les étapes, dans l’ordre de la démarche, apparaîtront ici.",
    file="etapes",
)
app_name, urlpatterns, ROUTES = STEPS.name, STEPS.urlpatterns, STEPS.routes
