from django.urls import path

from .register import assets
from .register.received import FILES, SOFTWARE
from .views import money, received
from .views.labels import labels

app_name = "assets"
urlpatterns = [
    path("etiquettes", labels, name="labels"),
    path("fichiers", FILES.page, name="files"),
    path("fichiers/export.csv", FILES.csv, name="files_export"),
    path("fichiers/importer", received.receive, name="receive"),
    path("tableau", received.table, name="table"),
    path("tableau/modele.csv", received.model, name="model"),
    path("logiciels", SOFTWARE.page, name="software"),
    path("logiciels/export.csv", SOFTWARE.csv, name="software_export"),
    path("logiciels/<uuid:pk>", received.installed, name="installed"),
    path("renouvellement", money.replacement, name="renewal"),
    path("modes-de-gestion", money.compared, name="costs"),
    *assets.urlpatterns,
]
