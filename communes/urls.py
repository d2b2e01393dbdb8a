from django.urls import path

from .views import attendance, board, grid, quarter, statuses

app_name = "communes"
urlpatterns = [
    path("", board.FOLLOW.page, name="list"),
    path("export.csv", board.FOLLOW.csv, name="export"),
    path("statuts", statuses.sheet, name="status_sheet"),
    path("statuts/coller", statuses.paste, name="statuses"),
    path("sessions-de-formation/<uuid:pk>/presences", attendance.sheet, name="attendance"),
    path("<uuid:pk>/grille", grid.grid_page, name="grid"),
    path("<uuid:pk>/grille/export", grid.export, name="grid_export"),
    path("<uuid:pk>/trimestre", quarter.tell, name="quarter"),
]
