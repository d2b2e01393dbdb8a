"""Addresses of the sessions: those of each room."""

from .consultations import urls as consultations
from .meeting import urls as meeting
from .papers import urls as papers
from .past import urls as past
from .preparing import urls as preparing

app_name = "sessions"
urlpatterns = [
    *past.urlpatterns,
    *preparing.urlpatterns,
    *meeting.urlpatterns,
    *papers.urlpatterns,
    *consultations.urlpatterns,
]
