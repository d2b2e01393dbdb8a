from django.urls import path

from . import views

urlpatterns = [
    path("consultations", views.CONSULTATIONS.page, name="consultations"),
    path("consultations/ecrire", views.consult, name="consult"),
    path("consultations/reponse/<str:secret>", views.answer_link, name="answer_consultation_link"),
    path("consultations/<uuid:pk>", views.consultation, name="consultation"),
    path("consultations/<uuid:pk>/modifier", views.edit, name="edit_consultation"),
    path("consultations/<uuid:pk>/ouvrir", views.open_, name="open_consultation"),
    path("consultations/<uuid:pk>/relancer", views.remind, name="remind_consulted"),
    path("consultations/<uuid:pk>/clore", views.close, name="close_consultation"),
    path("consultations/<uuid:pk>/annuler", views.cancel, name="cancel_consultation"),
    path("consultations/<uuid:pk>/ratification", views.ratify, name="ratify_consultation"),
    path("consultations/voix/<uuid:pk>/repondre", views.answer_mine, name="answer_consultation"),
    path("consultations/voix/<uuid:pk>/noter", views.answer_for, name="answer_consultation_for"),
]
