from django.urls import include, path

from cmsic.common.health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("compte/", include("allauth.urls")),
]

handler400 = "cmsic.common.errors.bad_request"
handler403 = "cmsic.common.errors.forbidden"
handler404 = "cmsic.common.errors.not_found"
handler500 = "cmsic.common.errors.server_error"
