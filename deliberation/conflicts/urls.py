from deliberation.conflicts.analysis import urls as analysis_urls
from deliberation.conflicts.casefile import urls as casefile_urls
from deliberation.conflicts.diagnosis import urls as diagnosis_urls
from deliberation.conflicts.mediation import urls as mediation_urls
from deliberation.conflicts.stakeholders import urls as stakeholder_urls

app_name = "conflicts"
urlpatterns = [
    *casefile_urls.urlpatterns,
    *diagnosis_urls.urlpatterns,
    *stakeholder_urls.urlpatterns,
    *analysis_urls.urlpatterns,
    *mediation_urls.urlpatterns,
]
