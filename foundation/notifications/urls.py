from django.urls import path

from . import views

app_name = "notifications"
urlpatterns = [
    path("", views.NOTICES.page, name="list"),
    path("tout-lire", views.read_all, name="read_all"),
    path("mes-choix", views.choose, name="preferences"),
    path("<uuid:pk>/ouvrir", views.open_notice, name="open"),
    path("desabonnement/<str:secret>", views.stop, name="unsubscribe"),
]
