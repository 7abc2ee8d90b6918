from deliberation.opinions.answering import urls as answering_urls
from deliberation.opinions.facilitating import urls as facilitating_urls
from deliberation.opinions.maps import urls as map_urls
from deliberation.opinions.statements import urls as statement_urls

app_name = "opinions"
urlpatterns = [
    *answering_urls.urlpatterns,
    *statement_urls.urlpatterns,
    *facilitating_urls.urlpatterns,
    *map_urls.urlpatterns,
]
