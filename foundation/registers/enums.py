from django.db.models import TextChoices


class RegisterAct(TextChoices):
    ADD = "add_row", "enregistrement"
    EDIT = "edit_row", "correction"
