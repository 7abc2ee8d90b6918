from django.urls import path

from deliberation.rounds.questions import views

QUESTIONS = "<slug:slug>/stages/<int:pk>/questions/"
QUESTION = QUESTIONS + "<int:question>/"
urlpatterns = [
    path(QUESTIONS, views.questions, name="questions"),
    path(QUESTIONS + "ask/", views.ask, name="ask"),
    path(QUESTION, views.question, name="question"),
    path(QUESTION + "support/", views.support, name="support"),
    path(QUESTION + "merge/", views.merge, name="merge_question"),
    path(QUESTION + "route/", views.route, name="route_question"),
    path(QUESTION + "answers/<int:answer>/", views.answer, name="answer_question"),
]
