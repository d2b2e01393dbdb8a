"""What a commune answers to the questions of the grid, and the quarters that it told."""

from django.db import models
from django.db.models import F, Q

from foundation.journal.history import tracked

from ..enums import Reply
from .follow import OfCommune


@tracked()
class GridAnswer(OfCommune):
    """The answer to one question of one version of the grid; an empty reply is a question nobody answers any more."""

    grid = models.CharField("version de la grille", max_length=10)
    code = models.CharField("question", max_length=10)
    reply = models.CharField("réponse", max_length=5, choices=Reply, blank=True)
    proof = models.CharField(
        "preuve", max_length=500, blank=True, help_text="L’adresse d’une page, la référence d’une pièce."
    )
    answered_on = models.DateField("répondu le")

    class Meta:
        verbose_name = "réponse à la grille"
        constraints = [
            models.UniqueConstraint(fields=["commune", "grid", "code"], name="grid_question_answered_once"),
            models.CheckConstraint(
                name="grid_proof_is_of_a_reply",
                condition=Q(proof="") | ~Q(reply=""),
                violation_error_message="Une preuve est celle d’une réponse : répondez oui ou non.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} : {self.get_reply_display()}"


@tracked()
class CommuneQuarter(OfCommune):
    """A quarter that a commune told, with the counts of its grid on that day: they do not move afterwards."""

    year = models.PositiveSmallIntegerField("année")
    number = models.PositiveSmallIntegerField("trimestre")
    told_on = models.DateField("renseigné le")
    grid = models.CharField("version de la grille", max_length=10)
    questions = models.PositiveSmallIntegerField("questions")
    yes = models.PositiveSmallIntegerField("oui")
    no = models.PositiveSmallIntegerField("non")
    proven = models.PositiveSmallIntegerField("réponses avec preuve")

    class Meta:
        verbose_name = "trimestre de la commune"
        constraints = [
            models.UniqueConstraint(fields=["commune", "year", "number"], name="commune_quarter_told_once"),
            models.CheckConstraint(
                name="commune_quarter_is_one_of_four",
                condition=Q(number__gte=1, number__lte=4),
                violation_error_message="Un trimestre est le premier, le deuxième, le troisième ou le quatrième.",
            ),
            models.CheckConstraint(
                name="commune_quarter_counts_its_questions",
                condition=Q(questions__gte=F("yes") + F("no")),
                violation_error_message="Il n’y a pas plus de réponses que de questions.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commune}, {self.label}"

    @property
    def label(self) -> str:
        return f"{self.number}{'er' if self.number == 1 else 'e'} trimestre {self.year}"
