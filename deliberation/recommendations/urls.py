from deliberation.recommendations.adoption import urls as adoption_urls
from deliberation.recommendations.agreement import urls as agreement_urls
from deliberation.recommendations.amendments import urls as amendment_urls
from deliberation.recommendations.dissent import urls as dissent_urls
from deliberation.recommendations.drafting import urls as drafting_urls
from deliberation.recommendations.sentences import urls as sentence_urls

app_name = "recommendations"
urlpatterns = [
    *drafting_urls.urlpatterns,
    *sentence_urls.urlpatterns,
    *amendment_urls.urlpatterns,
    *agreement_urls.urlpatterns,
    *dissent_urls.urlpatterns,
    *adoption_urls.urlpatterns,
]
