"""« `bin/manage document pv MDGL/2024/1` and the MASM one: every fact of the articles in its place; a procès-verbal de
carence on one page. » What the pages look like is looked at by people; what stands on them is asked here.
"""

import re

import pytest

from foundation.common.demonstration import parts
from foundation.jobs.operations.running import run
from sessions.papers.operations.papers import find_pv
from tests.acceptance.a.test_pv_pdf import check_form, read

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# The facts of each article, by the part of the paper where they belong.
MDGL = {
    "head": [
        "mercredi dix-huit septembre",
        "s’est tenue au Ministère de la Décentralisation et de la Gouvernance Locale",
        "première session ordinaire de la CMSIC du MDGL au titre de l’année 2024",
        "arrêté n° 020/MDGL/DC/SGM/DPAF/DSI/SA/023SGG22 du 07 septembre 2022",
        "décret n° 2018-531 du 14 novembre 2018",
    ],
    "participation": [
        *("Raphaël AKOTÈGNON Ministre de la Décentralisation", "Directeur de cabinet (DC)"),
        *("Secrétaire général du ministère (SGM)", "Représentant du Directeur général de l’ASIN"),
    ],
    "ordre du jour": ["état des programmes et projets numériques du ministère"],
    "ouverture des travaux": [
        *("dans l’après-midi", "accélérer l’opérationnalisation des services numériques"),
        *("utilisation effective des systèmes d’information", "production des indicateurs pertinents"),
        *("culture des échanges d’information", "félicite les acteurs nationaux du numérique", "un bon allié"),
    ],
    "déroulement des travaux": [
        *(
            "Projets réalisés (8)",
            "Schémas directeurs",
            "site web du ministère",
            "Site web du CeFAL",
            "CONAFIL",
            "FADEC",
        ),
        *("formation en ligne du CeFAL", "coopération décentralisée", "Dématérialisation des processus métiers"),
        *("Projets en cours (3)", "données de la décentralisation", "ONG et associations", "calcul de l’IGL"),
        *("Projets à venir (8)", "contrôle de légalité", "(PSSI)", "Mise à jour du schéma directeur"),
        *("certificat de vie E-service : certificat de vie et charge", "autorisation parentale"),
        *("identification des parcelles", "affirmation de convention"),
    ],
    "décisions": ["non renseignées"],
}
MASM = {
    "head": [
        *("mercredi huit décembre", "à Cotonou", "première session de la CMSIC du MASM", "décret n° 2018-531"),
        "Ministère des Affaires Sociales et de la Microfinance",
    ],
    "participation": [
        "Yessoufou Yolou BAMISSO Directeur adjoint de cabinet",
        "Vincent de Paul MEGNIGBETO Directeur des systèmes d’information",
    ],
    "ordre du jour": [
        "textes qui gouvernent le numérique",
        "besoins",
        "Interopérabilité des plateformes",
        "E-services",
    ],
    "ouverture des travaux": [
        "pilotée par la Direction des systèmes d’information",
        "travail de lotissement",
        "missions",
    ],
    "déroulement des travaux": [
        *(
            "protection sociale et de microfinance",
            "La question a été étudiée",
            "projets d’e-services ont été identifiés",
        )
    ],
}
PARTS = (
    *("participation", "quorum", "ordre du jour", "ouverture des travaux", "déroulement des travaux", "décisions"),
    *("recommandations", "clôture"),
)


@pytest.fixture(scope="module")
def real(django_db_setup, django_db_blocker):
    """Institutions, texts, projects and the sessions that are documented: rolled back at the end of this file."""
    from django.db import transaction

    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        try:
            for load in parts()[:4]:
                load()
            yield
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)


def pv_of(reference: str):
    document, ask = find_pv(reference)
    if document is None:
        run(ask().pk, worker="tests")
        document, _ = find_pv(reference)
    reader, text = read(document)
    check_form(document, reader)
    return reader, text


def parts_of(text: str) -> dict[str, str]:
    """The text under each numbered heading; what comes before the first is the head."""
    found = {"head": ""}
    name = "head"
    for piece in re.split(r"(?=\b\d\. [A-ZÀ-Ü]{4})", text):
        heading = piece[3:].casefold()
        name = next((part for part in PARTS if heading.startswith(part)), name)
        found[name] = found.get(name, "") + piece
    return found


def squeezed(text: str) -> str:
    return "".join(text.casefold().split())


@pytest.mark.parametrize(("reference", "facts"), [("MDGL/2024/1", MDGL), ("MASM/2021/1", MASM)])
def test_every_fact_of_the_article_stands_in_its_place(reference, facts, real):
    _, text = pv_of(reference)
    found = parts_of(text)
    assert set(facts) <= set(found), (set(found), text)
    missing = [
        (place, fact) for place in facts for fact in facts[place] if squeezed(fact) not in squeezed(found[place])
    ]
    assert missing == [], text
