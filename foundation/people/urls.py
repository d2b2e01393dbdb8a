from django.urls import path

from .views import accounts, me, persons, resuming

app_name = "people"
urlpatterns = [
    path("", me.me, name="me"),
    path("qualite", me.choose_capacity, name="capacity"),
    path("reprendre", resuming.resume, name="resume"),
    path("reprendre/abandonner", resuming.give_up, name="give_up"),
    path("jetons", me.tokens, name="tokens"),
    path("jetons/nouveau", me.new_token, name="new_token"),
    path("jetons/<uuid:pk>/revoquer", me.revoke, name="revoke_token"),
    path("personnes", persons.PERSONS.page, name="list"),
    path("personnes/export.csv", persons.PERSONS.csv, name="export"),
    path("personnes/nouvelle", persons.new, name="new"),
    path("personnes/<uuid:pk>", persons.person, name="person"),
    path("personnes/<uuid:pk>/modifier", persons.edit, name="edit"),
    path("personnes/<uuid:pk>/inviter", accounts.invite_person, name="invite"),
    path("personnes/<uuid:pk>/relier", accounts.link, name="link"),
    path("personnes/<uuid:pk>/fermer", accounts.close, name="close"),
    path("personnes/<uuid:pk>/rouvrir", accounts.reopen, name="reopen"),
]
