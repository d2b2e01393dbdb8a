"""Three years of sessions of the demonstration ministry; the last one waits for its procès-verbal."""

from collections.abc import Sequence

from commissions.models import Commission
from projects.models import Project
from recommendations.enums import Priority
from sessions.core.enums import Outcome, SessionKind

from .fictitious import LAST
from .playing import Ask, Review, S, Sitting, play

SITTINGS = [
    Sitting(
        929,
        absent=(8, 11),
        theme="Installation et état des lieux",
        reviews=[
            Review(
                0, Outcome.FAVOURABLE, "Les membres demandent que la reprise des dossiers papier soit chiffrée à part."
            ),
            Review(
                1, Outcome.NOTED, "Le besoin est confirmé par trois directions ; le dossier n’est pas encore complet."
            ),
        ],
        asks=[
            Ask(
                "Tenir à jour la liste des applications du ministère et la présenter à chaque session",
                "DSI",
                120,
                S.DONE,
                "patrimoine",
            ),
            Ask("Désigner un correspondant numérique dans chaque direction", "SGM", 60, S.DONE),
        ],
    ),
    Sitting(
        740,
        absent=(4, 10, 11, 2),
        theme="Sécurité et hébergement",
        reviews=[
            Review(
                2,
                Outcome.QUALIFIED,
                "L’hébergement proposé est hors du pays ; la commission demande l’hébergement national.",
                "Héberger la plateforme dans le centre de données national avant l’ouverture au public",
            ),
            Review(3, Outcome.ADJOURNED, "Le plan de financement n’est pas arrêté."),
        ],
        asks=[
            Ask(
                "Rédiger la politique de sécurité du système d’information du ministère",
                "DSI",
                240,
                S.RUNNING,
                "sécurité",
                Priority.HIGH,
            ),
            Ask("Généraliser les adresses électroniques professionnelles", "DPAF", 90, S.DONE, "usages"),
        ],
        late=True,
    ),
    Sitting(
        586,
        absent=(9,),
        theme="Services aux usagers",
        reviews=[
            Review(3, Outcome.FAVOURABLE, "Le financement est acquis ; le calendrier tient compte de la passation."),
            Review(4, Outcome.FAVOURABLE, "Le service existe ailleurs : la mutualisation est retenue."),
        ],
        asks=[
            Ask("Publier les délais et les pièces demandées pour chaque démarche", "DSU", 150, S.DONE, "usagers"),
            Ask(
                "Proposer la liste des pièces que l’administration détient déjà",
                "DER",
                180,
                S.REPORTED,
                "interopérabilité",
            ),
        ],
    ),
    Sitting(
        537,
        SessionKind.EXTRAORDINARY,
        absent=(2, 9, 10, 11, 4),
        theme="Incident de sécurité du mois de mai",
        reviews=[],
        asks=[
            Ask(
                "Séparer les comptes d’administration des comptes d’usage courant",
                "DSI",
                30,
                S.DONE,
                "sécurité",
                Priority.HIGH,
            )
        ],
    ),
    Sitting(
        383,
        absent=(7, 10, 2),
        theme="Bilan de l’année et budget",
        reviews=[
            Review(
                5,
                Outcome.QUALIFIED,
                "Le coût a augmenté d’un tiers depuis le dépôt du dossier.",
                "Présenter une révision du coût approuvée par la DPAF",
            ),
            Review(6, Outcome.UNFAVOURABLE, "Une plateforme existante rend déjà ce service."),
        ],
        asks=[
            Ask("Présenter un plan de renouvellement des postes de travail", "DPAF", 120, S.ACCEPTED, "patrimoine"),
            Ask("Former les correspondants numériques", "DSI", 200, S.DONE, "usages"),
        ],
        late=True,
    ),
    Sitting(
        201,
        absent=(8, 12),
        theme="Interopérabilité",
        reviews=[
            Review(7, Outcome.FAVOURABLE, "Les échanges passent par la plateforme nationale d’interopérabilité."),
            Review(8, Outcome.FAVOURABLE, "Les indicateurs d’usage sont définis avant l’ouverture."),
        ],
        asks=[
            Ask(
                "Raccorder le registre des agréments à la plateforme nationale d’interopérabilité",
                "DSI",
                210,
                S.RUNNING,
                "interopérabilité",
                Priority.HIGH,
            ),
            Ask(
                "Mesurer l’usage de chaque e-service et le présenter à la commission", "DSU", 150, S.ACCEPTED, "usagers"
            ),
        ],
    ),
    Sitting(
        LAST,
        absent=(4, 8, 10, 2),
        theme="Archives et mémoire",
        reviews=[
            Review(
                9,
                Outcome.QUALIFIED,
                "Deux sites sur neuf sont prêts ; le pilote est jugé concluant.",
                "Produire la preuve de la sauvegarde hors site avant la phase 2",
            ),
            Review(2, Outcome.NOTED, "La migration vers l’hébergement national est engagée."),
        ],
        asks=[
            Ask("Établir le calendrier de versement des archives numérisées", "ADA", 180, S.ISSUED, "archives"),
            Ask(
                "Donner une adresse professionnelle à chaque chef de service de la mairie et en tenir la liste",
                "",
                40,
                S.ISSUED,
                "usages",
                commune="Abomey-Calavi",
            ),
            Ask(
                "Achever l’action de sécurité en retard et en rendre compte par écrit",
                "DSI",
                90,
                S.RUNNING,
                "sécurité",
                Priority.HIGH,
            ),
            Ask(
                "Adresser à l’ASIN la liste des e-services prêts à être raccordés",
                "DSU",
                120,
                S.LAPSED,
                "interopérabilité",
            ),
        ],
        late=True,
        pv_waits=True,
        by_code=True,
        deliberates=True,
    ),
]


def load_showcase(body: Commission, projects: Sequence[Project]) -> None:
    play(body, projects, SITTINGS)
