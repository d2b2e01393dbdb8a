"""What a citizen does without an account."""

from django.urls import path

from .views import public

app_name = "reporting"
urlpatterns = [path("", public.report, name="report"), path("suivi", public.follow, name="follow")]
