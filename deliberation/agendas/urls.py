from django.urls import include, path

from deliberation.agendas.agenda import urls as agenda_urls
from deliberation.agendas.paper import urls as paper_urls
from deliberation.agendas.proposals import urls as proposal_urls
from deliberation.agendas.screening import urls as screening_urls

app_name = "agendas"
proposals = [*proposal_urls.urlpatterns, *paper_urls.urlpatterns, *screening_urls.urlpatterns]
urlpatterns = [path("proposals/", include(proposals)), path("agendas/", include(agenda_urls.urlpatterns))]
