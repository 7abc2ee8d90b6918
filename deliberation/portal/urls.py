from django.urls import path

from deliberation.portal import display, health, views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("me/", views.me, name="me"),
    path("me/<slug:name>/", views.mine, name="mine"),
    path("desk/", views.desk, name="desk"),
    path("about/", views.about, name="about"),
    path("record.json", views.record_json, name="record_json"),
    path("display/", display.choose, name="display"),
    path("robots.txt", views.robots, name="robots"),
    path("healthz", health.healthz, name="healthz"),
]
