"""A document is data first: frozen canonical content, then its paper, each written once."""

from typing import TYPE_CHECKING

import pgtrigger
from django.db import models
from django.db.models import F, Q

from foundation.common.models import BaseModel, Level

from .file import readable_by

if TYPE_CHECKING:
    from foundation.accounts.models import User


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, user: "User") -> "DocumentQuerySet":
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(readable_by(user))

    def about(self, subject: models.Model, kind: str = "") -> "DocumentQuerySet":
        """The versions of the papers of one subject, newest first."""
        rows = self.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk)
        return (rows.filter(kind=kind) if kind else rows).order_by("kind", "-version")

    def current(self) -> "DocumentQuerySet":
        return self.filter(replaced_by=None)


class Document(BaseModel):
    data_level = Level.COMMISSION

    kind = models.CharField("nature", max_length=40)
    title = models.CharField("titre", max_length=300)
    reference = models.CharField("référence", max_length=100, blank=True)
    subject_type = models.CharField("nature du sujet", max_length=100)
    subject_id = models.UUIDField("sujet")
    scope = models.ForeignKey(
        "accounts.Scope", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="périmètre"
    )
    commission_id = models.UUIDField("commission", null=True, blank=True)
    is_closed_doors = models.BooleanField("à huis clos", default=False)
    is_specimen = models.BooleanField("données fictives", default=False)
    transmitted_at = models.DateTimeField("transmis à l’ASIN le", null=True, blank=True)
    version = models.PositiveIntegerField("version", default=1)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name="remplace"
    )
    content = models.JSONField("contenu")
    content_sha256 = models.CharField("SHA-256 du contenu", max_length=64)
    created_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="établi par"
    )
    job = models.ForeignKey(
        "jobs.Job", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="travail"
    )
    file = models.ForeignKey(
        "documents.StoredFile",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name="PDF",
    )
    pdf_sha256 = models.CharField("SHA-256 du PDF", max_length=64, blank=True)
    stored_at = models.DateTimeField("PDF enregistré à", null=True, blank=True)
    code_hash = models.CharField("empreinte du code de vérification", max_length=64, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "document"
        indexes = [
            models.Index(fields=["scope", "-created_at"], name="document_scope"),
            models.Index(fields=["commission_id", "-created_at"], name="document_commission"),
            models.Index(fields=["pdf_sha256"], name="document_pdf", condition=~Q(pdf_sha256="")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "kind", "version"], name="document_version_unique"
            ),
            models.UniqueConstraint(fields=["code_hash"], condition=~Q(code_hash=""), name="document_code_unique"),
            models.CheckConstraint(
                name="document_paper_is_whole",
                condition=Q(file=None, pdf_sha256="", code_hash="", stored_at=None)
                | (Q(file__isnull=False, stored_at__isnull=False) & ~Q(pdf_sha256="") & ~Q(code_hash="")),
                violation_error_message="Un PDF enregistré porte son fichier, son empreinte et son code.",
            ),
            models.CheckConstraint(
                name="document_closed_doors_names_its_commission",
                condition=Q(is_closed_doors=False) | Q(commission_id__isnull=False),
                violation_error_message="Un document à huis clos désigne sa commission.",
            ),
            models.CheckConstraint(
                name="document_does_not_replace_itself",
                condition=Q(supersedes=None) | ~Q(supersedes=F("id")),
                violation_error_message="Un document ne se remplace pas lui-même.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kept_for_ever", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="content_is_frozen",
                fields=[
                    "kind",
                    "title",
                    "reference",
                    "subject_type",
                    "subject_id",
                    "scope",
                    "commission_id",
                    "is_closed_doors",
                    "is_specimen",
                    "version",
                    "supersedes",
                    "content",
                    "content_sha256",
                    "created_by",
                ],
            ),
            pgtrigger.Trigger(
                name="paper_is_written_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__file__isnull=False),
                func="""
                IF NEW.file_id IS DISTINCT FROM OLD.file_id OR NEW.pdf_sha256 <> OLD.pdf_sha256 OR NEW.code_hash <> OLD.code_hash OR NEW.stored_at <> OLD.stored_at THEN
                    RAISE EXCEPTION 'a stored document never changes (document %)', OLD.id USING ERRCODE = 'restrict_violation', CONSTRAINT = 'paper_is_written_once';
                END IF;
                RETURN NEW;
                """,  # noqa: E501
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def file_name(self) -> str:
        reference = (self.reference or str(self.subject_id)).replace("/", "-")
        return f"{self.kind}-{reference}-v{self.version}.pdf"

    @property
    def state(self) -> str:
        """Where the making of its PDF stands: « done » once it is stored. Needs `job`."""
        return "done" if self.file_id is not None else self.job.state if self.job is not None else ""
