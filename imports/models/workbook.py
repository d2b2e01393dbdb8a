"""The projects of a ministry, gone out to be filled in with a spreadsheet; and each of them as it stood that day.

What comes back is compared with these rows, never with what the file says of itself: a key is worth what is kept here.
"""

import secrets

from django.db import models

from foundation.accounts.enums import ASIN_ROLES, Role
from foundation.common.models import BaseModel, Level
from foundation.journal.history import tracked

READERS = (Role.DSI, Role.AUDITOR)
SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def new_reference() -> str:
    """Nothing that a spreadsheet could take for a number, a day or a formula."""
    return "CL-" + "".join(secrets.choice(SIGNS) for _ in range(8))


class WorkbookQuerySet(models.QuerySet["Workbook"]):
    def visible_to(self, user) -> "WorkbookQuerySet":
        """As imports: the DSI and the auditor those of their ministry, the ASIN all of them."""
        if not user.is_authenticated:
            return self.none()
        return self if user.has_role(*ASIN_ROLES) else self.filter(scope_id__in=user.access.scopes(*READERS))


@tracked(exclude=["read_sheets"])  # written once, and long
class Workbook(BaseModel):
    data_level = Level.MINISTRY

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    ministry = models.ForeignKey(
        "ministries.Ministry", on_delete=models.PROTECT, related_name="workbooks", verbose_name="ministère porteur"
    )
    reference = models.CharField("numéro", max_length=12, unique=True, default=new_reference, editable=False)
    out_on = models.DateField("sorti le", editable=False)
    out_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", verbose_name="sorti par", editable=False
    )
    total = models.PositiveIntegerField("projets", default=0, editable=False)
    # Sheets that are read and not brought back: title, sentence, header, lines, as they went out.
    read_sheets = models.JSONField("feuilles verrouillées", default=list, editable=False)
    is_fictitious = models.BooleanField("fictif (démonstration)", default=False)

    objects = WorkbookQuerySet.as_manager()

    class Meta:
        verbose_name = "classeur"
        indexes = [models.Index(fields=["scope", "-created_at"], name="workbook_scope")]

    def __str__(self) -> str:
        return f"Classeur {self.reference}"


class WorkbookRowQuerySet(models.QuerySet["WorkbookRow"]):
    def visible_to(self, user) -> "WorkbookRowQuerySet":
        return self.filter(workbook__in=Workbook.objects.visible_to(user))


class WorkbookRow(BaseModel):
    """`values`: field → what its cell said, in words of the journal."""

    data_level = Level.MINISTRY

    scope = models.ForeignKey(
        "accounts.Scope", on_delete=models.PROTECT, db_index=False, related_name="+", verbose_name="périmètre"
    )
    workbook = models.ForeignKey(
        "imports.Workbook", on_delete=models.CASCADE, db_index=False, related_name="rows", verbose_name="classeur"
    )
    # No foreign key: a project whose import is undone is gone, and the workbook that went out is not.
    project_id = models.UUIDField("projet")
    project_version = models.PositiveIntegerField("version du projet")
    code = models.CharField("code", max_length=30)
    title = models.CharField("intitulé", max_length=300)
    values = models.JSONField("valeurs au départ", default=dict)

    objects = WorkbookRowQuerySet.as_manager()

    class Meta:
        verbose_name = "ligne d’un classeur"
        verbose_name_plural = "lignes d’un classeur"
        constraints = [models.UniqueConstraint(fields=["workbook", "code"], name="workbook_row_one_for_a_project")]

    def __str__(self) -> str:
        return f"{self.code} · {self.title}"
