from django.db import models


class ViewAct(models.TextChoices):
    KEEP = "keep_view", "vue gardée"
    REPLACE = "replace_view", "filtres d’une vue remplacés"
    RENAME = "rename_view", "vue renommée"
    REMOVE = "remove_view", "vue retirée"
