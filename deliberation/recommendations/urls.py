from deliberation.recommendations.adoption import urls as adoption_urls
from deliberation.recommendations.agreement import urls as agreement_urls
from deliberation.recommendations.amendments import urls as amendment_urls
from deliberation.recommendations.dissent import urls as dissent_urls
from deliberation.recommendations.drafting import urls as drafting_urls
from deliberation.recommendations.english import urls as english_urls
from deliberation.recommendations.groups import urls as group_urls
from deliberation.recommendations.sentences import urls as sentence_urls
from deliberation.recommendations.themes import urls as theme_urls

app_name = "recommendations"
urlpatterns = [
    *drafting_urls.urlpatterns,
    *english_urls.urlpatterns,
    *group_urls.urlpatterns,
    *theme_urls.urlpatterns,
    *sentence_urls.urlpatterns,
    *amendment_urls.urlpatterns,
    *agreement_urls.urlpatterns,
    *dissent_urls.urlpatterns,
    *adoption_urls.urlpatterns,
]
