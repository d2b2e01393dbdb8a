from typing import Any

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Case, Count, Exists, F, IntegerField, Max, OuterRef, Q, Subquery, TextField, Value, When
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce, JSONObject
from django.utils.dateparse import parse_datetime

from foundation.accounts.enums import ASIN_ROLES
from foundation.common.database import FRENCH, SortKey, of_those
from foundation.common.models import Level, VersionedModel
from foundation.journal.history import tracked

from ..enums import UNOPENED, ItemKind, OpinionState, Outcome, OwnItem, SessionState
from .release import AgendaRelease
from .session import KEEPERS, MINUTES, CommissionSession, keeps_alone

# What an item is about, by the name of its column; each is offered, linked, carried and read alike.
SUBJECTS = ("services", "platforms", "asset_categories", "stocktakes", "communes")
TITLED = ("stocktakes",)  # those whose name is a title
LINKED = ("projects", *SUBJECTS, "legal_texts")
# Nobody was told of this order yet: its numbers follow it.
DRAFTED = (SessionState.PREPARING, SessionState.POSTPONED, SessionState.CONVENED)


def unopened(session: str = "session__") -> Q:
    """A session that is not held, or not yet: but for who keeps it, its agenda is what was announced of it."""
    not_held = Q(**{f"{session}state__in": UNOPENED})
    not_held |= Q(**{f"{session}state": SessionState.NO_QUORUM, f"{session}opened_at": None})
    return not_held & Q(**{f"{session}is_reconstituted": False})


def never_told(session: str = "session__") -> Q:
    """It was never convened, or a version of its agenda left: what is in none was told to nobody."""
    drafted = Q(**{f"{session}state": SessionState.PREPARING})
    drafted |= Q(**{f"{session}state__in": (SessionState.CANCELLED, SessionState.POSTPONED)}) & Q(
        **{f"{session}convened_at": None}
    )
    return drafted | Q(Exists(AgendaRelease.objects.filter(session=OuterRef(f"{session}pk"))))


def counted() -> Q:
    """The items that have a number: those that stand, and those that were announced or begun and withdrawn since."""
    kept = Q(withdrawn_at=None) | Q(announced_number__isnull=False) | Q(withdrawn_at__gte=F("session__opened_at"))
    return ~Q(kind=ItemKind.HEADING) & kept


