from django.urls import path

from . import views

app_name = "jobs"
urlpatterns = [
    path("travaux/", views.job_list, name="list"),
    path("travaux/<uuid:job_id>/", views.job_progress, name="progress"),
    path("travaux/<uuid:job_id>/relancer", views.retry_job, name="retry"),
    path("travaux/<uuid:job_id>/annuler", views.cancel_job, name="cancel"),
]
