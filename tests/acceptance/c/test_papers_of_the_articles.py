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

# The facts of each article, by the section of the paper where they belong.
MDGL = {
    "head": [
        "mercredi dix-huit septembre",
        "020/MDGL/DC/SGM/DPAF/DSI/SA/023SGG22 du 07 septembre 2022",
        "décret n° 2018-531 du 14 novembre 2018",
        "session ordinaire au titre de l’année 2024",
    ],
    "Participation": ["Raphaël AKOTÈGNON", "Agence des Systèmes d’Information et du Numérique"],
    "Délibérations": [
        *("Projets réalisés (8)", "Projets en cours (3)", "Projets à venir (8)"),
        *("CeFAL", "CONAFIL", "FADeC", "Coopération décentralisée", "dématérialisation des processus métiers"),
        *("ONG", "IGL", "contrôle de légalité", "sécurité du système d’information", "certificat de vie"),
        *("autorisation parentale", "identification des parcelles", "affirmation de convention"),
    ],
}
MASM = {
    "head": [
        "mercredi huit décembre",
        "Cotonou",
        "décret n° 2018-531 du 14 novembre 2018",
        "Ministère des Affaires Sociales et de la Microfinance",
    ],
    "Participation": ["Vincent de Paul MEGNIGBETO", "Yessoufou Yolou BAMISSO", "Directeur adjoint de cabinet"],
    "Délibérations": ["textes", "besoins", "interopérabilité", "e-services"],
}


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


def sections(text: str) -> dict[str, str]:
    """The text under each numbered heading; what comes before the first is the head."""
    found = re.split(r" (?=\d\. (?:Participation|Quorum|Ordre du jour|Délibérations|Clôture))", text)
    return {"head": found[0]} | {re.sub(r"^\d\. (\S+(?: du jour)?).*", r"\1", part): part for part in found[1:]}


def squeezed(text: str) -> str:
    return "".join(text.casefold().split())


@pytest.mark.parametrize(("reference", "facts"), [("MDGL/2024/1", MDGL), ("MASM/2021/1", MASM)])
def test_every_fact_of_the_article_stands_in_its_place(reference, facts, real):
    _, text = pv_of(reference)
    found = sections(text)
    assert set(facts) <= set(found), (set(found), text)
    missing = [
        (place, fact) for place in facts for fact in facts[place] if squeezed(fact) not in squeezed(found[place])
    ]
    assert missing == [], text
