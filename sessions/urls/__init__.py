"""Addresses of the sessions, in three parts: preparing, live, papers."""

from . import calendars, live, papers, preparing, rehearsals

app_name = "sessions"
urlpatterns = [*preparing.urlpatterns, *live.urlpatterns, *papers.urlpatterns, *rehearsals.urlpatterns, *calendars.urlpatterns]
