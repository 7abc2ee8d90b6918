from django.urls import path

from deliberation.rounds.listening import views

MEETING = "<slug:slug>/meetings/<int:pk>/"
urlpatterns = [
    path("<slug:slug>/stages/<int:pk>/listening/", views.tour, name="tour"),
    path(MEETING + "place/", views.place, name="place"),
    path(MEETING + "turnout/", views.turnout, name="turnout"),
    path(MEETING + "concerns/new/", views.write, name="write_concern"),
    path(MEETING + "return/", views.go_back, name="plan_return"),
    path("<slug:slug>/concerns/<int:pk>/reword/", views.reword, name="reword_concern"),
    path("<slug:slug>/concerns/<int:pk>/answer/", views.answer, name="answer_concern"),
    path("<slug:slug>/concerns/<int:pk>/judge/", views.judge, name="judge_concern"),
]
