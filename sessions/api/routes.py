"""The viewsets of the app; that of the sessions takes its acts from each room."""

from django.db.models import QuerySet

from ..consultations.api import CONSULTATION_ROUTES
from ..core.models import CommissionSession
from ..meeting.api.decisions import DECISION_ROUTES
from ..meeting.api.deliberation import DELIBERATION_ROUTES
from ..meeting.api.live import LiveActions
from ..meeting.api.presence import PRESENCE_ROUTES
from ..meeting.api.recommendations import SessionRecommendationViewSet
from ..meeting.api.rehearsals import RehearsalViewSet
from ..meeting.api.silences import CorrectionViewSet, RuleAnswerViewSet
from ..meeting.api.texts import TEXT_ROUTES
from ..meeting.api.votes import VOTE_ROUTES
from ..papers.api.papers import PAPER_ROUTES
from ..papers.api.session_files import FILE_ROUTES
from ..past.api import PastActions
from ..preparing.api.calendars import CalendarFeedViewSet
from ..preparing.api.proposals import PROPOSAL_ROUTES
from ..preparing.api.readings import READING_ROUTES
from ..preparing.api.releases import RELEASE_ROUTES, UnannouncedAction
from ..preparing.api.serializers import SessionDetailSerializer, SessionSerializer
from ..preparing.api.sessions import PREPARING_ROUTES, PreparingActions
from ..preparing.api.templates import TEMPLATE_ROUTES
from ..preparing.filters import SessionFilter


class SessionViewSet(LiveActions, PastActions, PreparingActions, UnannouncedAction):
    model = CommissionSession
    serializer_class = SessionSerializer
    filterset_class = SessionFilter

    def get_queryset(self) -> QuerySet[CommissionSession]:
        return super().get_queryset().select_related("commission").prefetch_related("steps__by")

    def get_serializer_class(self) -> type[SessionSerializer]:
        return SessionDetailSerializer if self.action == "retrieve" else SessionSerializer


ROUTES: list[tuple[str, type]] = [
    ("sessions", SessionViewSet),
    *PREPARING_ROUTES,
    *PRESENCE_ROUTES,
    *TEXT_ROUTES,
    *VOTE_ROUTES,
    *DECISION_ROUTES,
    *DELIBERATION_ROUTES,
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
