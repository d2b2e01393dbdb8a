"""Short addresses, at the root of the site: they are read from a wall and typed on a phone."""

from django.urls import URLPattern, path

from .views import check_in

app_name = "check_in"
urlpatterns: list[URLPattern] = [path("", check_in.ask, name="ask"), path("<str:code>", check_in.here, name="here")]
