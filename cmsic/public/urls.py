"""The address that is printed on papers (`Frame.verification_url`): it never moves."""

from django.urls import path

from . import views

app_name = "public"
urlpatterns = [path("", views.verify, name="verify"), path("<str:code>", views.verified, name="verified")]
