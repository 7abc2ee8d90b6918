from django.urls import path

from deliberation.portal import display, feeds, health, opendata, views

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
    path("feeds/proposals.atom", feeds.ProposalFeed(), name="proposal_feed"),
    path("feeds/processes.atom", feeds.StepFeed(), name="step_feed"),
    path("feeds/processes/<slug:slug>.atom", feeds.ProcessFeed(), name="process_feed"),
    path("feeds/decisions.atom", feeds.DecisionFeed(), name="decision_feed"),
    path("feeds/calendar.ics", feeds.calendar, name="calendar"),
    path("data/", opendata.data, name="data"),
    path("data/catalog.jsonld", opendata.catalogue, name="catalogue"),
    path("data/<slug:slug>/", opendata.of_process, name="process_data"),
    path("data/<slug:slug>/<int:pk>/<str:name>.csv", opendata.table, name="table"),
    path("data/<slug:slug>/<str:name>.csv", opendata.answer_table, name="answer_table"),
    path("healthz", health.healthz, name="healthz"),
]
