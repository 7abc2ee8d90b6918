from django.urls import path

from deliberation.conflicts.diagnosis import advice_views, views

DIAGNOSIS = "<int:pk>/diagnoses/<int:diagnosis>/"

urlpatterns = [
    path("waiting/", views.waiting, name="waiting"),
    path("waiting/agenda/", views.enter, name="enter"),
    path("<int:pk>/advice/", advice_views.ask_advice, name="advise"),
    path("<int:pk>/advice/other/", advice_views.take_another_track, name="override"),
    path("<int:pk>/diagnose/", views.self_diagnosis, name="diagnose"),
    path(DIAGNOSIS, views.show, name="diagnosis"),
    path(DIAGNOSIS + "review/", views.give_opinion, name="review"),
    path(DIAGNOSIS + "grade/", views.decide_grade, name="grade"),
    path(DIAGNOSIS + "withdraw/", views.withdraw, name="withdraw"),
    path("<int:pk>/decide/<slug:step>/", views.decide, name="decide"),
]
