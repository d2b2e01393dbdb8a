"""Rows of the page of components: long names, empty values, errors, in real French words."""

from datetime import date, time
from typing import Any

from django import forms

from foundation.common.lists import Button, Cell

from .buttons import Act
from .samples_charts import charts

LONG_MINISTRY = (
    "Ministère de la Décentralisation et de la Gouvernance locale chargé de la Coopération avec les collectivités"
    " territoriales"
)


class SampleForm(forms.Form):
    title = forms.CharField(
        label="Intitulé de la communication",
        max_length=200,
        help_text="Tel qu’il figurera à l’ordre du jour et au procès-verbal.",
    )
    debate = forms.CharField(
        label="Résumé des débats", widget=forms.Textarea(attrs={"rows": 4}), max_length=1200, required=False
    )
    kind = forms.ChoiceField(
        label="Nature du point",
        choices=[
            ("", "Choisir…"),
            ("Fond", [("com", "Communication"), ("rev", "Revue de projet")]),
            ("Suivi", [("rec", "Suivi des recommandations"), ("div", "Divers")]),
        ],
    )
    outcome = forms.ChoiceField(
        label="Avis de la commission",
        widget=forms.RadioSelect,
        choices=[
            ("fav", "Avis favorable"),
            ("res", "Avis favorable sous réserve"),
            ("adj", "Ajourné"),
            ("def", "Défavorable"),
        ],
    )
    flags = forms.MultipleChoiceField(
        label="Cette annexe est",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("conf", "confidentielle"), ("print", "à imprimer"), ("sign", "à signer"), ("pub", "à publier")],
    )
    urgent = forms.BooleanField(label="Convocation en urgence : le motif sera imprimé sur la lettre", required=False)
    held_on = forms.DateField(label="Date de la séance")
    starts_at = forms.TimeField(label="Heure d’ouverture", required=False)
    due_at = forms.DateTimeField(label="Réponse attendue le", required=False)
    minutes = forms.IntegerField(label="Durée prévue", min_value=5, max_value=240)
    email = forms.EmailField(label="Adresse électronique", help_text="Celle du service, de préférence.")
    members = forms.MultipleChoiceField(
        label="Destinataires",
        required=False,
        choices=[
            ("1", "Directeur de cabinet"),
            ("2", "Secrétaire général du ministère"),
            ("3", "Directeur de la planification, de l’administration et des finances"),
        ],
    )
    annex = forms.FileField(label="Annexe", required=False)
    reference = forms.CharField(label="Référence", initial="020/MDGL/DC/SGM/DPAF/DSI/SA/023SGG22", disabled=True)


def filled_form() -> SampleForm:
    return SampleForm(
        initial={
            "title": "Dématérialisation de la délivrance des actes d’état civil dans les soixante-dix-sept communes",
            "debate": (
                "Le rapporteur expose l’état d’avancement ; la DSI précise que neuf postes diplomatiques restent à"
                " équiper."
            ),
            "kind": "com",
            "outcome": "res",
            "flags": ["print", "pub"],
            "urgent": True,
            "held_on": date(2026, 9, 18),
            "starts_at": time(15, 0),
            "minutes": 25,
            "email": "dsi@exemple.bj",
        },
        prefix="plein",
        use_required_attribute=False,
    )


def refused_form() -> SampleForm:
    form = SampleForm(
        {
            "faux-minutes": "900",
            "faux-email": "dsi arobase exemple",
            "faux-held_on": "31/02/2026",
            "faux-title": "",
            "faux-flags": ["conf"],
        },
        prefix="faux",
    )
    form.is_valid()
    return form


class SampleFilter(forms.Form):
    ministry = forms.ChoiceField(
        label="Ministère",
        required=False,
        choices=[("", "Tous"), ("mnd", "Ministère du Numérique et de la Digitalisation"), ("mdgl", LONG_MINISTRY)],
    )
    stage = forms.ChoiceField(
        label="Étape", required=False, choices=[("", "Toutes"), ("run", "en cours"), ("done", "réalisé")]
    )
    since = forms.DateField(label="Depuis le", required=False)


