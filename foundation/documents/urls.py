from django.urls import path

from . import views

app_name = "documents"
urlpatterns = [
    path("documents/<uuid:document_id>/telecharger", views.download_document, name="download"),
    path("fichiers/<uuid:file_id>/telecharger", views.download_file, name="file"),
]
