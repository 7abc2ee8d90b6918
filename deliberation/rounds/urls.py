from deliberation.rounds.arguments import urls as argument_urls
from deliberation.rounds.book import urls as book_urls
from deliberation.rounds.floor import urls as floor_urls
from deliberation.rounds.listening import urls as listening_urls
from deliberation.rounds.mediation import urls as mediation_urls
from deliberation.rounds.meetings import urls as meeting_urls
from deliberation.rounds.questions import urls as question_urls

app_name = "rounds"
urlpatterns = [
    *book_urls.urlpatterns,
    *argument_urls.urlpatterns,
    *question_urls.urlpatterns,
    *meeting_urls.urlpatterns,
    *floor_urls.urlpatterns,
    *listening_urls.urlpatterns,
    *mediation_urls.urlpatterns,
]
