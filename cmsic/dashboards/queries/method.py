"""What every figure of the portal obeys, as the page « Méthode » prints it. Each formula stands with its figure."""

from projects.queries.project_signals import FORECAST_FORMULA, FORECAST_VERSION

# The subjects of the figures that the dashboards make themselves; any other is told under the name of its app.
METHOD_SUBJECTS = {
    "commissions": "Vie des commissions",
    "mandates": "Vie des commissions",
    "seats": "Vie des commissions",
    "sessions": "Sessions",
    "pv": "Procès-verbaux",
}
METHOD_RULES = (
    (
        "Un chiffre, une définition",
        "La même partout : tableau de bord, page d’un ministère ou d’une commission, API. Ce qu’il ne compte pas est"
        " écrit à côté de lui, et son lien montre exactement les lignes comptées.",
    ),
    (
        "Ce qui est inconnu",
        "N’est jamais compté pour zéro : le chiffre est donné sur ce qui est renseigné, et dit combien de lignes ne le"
        " sont pas. Sans rien à comparer, il n’y a ni vert ni rouge.",
    ),
    (
        "Qui voit quoi",
        "Chacun compte ce qu’il peut voir ; deux personnes peuvent donc lire deux nombres sous la même formule.",
    ),
    (
        "À une date passée",
        "Ministères, commissions, sièges, sessions, procès-verbaux et recommandations se lisent d’après leurs dates."
        " Les projets viennent du relevé que le portail prend chaque nuit et ne modifie jamais ; une date sans relevé"
        " dans les 31 jours qui précèdent est dite inconnue.",
    ),
    ("Prévision par classe de référence", f"{FORECAST_FORMULA} Méthode, version {FORECAST_VERSION}."),
    (
        "Version d’une méthode",
        "Elle augmente quand la formule change de sens. Un chiffre passé garde celle de son jour.",
    ),
)
