from django.urls import path

from deliberation.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.own, name="list"),
    path("<int:pk>/read/", views.read, name="read"),
    path("read/", views.read_all, name="read_all"),
    path("preferences/", views.preferences, name="preferences"),
    path("undelivered/", views.undelivered, name="undelivered"),
]
