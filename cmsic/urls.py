from django.urls import include, path

from cmsic.common.health import healthz
from cmsic.dashboards.views.home import home
from cmsic.ui.views import components

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("ui/", components, name="components"),
    path("compte/", include("allauth.urls")),
    path("", home, name="home"),
    path("", include("cmsic.dashboards.urls")),
    path("recherche/", include("cmsic.search.urls")),
    path("comptes/", include("cmsic.people.urls")),
    path("notifications/", include("cmsic.notifications.urls")),
    path("", include("cmsic.jobs.urls")),
    path("", include("cmsic.documents.urls")),
    path("", include("ministries.urls")),
    path("commissions/", include("commissions.urls")),
    path("sessions/", include("sessions.urls")),
    path("pointage/", include("sessions.urls.check_in")),
    path("recommandations/", include("recommendations.urls")),
    path("projets/", include("projects.urls")),
    path("api/v1/", include("cmsic.api_urls")),
]

handler400 = "cmsic.common.errors.bad_request"
handler403 = "cmsic.common.errors.forbidden"
handler404 = "cmsic.common.errors.not_found"
handler500 = "cmsic.common.errors.server_error"
