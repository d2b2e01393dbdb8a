"""The statuses of the communes, pasted all at once."""

from django.urls import reverse

from foundation.common.acts import form_page, page_new
from foundation.common.typography import plural
from plans.forms import PastedForm

from ..operations.statuses import paste_statuses
from ..register.common import CRUMBS
from ..rules import can_paste_statuses

paste = page_new(
    paste_statuses,
    rule=can_paste_statuses,
    form=PastedForm,
    page=lambda: form_page(
        "Coller les statuts des communes",
        "Enregistrer les statuts",
        CRUMBS,
        intro="Deux colonnes : commune et statut (particulier, intermédiaire, ordinaire), avec leur ligne d’en-tête."
        " Une commune absente du tableau garde le sien.",
        multipart=True,
    ),
    said=lambda communes: f"{plural(len(communes), 'statut a changé', 'statuts ont changé')}.",
    to=lambda communes: reverse("communes:list"),
)
