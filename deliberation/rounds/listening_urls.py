from django.urls import path

from deliberation.rounds import caucuspages, listeningpages

MEETING = "<slug:slug>/meetings/<int:pk>/"
urlpatterns = [
    path("<slug:slug>/stages/<int:pk>/listening/", listeningpages.tour, name="tour"),
    path(MEETING + "place/", listeningpages.place, name="place"),
    path(MEETING + "turnout/", listeningpages.turnout, name="turnout"),
    path(MEETING + "concerns/new/", listeningpages.write, name="write_concern"),
    path(MEETING + "return/", listeningpages.go_back, name="plan_return"),
    path("<slug:slug>/concerns/<int:pk>/reword/", listeningpages.reword, name="reword_concern"),
    path("<slug:slug>/concerns/<int:pk>/answer/", listeningpages.answer, name="answer_concern"),
    path("<slug:slug>/concerns/<int:pk>/judge/", listeningpages.judge, name="judge_concern"),
    path(MEETING + "caucus/", caucuspages.caucus, name="caucus"),
    path(MEETING + "caucus/<int:note_pk>/take-back/", caucuspages.take_back, name="take_back_caucus_note"),
]
