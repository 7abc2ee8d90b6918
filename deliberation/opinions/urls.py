from django.urls import path

from deliberation.opinions import views

app_name = "opinions"
ROUND = "<slug:slug>/stages/<int:pk>/opinions/"
urlpatterns = [
    path(ROUND, views.answer, name="answer"),
    path(ROUND + "join/", views.join, name="join"),
    path(ROUND + "put/", views.put, name="put"),
    path(ROUND + "statements/", views.statements, name="statements"),
    path(ROUND + "statements/<int:statement_pk>/", views.statement, name="statement"),
    path(ROUND + "statements/<int:statement_pk>/decide/", views.decide, name="decide"),
    path(ROUND + "moderate/", views.moderate, name="moderate"),
    path(ROUND + "map/", views.opinion_map, name="map"),
    path(ROUND + "map.svg", views.map_picture, name="map_picture"),
]
