from django.urls import path

from . import views

app_name = "journal"
urlpatterns = [
    path("", views.journal, name="list"),
    path("verifier", views.verify_national, name="verify_national"),
    path("verifier/<uuid:pk>", views.verify, name="verify"),
    path("<str:kind>/<uuid:pk>", views.row, name="row"),
]
