from django.urls import path

from . import views

app_name = "people"
urlpatterns = [
    path("", views.me, name="me"),
    path("qualite", views.choose_capacity, name="capacity"),
    path("reprendre", views.resume, name="resume"),
    path("reprendre/abandonner", views.give_up, name="give_up"),
    path("jetons", views.tokens, name="tokens"),
    path("jetons/nouveau", views.new_token, name="new_token"),
    path("jetons/<uuid:pk>/revoquer", views.revoke, name="revoke_token"),
    path("personnes", views.PERSONS.page, name="list"),
    path("personnes/export.csv", views.PERSONS.csv, name="export"),
    path("personnes/nouvelle", views.new, name="new"),
    path("personnes/<uuid:pk>", views.person, name="person"),
    path("personnes/<uuid:pk>/modifier", views.edit, name="edit"),
    path("personnes/<uuid:pk>/inviter", views.invite_person, name="invite"),
    path("personnes/<uuid:pk>/relier", views.link, name="link"),
    path("personnes/<uuid:pk>/fermer", views.close, name="close"),
    path("personnes/<uuid:pk>/rouvrir", views.reopen, name="reopen"),
]