ROWS: dict[str, Any] = {
    "long_ministry": LONG_MINISTRY,
    "before": (
        "La commission recommande à la DSI de publier le schéma directeur avant le 30 juin 2026 et d’en informer"
        " l’ASIN."
    ),
    "after": "La commission recommande à la DSI et à la DPAF de publier le schéma directeur avant le 31 décembre 2026.",
    "steps": [
        {"label": "Préparer", "state": "done", "note": "le 3 septembre"},
        {
            "label": "Convoquer",
            "state": "blocked",
            "blockers": [
                "L’ordre du jour est vide.",
                ("La fiche de conformité du point 4 est incomplète.", "#conformite"),
            ],
        },
        {"label": "Tenir", "state": "todo"},
        {"label": "Procès-verbal", "state": "todo"},
    ],
    "steps_current": [
        {"label": "Préparer", "state": "done"},
        {"label": "Convoquer", "state": "done", "href": "#convoquer"},
        {"label": "Tenir", "state": "current", "note": "ouverte à 15 h 04"},
        {"label": "Procès-verbal", "state": "todo"},
    ],
    "facts": [
        ("Point", Cell(LONG_MINISTRY, href="#point", note="précision de la ligne")),
        ("Issue", Cell("approuvé", tone="good")),
        ("Source", Cell("")),
        ("PSSIE", Cell(None)),
    ],
    "entries": [
        {
            "when": "18 septembre 2026, 17 h 42",
            "title": "Séance levée",
            "by": "Awa GNANSOUNOU, secrétaire de la CMSIC du MDGL",
            "tone": "primary",
        },
        {
            "when": "18 septembre 2026, 16 h 10",
            "title": "Avis favorable sous réserve",
            "text": "Réserve : produire la formalité APDP avant la mise en service.",
            "tone": "attention",
            "href": "#decision",
        },
        {"when": "3 septembre 2026", "title": "Convocations envoyées à 15 membres", "tone": "good"},
        {
            "when": "28 août 2026",
            "title": "Envoi du dossier en échec",
            "text": "L’adresse de deux membres est refusée par leur messagerie.",
            "tone": "late",
        },
    ],
    "rows": [
        {
            "code": "MDGL-2024-007",
            "name": "Registre national des actes d’état civil sécurisé et interconnecté",
            "stage": "en cours",
            "tone": "information",
            "colour": "yellow",
            "cost": 2_480_000_000,
            "progress": 62,
            "late": False,
            "stale": False,
        },
        {
            "code": "MEF-2023-012",
            "name": "e-Budget",
            "stage": "réalisé",
            "tone": "good",
            "colour": "green",
            "cost": 315_000_000,
            "progress": 100,
            "late": False,
            "stale": True,
        },
        {
            "code": "MAEC-2022-001",
            "name": "Refonte du système d’information des postes diplomatiques et consulaires",
            "stage": "suspendu",
            "tone": "late",
            "colour": "red",
            "cost": None,
            "progress": None,
            "late": True,
            "stale": False,
        },
    ],
    "columns": [
        {"label": "Projet", "key": "name", "width": "wide"},
        {"label": "Étape", "key": "stage"},
        {"label": "Signal"},
        {"label": "Coût prévu", "key": "cost", "numeric": True},
        {"label": "Avancement", "key": "progress", "numeric": True},
        {"label": "Actions", "hidden_label": True},
    ],
    "matrix_columns": ["Sessions", "PV", "Recommandations", "Confiance", "Fraîcheur", "Plans"],
    "matrix_rows": [
        {
            "label": "Ministère du Numérique et de la Digitalisation",
            "href": "#mnd",
            "cells": [
                {"tone": "good", "word": "2 sessions tenues sur 2 dues", "short": "2 sur 2", "href": "#a"},
                {"tone": "good", "word": "PV signés en 12 jours", "short": "12 j"},
                {"tone": "attention", "word": "61 % exécutées", "short": "61 %"},
                {"tone": "good", "word": "haute"},
                {"tone": "good", "word": "à jour"},
                {"tone": "good", "word": "tous en vigueur", "short": "3 sur 3"},
            ],
        },
        {
            "label": LONG_MINISTRY,
            "cells": [
                {"tone": "late", "word": "aucune session tenue sur 2 dues", "short": "0 sur 2"},
                {"word": "sans objet"},
                {"tone": "late", "word": "18 % exécutées", "short": "18 %"},
                {"tone": "attention", "word": "moyenne"},
                {"tone": "stale", "word": "périmé"},
                {"tone": "late", "word": "SDSI expiré", "short": "1 sur 3"},
            ],
        },
        {
            "label": "Ministère de la Santé",
            "href": "#ms",
            "cells": [
                {"tone": "attention", "word": "1 session tenue sur 2 dues", "short": "1 sur 2"},
                {"tone": "late", "word": "PV en attente depuis 74 jours", "short": "74 j"},
                {"tone": "good", "word": "92 % exécutées", "short": "92 %"},
                {"tone": "late", "word": "basse"},
                {"tone": "stale", "word": "périmé"},
                {"word": "non renseigné"},
            ],
        },
    ],
}


def samples() -> dict[str, Any]:
    finished = [
        Button("Modifier", "#modifier", tone="quiet", icon="edit"),
        Act("Clore la consultation", "/ui/", tone="primary", icon="check", confirm="Clore ?", confirm_label="Clore"),
    ]
    return {
        "finished": finished,
        "filled": filled_form(),
        "refused": refused_form(),
        "filters": SampleFilter(prefix="f"),
        **ROWS,
        **charts(),
    }
