"""The library of legal texts, and what the Council of ministers said."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchHeadline, SearchRank, SearchVector, SearchVectorField
from django.db import models
from django.db.models import ExpressionWrapper, F, FloatField, Q, Value
from django.db.models.functions import Coalesce, Concat, ExtractDay, ExtractMonth, ExtractYear, Floor, Left

from foundation.common.database import FRENCH, is_exactly, prefix_query
from foundation.common.models import BaseModel, Level, VersionedModel
from foundation.common.references import asked_reference, plain
from foundation.journal.history import tracked

from ..enums import CouncilRecordKind, Extraction, LegalLinkKind, LegalTextKind, LegalTextState

# Two characters of the private use area: no text holds them, no HTML reads them.
MARKS = ("\ue000", "\ue001")
# How far into a text its extracts are looked for: reading a whole code of laws again for each result would cost
# seconds.
EXTRACTS_WITHIN = 400_000


def all_words() -> Left:
    """What was typed of a text, then what was read in its file, as one expression to take extracts from."""
    return Left(Concat("body", Value("\n"), "extracted", output_field=models.TextField()), EXTRACTS_WITHIN)


def text_named(typed: str) -> tuple[Q, Q]:
    """The texts whose reference was typed, whole or in part, with or without its nature; then the very one."""
    as_typed, asked = Q(reference__iexact=typed.strip()), asked_reference(typed)
    kinds = [kind for kind in LegalTextKind if asked and plain(kind.label).split()[0] == asked.kind]
    if asked is None or (asked.kind and not kinds):
        return as_typed, as_typed
    of_kind = Q(kind__in=kinds) if kinds else Q()
    part = of_kind & Q(reference__icontains=asked.reference)
    return part | as_typed, of_kind & Q(reference__iexact=asked.reference) | as_typed


# The very text that was named, then the likest, then the latest: one number, so that pages are cut by key.
LIKENESS = ExpressionWrapper((F("is_named") * 10 + F("rank")) * 1_000_000, FloatField())
DAY = Coalesce(ExtractYear("dated_on") * 10_000 + ExtractMonth("dated_on") * 100 + ExtractDay("dated_on"), 0)
RELEVANCE = ExpressionWrapper(Floor(LIKENESS) * 100_000_000 + DAY, FloatField())


class LegalTextQuerySet(models.QuerySet["LegalText"]):
    def visible_to(self, user) -> "LegalTextQuerySet":
        return self if user.is_authenticated else self.none()

    def found_by(self, typed: str) -> "LegalTextQuerySet":
        """Full text in French, blind to accents (« guillemets » for a phrase, - to leave out), or a part of the
        reference; best first.
        """
        query = prefix_query(typed)
        named, exact = text_named(typed)
        found = self.filter(Q(search=query) | Q(reference__icontains=typed.strip()) | named)
        rows = found.annotate(rank=SearchRank(F("search"), query), is_named=is_exactly(exact))
        return rows.annotate(relevance=RELEVANCE).order_by("-relevance", "pk")

    def with_extracts(self, typed: str) -> "LegalTextQuerySet":
        """Add `title_extract` and `body_extract`, the words found set between MARKS: escape first, then
        show the marks.
        """
        query = prefix_query(typed)
        start, stop = MARKS
        return self.annotate(
            title_extract=SearchHeadline(
                "title", query, config=FRENCH, start_sel=start, stop_sel=stop, highlight_all=True
            ),
            body_extract=SearchHeadline(
                all_words(),
                query,
                config=FRENCH,
                start_sel=start,
                stop_sel=stop,
                max_words=34,
                min_words=16,
                max_fragments=3,
                fragment_delimiter=" […] ",
            ),
        )

    def most_recent_first(self) -> "LegalTextQuerySet":
        return self.order_by(F("dated_on").desc(nulls_last=True), "pk")


@tracked(exclude=["search", "extracted"])  # what was read in a file can be read again
class LegalText(VersionedModel):
    data_level = Level.NATIONAL

    kind = models.CharField("nature", max_length=12, choices=LegalTextKind)
    reference = models.CharField(
        "référence",
        max_length=200,
        help_text=(
            "Telle qu’imprimée, par exemple 020/MDGL/DC/SGM/DPAF/DSI/SA/023SGG22. Une forme inhabituelle est acceptée."
        ),
    )
    dated_on = models.DateField("date", null=True, blank=True)
    title = models.TextField(
        "intitulé", max_length=2000, help_text="« portant attributions, organisation et fonctionnement… »"
    )
    issuer = models.CharField("autorité", max_length=300, blank=True, help_text="Qui a pris l’acte.")
    ministry = models.ForeignKey(
        "ministries.Ministry",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="legal_texts",
        verbose_name="ministère",
    )
    state = models.CharField("état", max_length=10, choices=LegalTextState, default=LegalTextState.UNKNOWN)
    body = models.TextField(
        "texte",
        max_length=200_000,  # what the index of its words can hold, whatever they are
        blank=True,
        help_text=(
            "Laissez vide si vous joignez l’acte en PDF ou en DOCX : le texte en est extrait, et la recherche le lit."
        ),
    )
    file = models.ForeignKey(
        "documents.StoredFile",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="fichier",
    )
    extracted = models.TextField("texte extrait du fichier", blank=True, editable=False)
    extraction = models.CharField(
        "extraction du texte", max_length=10, choices=Extraction, default=Extraction.NONE, editable=False
    )
    extraction_note = models.CharField("précision sur l’extraction", max_length=200, blank=True, editable=False)
    source = models.CharField("source", max_length=500, blank=True, help_text="Où le texte a été trouvé.")
    is_fictitious = models.BooleanField("fictif (démonstration)", default=False)
    search = models.GeneratedField(
        expression=SearchVector("reference", weight="A", config="public.fr")
        + SearchVector("title", weight="A", config="public.fr")
        + SearchVector("body", weight="C", config="public.fr")
        + SearchVector("extracted", weight="C", config="public.fr"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = LegalTextQuerySet.as_manager()

    class Meta:
        verbose_name = "texte"
        indexes = [GinIndex(fields=["search"], name="legal_text_search")]
        constraints = [
            models.UniqueConstraint(
                "kind",
                "reference",
                "ministry",
                models.functions.ExtractYear("dated_on"),
                name="legal_text_unique_reference_per_ministry_and_year",
                nulls_distinct=False,
                violation_error_message="Un texte porte déjà cette référence pour ce ministère et cette année.",
            )
        ]

    @property
    def words(self) -> str:
        """The whole text: as it was typed, else as it was read in the file."""
        return self.body or self.extracted

    def __str__(self) -> str:
        """« arrêté n° 020/MDGL/… »; a reference that brings its own words keeps them alone."""
        return f"{self.get_kind_display()} n° {self.reference}" if self.reference[:1].isdigit() else self.reference


class LegalTextLink(BaseModel):
    data_level = Level.NATIONAL

    source_text = models.ForeignKey(LegalText, on_delete=models.CASCADE, related_name="links_out", verbose_name="texte")
    target_text = models.ForeignKey(
        LegalText, on_delete=models.CASCADE, related_name="links_in", verbose_name="texte visé"
    )
    kind = models.CharField("lien", max_length=10, choices=LegalLinkKind)
    article = models.CharField(
        "article", max_length=60, blank=True, help_text="Quand le lien ne porte que sur un article."
    )

    class Meta:
        verbose_name = "lien entre textes"
        constraints = [
            models.UniqueConstraint(fields=["source_text", "target_text", "kind"], name="legal_link_unique"),
            models.CheckConstraint(
                name="legal_link_between_two_texts",
                condition=~Q(source_text=F("target_text")),
                violation_error_message="Un texte ne renvoie pas à lui-même.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_text} {self.get_kind_display()} {self.target_text}"


class CouncilRecordQuerySet(models.QuerySet["CouncilRecord"]):
    def visible_to(self, user) -> "CouncilRecordQuerySet":
        return self if user.is_authenticated else self.none()

    def most_recent_first(self) -> "CouncilRecordQuerySet":
        return self.order_by("-held_on", "pk")


@tracked()
class CouncilRecord(VersionedModel):
    """A communication heard or a decision taken by the Council of ministers, that projects point to."""

    data_level = Level.NATIONAL

    held_on = models.DateField("Conseil du")
    kind = models.CharField("nature", max_length=15, choices=CouncilRecordKind)
    title = models.CharField("objet", max_length=500)
    text = models.TextField("contenu", max_length=100_000, blank=True, help_text="Tel que le relevé le donne.")
    ministry = models.ForeignKey(
        "ministries.Ministry",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="council_records",
        verbose_name="ministère",
    )
    legal_text = models.ForeignKey(
        LegalText,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="council_records",
        verbose_name="relevé",
    )
    approved = models.BooleanField("approuvé", null=True, blank=True)
    source = models.CharField("source", max_length=500, blank=True)
    is_fictitious = models.BooleanField("fictif (démonstration)", default=False)

    objects = CouncilRecordQuerySet.as_manager()

    class Meta:
        verbose_name = "point du Conseil des ministres"

    def __str__(self) -> str:
        return self.title
