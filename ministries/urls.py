"""Institutions, texts and the Council: the app has several addresses, so it is included at the root."""

from django.urls import path

from .views import appointments, council, government, structures, territory, texts

app_name = "ministries"
urlpatterns = [
    path("ministeres/", government.GOVERNMENT.page, name="list"),
    path("ministeres/export.csv", government.GOVERNMENT.csv, name="export"),
    path("ministeres/nouveau", government.new_ministry, name="new"),
    path("ministeres/<uuid:pk>", government.ministry, name="detail"),
    path("ministeres/<uuid:pk>/nom", government.rename, name="rename"),
    path("ministeres/<uuid:pk>/succession", government.succeed, name="succeed"),
    path("ministeres/<uuid:pk>/structures/nouvelle", structures.new_structure, name="new_structure"),
    path("structures/<uuid:pk>/modifier", structures.edit, name="edit_structure"),
    path("structures/<uuid:pk>/fermer", structures.close, name="close_structure"),
    path("communes/", territory.COMMUNES.page, name="communes"),
    path("communes/export.csv", territory.COMMUNES.csv, name="communes_export"),
    path("communes/<uuid:pk>", territory.commune, name="commune"),
    path("communes/<uuid:pk>/modifier", territory.edit, name="edit_commune"),
    path("textes/", texts.texts, name="texts"),
    path("textes/export.csv", texts.TEXTS.csv, name="texts_export"),
    path("textes/nouveau", texts.new_text, name="new_text"),
    path("textes/<uuid:pk>", texts.text, name="text"),
    path("textes/<uuid:pk>/modifier", texts.edit, name="edit_text"),
    path("textes/<uuid:pk>/extraire", texts.extract, name="extract_text"),
    path("textes/<uuid:pk>/liens", texts.link, name="link_text"),
    path("textes/<uuid:pk>/liens/<uuid:link_pk>/retirer", texts.unlink, name="unlink_text"),
    path("conseil/", council.COUNCIL.page, name="council"),
    path("conseil/export.csv", council.COUNCIL.csv, name="council_export"),
    path("conseil/nouveau", council.new_record, name="new_council_record"),
    path("conseil/<uuid:pk>", council.council_record, name="council_record"),
    path("conseil/<uuid:pk>/modifier", council.edit, name="edit_council_record"),
    path("nominations/", appointments.APPOINTMENTS.page, name="appointments"),
    path("nominations/export.csv", appointments.APPOINTMENTS.csv, name="appointments_export"),
    path("nominations/nouvelle", appointments.new_appointment, name="new_appointment"),
    path("nominations/<uuid:pk>/interim", appointments.delegate, name="delegate_appointment"),
    path("nominations/<uuid:pk>/annuler", appointments.cancel, name="cancel_delegation"),
    path("nominations/<uuid:pk>/fin", appointments.end, name="end_appointment"),
]
