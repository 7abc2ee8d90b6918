from django.urls import path

from deliberation.panels import views

app_name = "panels"
urlpatterns = [
    path("<slug:slug>/seats/", views.seats, name="seats"),
    path("<slug:slug>/seats/import/", views.import_draw, name="import"),
    path("<slug:slug>/seats/letters/", views.letters, name="letters"),
    path("<slug:slug>/seats/<int:pk>/end/", views.end, name="end"),
]
