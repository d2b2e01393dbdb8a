from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils import timezone

from foundation.common import clock
from foundation.common.ids import new_id
from foundation.common.models import Level

from ..enums import Role
from .access import Access


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """An account. Django's permissions and superuser flag give nothing here: rights are grants."""

    data_level = Level.PERSONAL

    id = models.UUIDField("identifiant", primary_key=True, default=new_id, editable=False)
    email = models.EmailField("adresse électronique", unique=True)
    full_name = models.CharField("prénom et nom", max_length=200)
    is_active = models.BooleanField("actif", default=True)
    is_staff = models.BooleanField("équipe du portail", default=False)
    is_fictitious = models.BooleanField("compte de démonstration", default=False)
    # Kept by the notifications, so that the top bar of every page costs no query.
    unread_notices = models.PositiveIntegerField("notifications non lues", default=0, editable=False)
    # Of the request being served: in which capacity, and in which rehearsal, one acts.
    chosen_capacity: str
    rehearsing: str
    date_joined = models.DateTimeField("créé le", default=timezone.now)

    objects = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = "compte"

    def __str__(self) -> str:
        return self.full_name or self.email

    @property
    def access(self) -> Access:
        if "_access" not in self.__dict__:
            self.__dict__["_access"] = Access(
                self,
                clock.today(),
                chosen=self.__dict__.get("chosen_capacity", ""),
                rehearsing=self.__dict__.get("rehearsing", ""),
            )
        return self.__dict__["_access"]

    def forget_access(self) -> None:
        self.__dict__.pop("_access", None)
        self.__dict__.pop("_held", None)

    def has_role(self, *roles: Role, scope: object = None, commission: object = None) -> bool:
        return self.access.has_role(*roles, scope=scope, commission=commission)

    def get_full_name(self) -> str:
        return self.full_name
