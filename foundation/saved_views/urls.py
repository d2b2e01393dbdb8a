from django.urls import path

from . import views

app_name = "saved_views"
urlpatterns = [
    path("", views.VIEWS.page, name="list"),
    path("de-la-liste", views.of_list, name="of_list"),
    path("garder", views.keep, name="keep"),
    path("<uuid:pk>/renommer", views.rename, name="rename"),
    path("<uuid:pk>/retirer", views.remove, name="remove"),
]
