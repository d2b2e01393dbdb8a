import pytest

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
