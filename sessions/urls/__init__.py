"""Addresses of the sessions, by part: preparing, live, papers, and what lies between two sessions."""

from . import calendars, consultations, live, papers, preparing, rehearsals

app_name = "sessions"
urlpatterns = [*preparing.urlpatterns, *live.urlpatterns, *papers.urlpatterns, *rehearsals.urlpatterns, *calendars.urlpatterns, *consultations.urlpatterns]
