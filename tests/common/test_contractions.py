from pathlib import Path

import pytest
from django.conf import settings

from foundation.common.contractions import of


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Abomey", "d’Abomey"),
        ("Adja-Ouèrè", "d’Adja-Ouèrè"),
        ("Les Aguégués", "des Aguégués"),
        ("Ouidah", "de Ouidah"),
        ("Houéyogbé", "de Houéyogbé"),
        ("Zè", "de Zè"),
        ("Éric DOSSOU", "d’Éric DOSSOU"),
        ("Koffi HOUNGBÉDJI", "de Koffi HOUNGBÉDJI"),
        ("le Ministre", "du Ministre"),
        ("L’Est", "de l’Est"),
        ("Ministère de la Santé", "du Ministère de la Santé"),
        ("Agence des systèmes d’information", "de l’Agence des systèmes d’information"),
        ("Commune d’Abomey", "de la Commune d’Abomey"),
        ("habiliter un membre", "d’habiliter un membre"),
    ],
)
def test_de_is_written_as_it_is_said(name, said):
    assert of(name) == said


def test_no_text_loses_its_capitals_at_its_first_letter():
    """`str.capitalize` lowers the rest: « n° 045/ms/dc », « conférence des dsi »."""
    roots = ("foundation", "ministries", "commissions", "projects", "recommendations", "sessions", "cmsic")
    sources = [path for root in roots for path in (Path(settings.BASE_DIR) / root).rglob("*.py")]
    assert len(sources) > 400
    assert [path.name for path in sources if ".capitalize()" in path.read_text()] == []
