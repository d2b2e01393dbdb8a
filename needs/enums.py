from django.db.models import TextChoices


class NeedState(TextChoices):
    DRAFT = "draft", "brouillon"
    SUBMITTED = "submitted", "soumis"
    SCORED = "scored", "noté"
    RANKED = "ranked", "classé"
    RETAINED = "retained", "retenu"
    ADJOURNED = "adjourned", "ajourné"
    DISCARDED = "discarded", "écarté"
    BECAME = "became", "devenu projet ou e-service"


STATE_TONES = dict(
    zip(
        NeedState,
        ("neutral", "information", "information", "information", "good", "attention", "neutral", "good"),
        strict=True,
    )
)
# The commission scores them; its ranking takes those of which each criterion has a score.
SCORABLE = (NeedState.SUBMITTED, NeedState.SCORED, NeedState.ADJOURNED)
RANKABLE = (NeedState.SCORED, NeedState.ADJOURNED)
EDITABLE = (NeedState.DRAFT, *SCORABLE)  # in a ranking, what is said of a need no longer changes


class NeedAct(TextChoices):
    SUBMIT = "submit_need", "besoin soumis"
    SEND_BACK = "send_need_back", "besoin rendu à qui l’a enregistré"
    SCORE = "score_need", "besoin noté"
    UNSCORE = "unscore_need", "notation redevenue incomplète"
    RANK = "rank_need", "besoin classé"
    UNRANK = "unrank_need", "besoin sorti d’un classement"
    PUT_BACK = "put_back_need", "besoin sorti d’un classement, ajourné comme avant"
    RETAIN = "retain_need", "besoin retenu"
    ADJOURN = "adjourn_need", "besoin ajourné"
    DISCARD = "discard_need", "besoin écarté"
    SET_ASIDE = "set_need_aside", "besoin écarté sans être classé"
    REOPEN = "reopen_need", "besoin remis à l’examen"
    BECOME = "need_becomes", "besoin devenu projet ou e-service"
    UNDO = "undo_outcome", "lien avec un projet ou un e-service retiré"


class RankingAct(TextChoices):
    SET_GRID = "set_grid", "grille de notation fixée"
    MAKE = "make_ranking", "classement arrêté"
    SAY = "say_verdicts", "sort proposé des besoins"
    ADOPT = "adopt_ranking", "classement adopté"
    DROP = "drop_ranking", "classement abandonné"
    GIVE = "give_scores", "notes d’un membre données"
    FILL_LOT = "fill_lot", "besoins réunis dans un lot"


class Urgency(TextChoices):
    """As its asker says it; nothing said is « non renseignée »."""

    LOW = "low", "peut attendre"
    NORMAL = "normal", "dans l’année"
    HIGH = "high", "urgente"


class Wish(TextChoices):
    """What the asker expects; the commission decides what comes of it."""

    PROJECT = "project", "projet"
    E_SERVICE = "e_service", "e-service"
    EQUIPMENT = "equipment", "équipement"
    OTHER = "other", "autre"


class Verdict(TextChoices):
    """What becomes of a need that is ranked, once the commission adopts the ranking."""

    RETAINED = "retained", "retenu"
    ADJOURNED = "adjourned", "ajourné"
    DISCARDED = "discarded", "écarté"


ACT_OF = {Verdict.RETAINED: NeedAct.RETAIN, Verdict.ADJOURNED: NeedAct.ADJOURN, Verdict.DISCARDED: NeedAct.DISCARD}


class RankingState(TextChoices):
    OPEN = "open", "à adopter"
    ADOPTED = "adopted", "adopté"
    DROPPED = "dropped", "abandonné"


RANKING_TONES = dict(zip(RankingState, ("information", "good", "neutral"), strict=True))


class OutcomeKind(TextChoices):
    """What a need becomes; each kind says where its row is."""

    PROJECT = "project", "projet"
    E_SERVICE = "e_service", "e-service"