class ItemQuerySet(models.QuerySet["AgendaItem"]):
    def visible_to(self, user) -> "ItemQuerySet":
        """Items of visible sessions once they are announced; behind closed doors, only inside the commission.

        The ASIN also sees those it is asked about.
        """
        if not user.is_authenticated:
            return self.none()
        if keeps_alone(user):
            return of_those(self, "session__commission_id", user.access.commissions())
        visible = Q(session__in=CommissionSession.objects.visible_to(user))
        if user.has_role(*ASIN_ROLES):
            visible |= self._asked(user)
        return (
            self.filter(visible)
            .filter(Q(is_closed_doors=False) | Q(session__commission_id__in=user.access.commissions()))
            .announced_to(user)
        )

    def announced_to(self, user) -> "ItemQuerySet":
        """Without what no version of the agenda has told yet, but for who prepares the session; all of it once open."""
        told = ~(unopened() & Q(announced__isnull=True) & never_told())
        if user.access.commissions(*KEEPERS):
            told = self._written_by(user) | told
        return self.filter(told | self._asked(user) if user.has_role(*ASIN_ROLES) else told)

    def with_subjects(self, user=None) -> "ItemQuerySet":
        """Add `seen_services` and so on, one for each of SUBJECTS: the key and the name of each that this reader may
        see, of all without one.
        """
        names = {name: "title" if name in TITLED else "name" for name in SUBJECTS}
        models_of: dict[str, Any] = {name: self.model._meta.get_field(name).related_model for name in SUBJECTS}
        everything = {name: model._default_manager.all() for name, model in models_of.items()}
        rows = {name: found if user is None else found.visible_to(user) for name, found in everything.items()}
        return self.annotate(
            **{
                f"seen_{name}": ArraySubquery(
                    found.filter(agenda_items=OuterRef("pk"))
                    .order_by(SortKey(names[name]), "pk")
                    .values(told=JSONObject(pk="pk", name=names[name]))
                )
                for name, found in rows.items()
            }
        )

    def standing_to(self, user) -> "ItemQuerySet":
        """Those on the agenda as this reader knows it: a withdrawal that is not announced is not told."""
        told = self._told(user)
        return self.filter((told & Q(announced__withdrawal="")) | (~told & Q(withdrawn_at=None)))

    def worded_for(self, user) -> "ItemQuerySet":
        """Add `told_title` and `told_description`: as announced, for who does not prepare the session."""
        told = self._told(user)
        return self.annotate(
            told_title=Case(When(told, then=KT("announced__title")), default=F("title"), output_field=TextField()),
            told_description=Case(
                When(told, then=KT("announced__description")), default=F("description"), output_field=TextField()
            ),
        )

    def numbered(self, user=None) -> "ItemQuerySet":
        """Add `number`, the only one an item has: on the agenda, the live page, the screen, the papers, the calendar.

        Each release fixes it; from the opening on it stays, and what comes later takes the next ones. Items that this
        reader may not see are counted. With `user`: as announced, for who does not prepare the session.
        """
        others = self.model._default_manager.filter(counted(), session=OuterRef("session_id")).order_by()
        before = others.filter(position__lte=OuterRef("position")).values("session_id")
        place = Coalesce(Subquery(before.annotate(found=Count("pk")).values("found")), 0)
        unnumbered = before.filter(announced_number=None).annotate(found=Count("pk")).values("found")
        last = others.values("session_id").annotate(found=Max("announced_number")).values("found")
        then = Coalesce(Subquery(last), 0) + Coalesce(Subquery(unnumbered), 0)
        told = [When(self._told(user), then=F("announced_number"))] if user is not None else []
        return self.annotate(
            number=Case(
                *told,
                When(~counted(), then=Value(None)),
                When(session__state__in=DRAFTED, then=place),
                When(announced_number__isnull=False, then=F("announced_number")),
                default=then,
                output_field=IntegerField(),
            )
        )

    def tabled(self) -> "ItemQuerySet":
        """Those on which a session still to be held, or being held, may decide."""
        gone = (SessionState.CANCELLED, SessionState.NO_QUORUM, SessionState.LIFTED, SessionState.ARCHIVED)
        rows = self.filter(withdrawn_at=None, outcome="").exclude(session__state__in=gone)
        return rows.exclude(session__is_reconstituted=True).filter(postponed_to=None)

    def _written_by(self, user) -> Q:
        return Q(session__commission_id__in=user.access.commissions(*KEEPERS))

    def _told(self, user) -> Q:
        """The rows that this reader knows by what was announced of them."""
        return unopened() & Q(announced__isnull=False) & ~self._written_by(user)

    def _asked(self, user) -> Q:
        """Those on which the opinion of the ASIN is asked, for who gives it."""
        if not user.has_role(*ASIN_ROLES):
            return Q(pk__in=[])
        opinions = apps.get_model("commission_sessions", "Opinion")._default_manager
        return Q(pk__in=opinions.exclude(state=OpinionState.WITHDRAWN).values("item_id"))

    def in_order(self) -> "ItemQuerySet":
        return self.order_by("position", "pk")


