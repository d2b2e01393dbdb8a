from django.urls import include, path

from cmsic.dashboards.views.home import home
from foundation.common.health import healthz
from foundation.ui.views import components

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("ui/", components, name="components"),
    path("compte/", include("foundation.people.signin_urls")),
    path("", home, name="home"),
    path("", include("cmsic.dashboards.urls")),
    path("verifier/", include("cmsic.public.urls")),
    path("recherche/", include("cmsic.search.urls")),
    path("comptes/", include("foundation.people.urls")),
    path("journal/", include("foundation.journal.urls")),
    path("notifications/", include("foundation.notifications.urls")),
    path("", include("foundation.jobs.urls")),
    path("", include("foundation.documents.urls")),
    path("", include("ministries.urls")),
    path("commissions/", include("commissions.urls")),
    path("sessions/", include("sessions.urls")),
    path("pointage/", include("sessions.meeting.short_urls")),
    path("recommandations/", include("recommendations.urls")),
    path("projets/", include("projects.urls")),
    path("api/v1/", include("cmsic.api_urls")),
]

handler400 = "foundation.common.errors.bad_request"
handler403 = "foundation.common.errors.forbidden"
handler404 = "foundation.common.errors.not_found"
handler429 = "foundation.common.errors.too_many"  # asked for by allauth
handler500 = "foundation.common.errors.server_error"
