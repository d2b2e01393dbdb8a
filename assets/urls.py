from django.urls import path

from .register import assets
from .views.labels import labels

app_name = "assets"
urlpatterns = [path("etiquettes", labels, name="labels"), *assets.urlpatterns]
