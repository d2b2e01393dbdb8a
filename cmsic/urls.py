from django.urls import include, path

from cmsic.dashboards.views.home import home
from foundation.common.health import healthz
from foundation.common.rooms import addresses
from foundation.ui.views import components

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("ui/", components, name="components"),
    path("", home, name="home"),
    path("api/v1/", include("cmsic.api_urls")),
    *addresses(),
]

handler400 = "foundation.common.errors.bad_request"
handler403 = "foundation.common.errors.forbidden"
handler404 = "foundation.common.errors.not_found"
handler429 = "foundation.common.errors.too_many"  # asked for by allauth
handler500 = "foundation.common.errors.server_error"
