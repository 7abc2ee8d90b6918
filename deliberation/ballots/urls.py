from deliberation.ballots.checking import urls as checking_urls
from deliberation.ballots.complaints import urls as complaints_urls
from deliberation.ballots.preparing import urls as preparing_urls
from deliberation.ballots.station import urls as station_urls
from deliberation.ballots.voting import urls as voting_urls

app_name = "ballots"
urlpatterns = [
    *preparing_urls.urlpatterns,
    *voting_urls.urlpatterns,
    *station_urls.urlpatterns,
    *checking_urls.urlpatterns,
    *complaints_urls.urlpatterns,
]
