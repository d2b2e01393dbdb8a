from typing import Any

from foundation.common import charts as c
from foundation.common.typography import percent, short_amount

MAP = {
    "Alibori": 4,
    "Atacora": 7,
    "Atlantique": 21,
    "Borgou": 12,
    "Collines": 6,
    "Couffo": 3,
    "Donga": 5,
    "Littoral": 34,
    "Mono": 8,
    "Ouémé": 17,
    "Plateau": None,
    "Zou": 9,
}


def charts() -> dict[str, Any]:
    return {
        "bar_chart": sessions_held(),
        "stacked_chart": recommendations_by_age(),
        "line_chart": execution_rate(),
        "ring_chart": projects_by_stage(),
        "bubble_chart": delay_and_cost(),
        "heat_chart": late_projects(),
        "map_values": MAP,
    }


def sessions_held() -> c.Chart:
    return c.bars(
        "Sessions tenues cette année",
        [
            c.Bar("Ministère du Numérique et de la Digitalisation", 4, href="#mnd"),
            c.Bar("Ministère de l’Économie et des Finances", 3, href="#mef"),
            c.Bar(
                "Ministère de la Décentralisation et de la Gouvernance locale chargé de la Coopération avec les"
                " collectivités",
                1,
                href="#mdgl",
                tone="attention",
            ),
            c.Bar("Ministère de la Santé", 0, href="#ms", tone="late"),
            c.Bar("Ministère du Sport", None),
        ],
        unit="Sessions",
        target=2,
        target_label="dues",
    )


def recommendations_by_age() -> c.Chart:
    return c.stacked_bars(
        "Recommandations par âge",
        ["2026", "2025", "2024 et avant"],
        [
            c.Series("dans les délais", [31, 12, 0], "good"),
            c.Series("en retard", [4, 11, 6], "attention"),
            c.Series("en retard de plus de 90 jours", [0, 9, 28], "late"),
        ],
        note="Ouvertes au 18 septembre 2026.",
    )


def execution_rate() -> c.Chart:
    return c.lines(
        "Taux d’exécution des recommandations",
        ["T1 2025", "T2 2025", "T3 2025", "T4 2025", "T1 2026", "T2 2026", "T3 2026"],
        [
            c.Series("Ensemble", [41, 44, None, 52, 58, 61, 63]),
            c.Series("Numérique", [55, 60, 66, 70, 74, 80, 82]),
            c.Series("Santé", [12, 15, 18, 22, None, None, 30]),
        ],
        unit="%",
        form=percent,
    )


def projects_by_stage() -> c.Chart:
    return c.ring(
        "Projets par étape",
        [
            c.Part("en cours", 112, "information", "#run"),
            c.Part("réalisés", 64, "good"),
            c.Part("à venir", 41, "neutral"),
            c.Part("suspendus ou abandonnés", 9, "late"),
        ],
        centre_label="projets",
    )


def delay_and_cost() -> c.Chart:
    return c.bubbles(
        "Retard et coût des projets",
        [
            c.Bubble(
                "État civil sécurisé",
                14,
                2_480_000_000,
                2_480_000_000,
                "attention",
                word="confiance moyenne",
                href="#a",
            ),
            c.Bubble("Postes diplomatiques", 31, 1_900_000_000, 1_900_000_000, "late", word="confiance basse"),
            c.Bubble("e-Budget", -2, 315_000_000, 315_000_000, "good", word="confiance haute"),
            c.Bubble("Cadastre numérique", 6, 720_000_000, 720_000_000, "good", word="confiance haute"),
            c.Bubble("Dossier patient", 22, 96_000_000, 96_000_000, "late", word="confiance basse"),
            c.Bubble("Guichet foncier", 0, 41_000_000, 41_000_000, "good", word="confiance haute"),
            c.Bubble("Réseau des préfectures", None, 550_000_000, 550_000_000),
        ],
        x_label="Retard (mois)",
        y_label="Coût prévu",
        size_label="Coût",
        y_form=short_amount,
        size_form=short_amount,
        y_log=True,
        legend=[("confiance haute", "good"), ("moyenne", "attention"), ("basse", "late")],
    )


def late_projects() -> c.Heat:
    return c.heat(
        "Projets en retard, par ministère et par trimestre",
        ["T4 2025", "T1 2026", "T2 2026", "T3 2026"],
        [("Numérique", [2, 3, 1, 0]), ("Décentralisation", [4, 6, 9, 12]), ("Santé", [1, None, 7, 8])],
        corner="Ministère",
    )
