from django.urls import URLPattern, path

from .views import actions, plans, pssie

app_name = "plans"
urlpatterns: list[URLPattern] = [
    path("", plans.PLANS.page, name="list"),
    path("export.csv", plans.PLANS.csv, name="export"),
    path("nouveau", plans.new, name="new"),
    path("<uuid:pk>", plans.plan, name="detail"),
    path("<uuid:pk>/modifier", plans.edit, name="edit"),
    path("<uuid:pk>/mettre-en-application", plans.adopt, name="adopt"),
    path("<uuid:pk>/revenir", plans.reopen, name="reopen"),
    path("<uuid:pk>/abandonner", plans.drop, name="drop"),
    path("<uuid:pk>/axes/nouveau", plans.new_axis, name="new_axis"),
    path("<uuid:pk>/actions/nouvelle", plans.new_action, name="new_action"),
    path("<uuid:pk>/actions/coller", plans.paste_actions, name="paste_actions"),
    path("axes/<uuid:pk>/modifier", actions.edit_axis, name="edit_axis"),
    path("axes/<uuid:pk>/retirer", actions.remove_axis, name="remove_axis"),
    path("actions/", actions.ACTIONS.page, name="actions"),
    path("actions/export.csv", actions.ACTIONS.csv, name="actions_export"),
    path("actions/<uuid:pk>", actions.action, name="action"),
    path("actions/<uuid:pk>/modifier", actions.edit, name="edit_action"),
    path("actions/<uuid:pk>/retirer", actions.remove, name="remove_action"),
    path("actions/<uuid:pk>/relier", actions.link, name="link"),
    path("liens/<uuid:pk>/defaire", actions.unlink, name="unlink"),
    path("projets/<uuid:pk>/relier", actions.link_project, name="link_project"),
    path("pssie/", pssie.PSSIE.page, name="pssie"),
    path("pssie/export.csv", pssie.PSSIE.csv, name="pssie_export"),
    path("pssie/mesures/coller", pssie.paste, name="paste_measures"),
    path("pssie/<uuid:pk>", pssie.ministry, name="pssie_ministry"),
    path("pssie/<uuid:pk>/export", pssie.export, name="pssie_ministry_export"),
    path("pssie/<uuid:pk>/mesures/<uuid:measure_pk>", pssie.answer, name="answer"),
]
