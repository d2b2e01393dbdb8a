from django.db.models import TextChoices


class MailState(TextChoices):
    QUEUED = "queued", "à envoyer"
    SENT = "sent", "envoyé"
    MAYBE_TWICE = "maybe_twice", "peut-être envoyé deux fois"
    FAILED = "failed", "non remis"
    CANCELLED = "cancelled", "retiré"
    REHEARSED = "rehearsed", "écrit en répétition, jamais envoyé"


class NoticeKind(TextChoices):
    """What a person is told of.

    The letters that an act orders (convocation, report) are no notices: they always leave.
    """

    MUTUALISATION = "mutualisation", "une mutualisation est proposée à mon ministère"
    REVISION = "revision", "la référence d’un projet est à réviser, ou la révision que j’ai demandée a sa réponse"
    CAMPAIGN = "campaign", "la mise à jour mensuelle de mes projets est attendue, ou une explication l’est"
    RECOMMENDATION = "recommendation", "une recommandation m’est adressée, ou sa suite est examinée"
    REPORT = "report", "un compte rendu d’exécution attend mon examen"
    SESSION = (
        "session",
        "une session de mes commissions est convoquée, déplacée ou annulée, ou son ordre du jour change",
    )
    PV = "pv", "un procès-verbal de mes commissions est soumis aux membres"
    OPINION = "opinion", "un avis de l’ASIN est demandé ou rendu"
    PERIODIC = "periodic", "un rapport trimestriel ou annuel qui m’est destiné est établi"
    CONFERENCE = "conference", "une conférence qui me réunit est annoncée, annulée, ou son rapport est établi"
    REFERRAL = "referral", "une recommandation monte à mon organe, ou la réponse redescend à ma commission"
    DEADLINE = "deadline", "l’échéance d’une recommandation dont je réponds approche ou vient de passer"
    LICENCE = "licence", "une licence de mon ministère finit bientôt"
    PROPOSAL = "proposal", "une proposition que j’ai faite est inscrite, reportée, rendue ou refusée"


class Channel(TextChoices):
    """Where a notice reaches its reader; by mail, it stands in the page too."""

    PAGE = "page", "dans le portail seulement"
    MAIL = "mail", "par courriel, aussitôt"
    DIGEST = "digest", "dans le récapitulatif du jour"
    NONE = "none", "jamais"


# Before anybody chooses: a letter already left for a session; a lifted session may issue ten recommendations: one mail.
DEFAULT_CHANNELS = {
    NoticeKind.MUTUALISATION: Channel.MAIL,
    NoticeKind.REVISION: Channel.MAIL,
    NoticeKind.CAMPAIGN: Channel.MAIL,
    NoticeKind.RECOMMENDATION: Channel.DIGEST,
    NoticeKind.REPORT: Channel.DIGEST,
    NoticeKind.SESSION: Channel.PAGE,
    NoticeKind.PV: Channel.DIGEST,
    NoticeKind.OPINION: Channel.MAIL,
    NoticeKind.PERIODIC: Channel.MAIL,
    NoticeKind.CONFERENCE: Channel.MAIL,
    NoticeKind.REFERRAL: Channel.MAIL,
    NoticeKind.DEADLINE: Channel.DIGEST,
    NoticeKind.LICENCE: Channel.DIGEST,
    NoticeKind.PROPOSAL: Channel.MAIL,
}
