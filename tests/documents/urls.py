"""The addresses of documents, wherever the portal mounts them."""

from django.urls import include, path

from cmsic.urls import urlpatterns as portal

mounted = any(getattr(pattern, "app_name", "") == "documents" for pattern in portal)
urlpatterns = portal if mounted else [*portal, path("", include("cmsic.documents.urls"))]
