"""MDGL's nineteen projects with the stage the press gives, and MAEC's two projects of 2017. No date is invented."""

from django.db import transaction

from ministries.models import CouncilRecord, Ministry
from projects.enums import ProjectNature, Stage
from projects.models import Project, ProjectSite
from projects.operations.creating import next_code

from .texts import COUNCIL_DAY, COUNCIL_SOURCE

MDGL_SOURCE = "oxygene-benin.bj, compte rendu de la session du 18 septembre 2024"
N, S = ProjectNature, Stage
# title, what it makes, stage on 18 September 2024
MDGL_PROJECTS = [
    ("Schémas directeurs des systèmes d’information, niveau central et préfectures", N.PLAN, S.DONE),
    ("Refonte du site web du ministère", N.WEBSITE, S.DONE),
    ("Site web du CeFAL", N.WEBSITE, S.DONE),
    ("Plateforme de formation en ligne du CeFAL", N.PLATFORM, S.DONE),
    ("Site web de la CONAFIL", N.WEBSITE, S.DONE),
    ("Gestion des audits FADEC", N.PLATFORM, S.DONE),
    ("Plateforme de la coopération décentralisée", N.PLATFORM, S.DONE),
    ("Dématérialisation des processus métiers", N.PLATFORM, S.DONE),
    ("Système intégré de collecte et de gestion des données de la décentralisation", N.DATA, S.RUNNING),
    ("E-service : enregistrement des ONG et associations", N.E_SERVICE, S.RUNNING),
    ("Refonte de la plateforme de calcul de l’IGL", N.PLATFORM, S.RUNNING),
    ("Système intégré de contrôle de légalité des actes communaux", N.PLATFORM, S.IDENTIFIED),
    ("Politique de sécurité du système d’information (PSSI)", N.SECURITY, S.IDENTIFIED),
    ("Mise à jour du schéma directeur des systèmes d’information", N.PLAN, S.IDENTIFIED),
    ("E-service : certificat de vie", N.E_SERVICE, S.IDENTIFIED),
    ("E-service : certificat de vie et charge", N.E_SERVICE, S.IDENTIFIED),
    ("E-service : autorisation parentale", N.E_SERVICE, S.IDENTIFIED),
    ("E-service : identification des parcelles", N.E_SERVICE, S.IDENTIFIED),
    ("E-service : demande d’affirmation de convention", N.E_SERVICE, S.IDENTIFIED),
]
# What the Council's report says of places, and no more: no quantity, no name.
POSTS = [
    (f"Poste n° {n}", "mètres linéaires d’archives traités", "Poste non précisé par la source ; phase 1")
    for n in range(1, 10)
]
PREMISES = [
    (
        "Tous les locaux du ministère",
        "prises câblées",
        "Recâblage progressif ; la source ne dit ni le nombre des locaux, ni celui des prises",
    )
]


@transaction.atomic
def load_mdgl_projects(ministry: Ministry) -> list[Project]:
    projects = []
    for title, nature, stage in MDGL_PROJECTS:
        project = Project.objects.filter(ministry=ministry, title=title).first()
        if project is None:
            project = Project.objects.create(
                scope=ministry.scope,
                ministry=ministry,
                code=next_code(ministry),
                title=title,
                nature=nature,
                stage=stage,
                dates_unknown=stage in (S.DONE, S.RUNNING),
                source=MDGL_SOURCE,
            )
        projects.append(project)
    return projects


def load_maec_projects(ministry: Ministry) -> None:
    for record in CouncilRecord.objects.filter(held_on=COUNCIL_DAY, ministry=ministry).order_by("pk"):
        if Project.objects.filter(ministry=ministry, council_record=record).exists():
            continue
        with transaction.atomic():
            archives = "archives" in record.title
            project = Project.objects.create(
                scope=ministry.scope,
                ministry=ministry,
                code=next_code(ministry),
                title=record.title,
                nature=N.ARCHIVES if archives else N.INFRASTRUCTURE,
                stage=S.APPROVED,
                objectives=record.text,
                council_record=record,
                source=COUNCIL_SOURCE,
            )
            ProjectSite.objects.bulk_create(
                ProjectSite(scope=ministry.scope, project=project, position=position, label=label, unit=unit, note=note)
                for position, (label, unit, note) in enumerate(POSTS if archives else PREMISES, start=1)
            )
