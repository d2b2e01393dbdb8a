"""Addresses of the sessions, in three parts: preparing, live, papers."""

from . import live, papers, preparing

app_name = "sessions"
urlpatterns = [*preparing.urlpatterns, *live.urlpatterns, *papers.urlpatterns]
