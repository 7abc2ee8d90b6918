from deliberation.rounds import argument_urls, book_urls, console_urls, listening_urls, meeting_urls

app_name = "rounds"
urlpatterns = [
    *book_urls.urlpatterns,
    *meeting_urls.urlpatterns,
    *console_urls.urlpatterns,
    *listening_urls.urlpatterns,
    *argument_urls.urlpatterns,
]
