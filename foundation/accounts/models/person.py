from typing import TYPE_CHECKING

from django.core.validators import RegexValidator
from django.db import models

from foundation.common.models import Level, VersionedModel

from ..enums import Honorific, ScopeKind

if TYPE_CHECKING:
    from .user import User


PHONE = RegexValidator(r"^\+?[0-9 ()./-]{4,30}$", "Donnez un numéro, par exemple +229 01 52 16 00 00.")


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, user: "User") -> "PersonQuerySet":
        """The persons of one's own scopes; the ASIN and the portal's administrators see all."""
        if not user.is_authenticated:
            return self.none()
        if user.access.is_national:
            return self.exclude(scope__kind=ScopeKind.REHEARSAL)
        return self.filter(models.Q(scope_id__in=user.access.scopes()) | models.Q(user_id=user.pk))


class Person(VersionedModel):
    """Somebody who sits, speaks or signs, with or without an account.

    Not renamed once a document names him: documents keep their own text.
    """

    data_level = Level.MINISTRY
    label_is_personal = True

    scope = models.ForeignKey(
        "accounts.Scope", on_delete=models.PROTECT, related_name="persons", verbose_name="périmètre"
    )
    honorific = models.CharField("civilité", max_length=4, choices=Honorific, blank=True)
    full_name = models.CharField(
        "prénom et nom", max_length=200, help_text="Tels qu’ils seront imprimés : « Afiavi DOSSOU »."
    )
    function = models.CharField(
        "fonction", max_length=300, blank=True, help_text="Par exemple « directeur adjoint de cabinet »."
    )
    email = models.EmailField(
        "adresse électronique",
        blank=True,
        help_text="Nécessaire pour convoquer la personne et l’inviter sur le portail.",
    )
    phone = models.CharField("téléphone", max_length=30, blank=True, validators=[PHONE])
    user = models.OneToOneField(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="person", verbose_name="compte"
    )
    is_fictitious = models.BooleanField("personne fictive", default=False)
    source = models.CharField("source", max_length=500, blank=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = "personne"

    def __str__(self) -> str:
        return self.full_name

    @property
    def titled_name(self) -> str:
        """Monsieur Prénom NOM; the bare name when the civility is unknown."""
        return f"{self.get_honorific_display()} {self.full_name}" if self.honorific else self.full_name
