from django.urls import URLPattern

app_name = "ministries"
urlpatterns: list[URLPattern] = []
