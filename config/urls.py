from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from deliberation.accounts.views import admin_entrance

urlpatterns = [
    path("", include("deliberation.portal.urls")),
    path("api/", include("deliberation.portal.api.urls")),
    path("accounts/", include("deliberation.accounts.urls")),
    path("accounts/", include("deliberation.accounts.sign_in_urls")),
    path("notices/", include("deliberation.notices.urls")),
    path("", include("deliberation.spaces.urls")),
    path("conflicts/", include("deliberation.conflicts.urls")),
    path("", include("deliberation.agendas.urls")),
    path("agendas/", include("deliberation.agendas.bodies.urls")),
    path("processes/", include("deliberation.processes.urls")),
    path("processes/", include("deliberation.panels.urls")),
    path("processes/", include("deliberation.rounds.urls")),
    path("processes/", include("deliberation.opinions.urls")),
    path("processes/", include("deliberation.recommendations.urls")),
    path("processes/", include("deliberation.ballots.urls")),
    path("", include("deliberation.responses.urls")),
    path("processes/", include("deliberation.reports.urls")),
    path("", include("deliberation.reports.cases.urls")),
    path("language/", include("django.conf.urls.i18n")),
    path("admin/login/", admin_entrance),  # stands before the one of the admin itself
    path("admin/", admin.site.urls),
]
if settings.DEMO:
    urlpatterns += [path("demo/", include("deliberation.accounts.demo_urls"))]