@tracked()
class AgendaItem(VersionedModel):
    """A heading or an item of the agenda. A postponed item keeps its lineage, a withdrawn one stays visible."""

    data_level = Level.COMMISSION

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    session = models.ForeignKey(
        CommissionSession, on_delete=models.CASCADE, related_name="agenda_items", verbose_name="session"
    )
    position = models.PositiveSmallIntegerField("rang")
    kind = models.CharField("nature", max_length=15, choices=ItemKind, default=ItemKind.COMMUNICATION)
    title = models.CharField("intitulé", max_length=500)
    description = models.TextField("exposé", max_length=20_000, blank=True)
    planned_minutes = models.PositiveSmallIntegerField("minutes prévues", null=True, blank=True, validators=MINUTES)
    presenter = models.ForeignKey(
        "accounts.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="presented_items",
        verbose_name="présenté par",
    )
    presenter_label = models.CharField(
        "présenté par, en toutes lettres",
        max_length=300,
        blank=True,
        help_text="Une personne ou une structure qui n’est pas dans la liste.",
    )
    is_closed_doors = models.BooleanField("point à huis clos", default=False)
    projects = models.ManyToManyField(
        "projects.Project", related_name="agenda_items", blank=True, verbose_name="projets liés"
    )
    services = models.ManyToManyField(
        "eservices.EService", related_name="agenda_items", blank=True, verbose_name="e-services liés"
    )
    platforms = models.ManyToManyField(
        "systems.Platform", related_name="agenda_items", blank=True, verbose_name="plateformes liées"
    )
    asset_categories = models.ManyToManyField(
        "assets.AssetCategory",
        related_name="agenda_items",
        blank=True,
        verbose_name="modes de gestion des actifs, par catégorie",
    )
    stocktakes = models.ManyToManyField(
        "assets.Stocktake", related_name="agenda_items", blank=True, verbose_name="campagnes d’inventaire liées"
    )
    communes = models.ManyToManyField(
        "ministries.Commune", related_name="agenda_items", blank=True, verbose_name="communes concernées"
    )
    legal_texts = models.ManyToManyField(
        "ministries.LegalText", related_name="agenda_items", blank=True, verbose_name="textes liés"
    )
    postponed_from = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="postponed_to",
        verbose_name="reprend le point",
    )
    added_after_convocation = models.BooleanField("ajouté après la convocation", default=False)
    is_late = models.BooleanField("proposé hors délai", default=False)
    own = models.CharField("écrit par le portail", max_length=15, choices=OwnItem, blank=True, editable=False)
    about_session = models.ForeignKey(
        CommissionSession,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="session dont le procès-verbal est à approuver",
    )
    own_rows = models.JSONField(
        "lignes écrites par le portail", default=list, blank=True, help_text="Figées à la diffusion de l’ordre du jour."
    )
    edition = models.ForeignKey(
        "editions.Edition",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="items",
        verbose_name="édition du portefeuille",
        help_text="Celle que lit ce point, et que cite le procès-verbal.",
    )
    ranking = models.ForeignKey(
        "needs.Ranking",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="items",
        verbose_name="classement des besoins",
        help_text="Celui qu’adopte un avis favorable sur ce point.",
    )
    recommendation = models.ForeignKey(
        "recommendations.Recommendation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="items",
        verbose_name="recommandation reçue",
        help_text="Celle qu’un organe national adresse au ministère, et que ce point examine.",
    )
    revision = models.ForeignKey(
        "projects.RevisionRequest",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="items",
        verbose_name="révision demandée",
        help_text="La révision de la référence d’un projet, que la décision adopte ou refuse.",
    )
    announced = models.JSONField(
        "tel qu’annoncé",
        null=True,
        blank=True,
        editable=False,
        help_text="Ses mots dans la dernière version diffusée ; vide tant qu’aucune ne l’a annoncé.",
    )
    announced_number = models.PositiveSmallIntegerField("numéro annoncé", null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField("retiré le", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="retiré par"
    )
    withdrawal_reason = models.TextField("motif du retrait", max_length=3_000, blank=True)
    started_at = models.DateTimeField("abordé le", null=True, blank=True)
    ended_at = models.DateTimeField("clos le", null=True, blank=True)
    outcome = models.CharField("conclusion", max_length=12, choices=Outcome, blank=True)

    seen_services: list[dict[str, Any]]  # these by `with_subjects`
    seen_platforms: list[dict[str, Any]]
    seen_asset_categories: list[dict[str, Any]]
    seen_stocktakes: list[dict[str, Any]]
    seen_communes: list[dict[str, Any]]

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = "point de l’ordre du jour"
        indexes = [
            GinIndex(OpClass(SortKey("title"), name="gin_trgm_ops"), name="item_title_trigrams"),
            GinIndex(SearchVector("title", config=FRENCH), name="item_title_words"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "position"], name="item_unique_position", deferrable=models.Deferrable.DEFERRED
            ),
            models.UniqueConstraint(
                fields=["session", "own"],
                condition=~Q(own=""),
                name="item_own_once",
                violation_error_message="Le portail n’inscrit chaque point d’usage qu’une fois.",
            ),
            models.CheckConstraint(
                name="item_withdrawn_with_reason",
                condition=Q(withdrawn_at=None) | (Q(withdrawn_by__isnull=False) & ~Q(withdrawal_reason="")),
                violation_error_message="Un point est retiré avec son motif et son auteur.",
            ),
            models.CheckConstraint(
                name="item_heading_has_no_outcome",
                condition=~Q(kind=ItemKind.HEADING.value) | Q(outcome=""),
                violation_error_message="Un titre n’a pas de conclusion.",
            ),
            models.CheckConstraint(
                name="item_ended_after_started",
                condition=Q(ended_at=None) | Q(started_at=None) | Q(ended_at__gte=F("started_at")),
                violation_error_message="Un point est clos après avoir été abordé.",
            ),
        ]

    @property
    def subjects(self) -> list[str]:
        """The names of the e-services, platforms, assets and communes that it is about; read `with_subjects`."""
        return [row["name"] for name in SUBJECTS for row in getattr(self, f"seen_{name}")]

    def __str__(self) -> str:
        return self.title

    @property
    def commission_id(self):
        return self.session.commission_id

    number: int | None  # added by `numbered()`

    def announce(self, line: dict[str, Any], number: int | None) -> None:
        """Keep what this line of a version told of it; not saved."""
        self.announced_number = number
        self.announced = {name: line[name] for name in ("kind", "title", "description", "minutes", "presenter")} | {
            "withdrawal": line["withdrawal"],
            "withdrawn_at": self.withdrawn_at.isoformat() if line["withdrawal"] and self.withdrawn_at else "",
        }

    def tell(self, user) -> "AgendaItem":
        """Put the announced words in the place of those being written, for who does not prepare the session; without a
        user, for a whole room.

        Needs `session`. The instance must not be saved.
        """
        told, session = self.announced, self.session
        if told is None or not session.is_unopened or (user is not None and session.is_kept_by(user)):
            return self
        self.kind, self.title, self.description, self.planned_minutes = (
            told["kind"],
            told["title"],
            told["description"],
            told["minutes"],
        )
        if told["presenter"] != self.presenter_in_words:
            self.presenter, self.presenter_label = None, told["presenter"]
        self.withdrawal_reason = told["withdrawal"]
        if not told["withdrawal"]:
            self.withdrawn_at = self.withdrawn_by = None
        elif told["withdrawn_at"]:
            self.withdrawn_at = parse_datetime(told["withdrawn_at"])
        return self

    @property
    def presenter_in_words(self) -> str:
        return self.presenter_label or (self.presenter.full_name if self.presenter is not None else "")

    @property
    def is_heading(self) -> bool:
        return self.kind == ItemKind.HEADING

    @property
    def has_own_rows(self) -> bool:
        """The portal writes lines under it: recommendations, projects that moved, indicators."""
        return self.own in (OwnItem.RECOMMENDATIONS, OwnItem.MOVED_PROJECTS, OwnItem.USE_INDICATORS)

    @property
    def open_title(self) -> str:
        """What a line of the session's journal may call it: whoever reads that line may stand outside."""
        return "point à huis clos" if self.is_closed_doors else self.title


