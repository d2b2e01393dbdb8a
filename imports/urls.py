from django.urls import path

from . import views

app_name = "imports"
urlpatterns = [
    path("", views.IMPORTS.page, name="list"),
    path("nouveau", views.new, name="new"),
    path("classeurs/", views.WORKBOOKS.page, name="workbooks"),
    path("classeurs/nouveau", views.workbook_new, name="workbook_new"),
    path("classeurs/<uuid:pk>", views.workbook, name="workbook"),
    path("classeurs/<uuid:pk>.xlsx", views.workbook_file, name="workbook_file"),
    path("<uuid:pk>", views.detail, name="detail"),
    path("<uuid:pk>/avancement", views.progress, name="progress"),
    path("<uuid:pk>/lecture", views.reading, name="reading"),
    path("<uuid:pk>/colonnes", views.columns, name="columns"),
    path("<uuid:pk>/correspondances", views.words, name="words"),
    path("<uuid:pk>/noms-proches", views.near, name="near"),
    path("<uuid:pk>/conflits", views.conflicts, name="conflicts"),
    path("<uuid:pk>/verifier", views.check, name="check"),
    path("<uuid:pk>/importer", views.launch, name="run"),
    path("<uuid:pk>/arreter", views.stop, name="stop"),
    path("<uuid:pk>/abandonner", views.abandon, name="abandon"),
    path("<uuid:pk>/annuler", views.undo, name="undo"),
    path("<uuid:pk>/chiffres-publies", views.publish, name="publish"),
    path("<uuid:pk>/lignes", views.rows, name="rows"),
    path("<uuid:pk>/refusees.csv", views.refused, {"kind": "csv"}, name="refused_csv"),
    path("<uuid:pk>/refusees.xlsx", views.refused, {"kind": "xlsx"}, name="refused_xlsx"),
]
