from django.urls import path

from . import views as consultations

urlpatterns = [
    path("consultations", consultations.consultations, name="consultations"),
    path("consultations/ecrire", consultations.consult, name="consult"),
    path("consultations/reponse/<str:secret>", consultations.answer_link, name="answer_consultation_link"),
    path("consultations/<uuid:pk>", consultations.consultation, name="consultation"),
    path("consultations/<uuid:pk>/modifier", consultations.edit, name="edit_consultation"),
    path("consultations/<uuid:pk>/ouvrir", consultations.open_, name="open_consultation"),
    path("consultations/<uuid:pk>/relancer", consultations.remind, name="remind_consulted"),
    path("consultations/<uuid:pk>/clore", consultations.close, name="close_consultation"),
    path("consultations/<uuid:pk>/annuler", consultations.cancel, name="cancel_consultation"),
    path("consultations/<uuid:pk>/ratification", consultations.ratify, name="ratify_consultation"),
    path("consultations/voix/<uuid:pk>/repondre", consultations.answer_mine, name="answer_consultation"),
    path("consultations/voix/<uuid:pk>/noter", consultations.answer_for, name="answer_consultation_for"),
]