class AnnexQuerySet(models.QuerySet["Annex"]):
    def visible_to(self, user) -> "AnnexQuerySet":
        """Annexes of visible items once they are announced, removed ones too (they keep their line); a confidential one
        only inside the commission.
        """
        if not user.is_authenticated:
            return self.none()
        if keeps_alone(user):
            return of_those(self, "item__session__commission_id", user.access.commissions())
        return (
            self.filter(item__in=AgendaItem.objects.visible_to(user))
            .filter(Q(is_confidential=False) | Q(item__session__commission_id__in=user.access.commissions()))
            .announced_to(user)
        )

    def announced_to(self, user) -> "AnnexQuerySet":
        """Without those that no version of the agenda has told yet, but for who prepares the session and for the ASIN
        that is asked about the item.
        """
        told = ~(unopened("item__session__") & Q(announced_title="") & never_told("item__session__"))
        if kept := user.access.commissions(*KEEPERS):
            told = Q(item__session__commission_id__in=kept) | told
        if user.has_role(*ASIN_ROLES):
            told |= Q(item__in=AgendaItem.objects.filter(AgendaItem.objects.all()._asked(user)))
        return self.filter(told)

    def kept(self) -> "AnnexQuerySet":
        return self.filter(removed_at=None)


@tracked()
class Annex(VersionedModel):
    data_level = Level.COMMISSION

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="annexes", verbose_name="point")
    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+", verbose_name="fichier")
    title = models.CharField("intitulé de l’annexe", max_length=300)
    announced_title = models.CharField("intitulé annoncé", max_length=300, blank=True, editable=False)
    position = models.PositiveSmallIntegerField("rang", default=1)
    is_confidential = models.BooleanField(
        "confidentielle", default=False, help_text="Lue dans la commission seulement."
    )
    is_printed = models.BooleanField("à imprimer", default=True)
    is_signed = models.BooleanField("à signer", default=False)
    is_published = models.BooleanField("à publier", default=False)
    removed_at = models.DateTimeField("retirée le", null=True, blank=True)

    objects = AnnexQuerySet.as_manager()

    class Meta:
        verbose_name = "annexe"
        constraints = [
            models.CheckConstraint(
                name="annex_confidential_is_not_published",
                condition=Q(is_confidential=False) | Q(is_published=False),
                violation_error_message="Une annexe confidentielle n’est pas publiée.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def commission_id(self):
        return self.item.session.commission_id

    def tell(self, user) -> "Annex":
        """Its announced title, for who does not prepare the session. The instance must not be saved."""
        session = self.item.session
        if self.announced_title and session.is_unopened and not session.is_kept_by(user):
            self.title = self.announced_title
        return self

    @property
    def is_closed_doors(self) -> bool:
        """Its lines in the journal stay inside the commission, as its title does."""
        return self.is_confidential or self.item.is_closed_doors
