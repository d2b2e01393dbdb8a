from django.urls import URLPattern, path

from ..views import preparing, preparing_agenda, preparing_answers, preparing_past

urlpatterns: list[URLPattern] = [
    path("", preparing.session_list, name="list"),
    path("preparer", preparing.session_create, name="create"),
    path("reprendre-une-session-passee", preparing_past.record_past, name="record_past"),
    path("convocation/<str:secret>", preparing_answers.answer, name="answer"),
    path("<uuid:pk>", preparing.session_detail, name="detail"),
    path("<uuid:pk>/modifier", preparing.session_edit, name="edit"),
    path("<uuid:pk>/preparation", preparing_agenda.prepare, name="prepare"),
    path("<uuid:pk>/convoquer", preparing.session_convene, name="convene"),
    path("<uuid:pk>/convocations", preparing_answers.convocations, name="convocations"),
    path("<uuid:pk>/relancer", preparing.session_remind, name="remind"),
    path("<uuid:pk>/annuler", preparing.session_cancel, name="cancel"),
    path("<uuid:pk>/reporter", preparing.session_postpone, name="postpone"),
    path("<uuid:pk>/seconde-convocation", preparing.second_convocation, name="second_convocation"),
    path("<uuid:pk>/points/ajouter", preparing_agenda.add_item, name="add_item"),
    path("<uuid:pk>/points/ordre", preparing_agenda.reorder, name="reorder"),
    path("points/<uuid:pk>/modifier", preparing_agenda.edit_item, name="edit_item"),
    path("points/<uuid:pk>/supprimer", preparing_agenda.remove_item, name="remove_item"),
    path("points/<uuid:pk>/retirer", preparing_agenda.withdraw_item, name="withdraw_item"),
    path("points/<uuid:pk>/remettre", preparing_agenda.restore_item, name="restore_item"),
    path("points/<uuid:pk>/reporter", preparing_agenda.postpone_item, name="postpone_item"),
    path("points/<uuid:pk>/annexes", preparing_agenda.add_annex, name="add_annex"),
    path("annexes/<uuid:pk>", preparing_agenda.annex_file, name="annex_file"),
    path("annexes/<uuid:pk>/modifier", preparing_agenda.edit_annex, name="edit_annex"),
    path("annexes/<uuid:pk>/retirer", preparing_agenda.remove_annex, name="remove_annex"),
    path("convocations/<uuid:pk>/repondre", preparing_answers.answer_mine, name="answer_mine"),
    path("convocations/<uuid:pk>/justificatif", preparing_answers.answer_file, name="answer_file"),
    path("<uuid:pk>/original", preparing_past.scan, name="scan"),
    path("convocations/<uuid:pk>/noter", preparing_answers.answer_for, name="answer_for"),
]
