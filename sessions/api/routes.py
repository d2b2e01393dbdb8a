"""The viewsets of the app, in three parts: preparing, live, papers."""

from .calendars import CalendarFeedViewSet
from .consultations import CONSULTATION_ROUTES
from .deliberation import DELIBERATION_ROUTES
from .guests import GuestViewSet
from .live_decisions import DECISION_ROUTES
from .live_presence import PRESENCE_ROUTES
from .live_texts import TEXT_ROUTES
from .live_votes import VOTE_ROUTES
from .papers import PAPER_ROUTES
from .preparing import PREPARING_ROUTES
from .proposals import PROPOSAL_ROUTES
from .readings import READING_ROUTES
from .recommendations import SessionRecommendationViewSet
from .rehearsals import RehearsalViewSet
from .releases import RELEASE_ROUTES
from .session_files import FILE_ROUTES
from .silences import CorrectionViewSet, RuleAnswerViewSet
from .templates import TEMPLATE_ROUTES

ROUTES: list[tuple[str, type]] = [
    *PREPARING_ROUTES,
    *PRESENCE_ROUTES,
    *TEXT_ROUTES,
    *VOTE_ROUTES,
    *DECISION_ROUTES,
    *DELIBERATION_ROUTES,
    ("guests", GuestViewSet),
    ("rule-answers", RuleAnswerViewSet),
    ("calendar-feeds", CalendarFeedViewSet),
    ("rehearsals", RehearsalViewSet),
    ("corrections", CorrectionViewSet),
    ("session-recommendations", SessionRecommendationViewSet),
    *RELEASE_ROUTES,
    *TEMPLATE_ROUTES,
    *PROPOSAL_ROUTES,
    *CONSULTATION_ROUTES,
    *PAPER_ROUTES,
    *FILE_ROUTES,
    *READING_ROUTES,
]
