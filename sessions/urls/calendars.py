from django.urls import URLPattern, path

from ..views import calendars

urlpatterns: list[URLPattern] = [
    path("calendrier", calendars.calendars, name="calendars"),
    path("calendrier/nouvelle-adresse", calendars.new_feed, name="new_feed"),
    path("calendrier/<uuid:pk>/revoquer", calendars.revoke, name="revoke_feed"),
    path("calendrier/<str:secret>.ics", calendars.feed, name="feed"),
]
