from django.urls import path

from . import views

app_name = "steering"
urlpatterns = [path("", views.CALENDAR.page, name="calendar"), path("<uuid:pk>", views.project, name="project")]
