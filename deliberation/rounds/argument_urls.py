from django.urls import path

from deliberation.rounds import argumentpages, questionpages

STAGE = "<slug:slug>/stages/<int:pk>/"
ARGUMENTS = STAGE + "arguments/"
ISSUE = ARGUMENTS + "issues/<int:issue>/"
ARGUMENT = ARGUMENTS + "<int:argument>/"
QUESTIONS = STAGE + "questions/"
QUESTION = QUESTIONS + "<int:question>/"
urlpatterns = [
    path(STAGE + "join/", argumentpages.join, name="join"),
    path(ARGUMENTS, argumentpages.arguments, name="arguments"),
    path(ARGUMENTS + "issues/add/", argumentpages.add_issue, name="add_issue"),
    path(ISSUE, argumentpages.columns_page, name="argument_columns"),
    path(ISSUE + "outline/", argumentpages.outline, name="argument_outline"),
    path(ISSUE + "picture/", argumentpages.picture, name="argument_picture"),
    path(ISSUE + "write/", argumentpages.write, name="write_argument"),
    path(ARGUMENT, argumentpages.argument, name="argument"),
    path(ARGUMENT + "reply/", argumentpages.reply, name="reply"),
    path(ARGUMENT + "rate/", argumentpages.rate, name="rate"),
    path(ARGUMENT + "withdraw/", argumentpages.withdraw, name="withdraw_argument"),
    path(ARGUMENT + "merge/", argumentpages.merge, name="merge_argument"),
    path(QUESTIONS, questionpages.questions, name="questions"),
    path(QUESTIONS + "ask/", questionpages.ask, name="ask"),
    path(QUESTION, questionpages.question, name="question"),
    path(QUESTION + "support/", questionpages.support, name="support"),
    path(QUESTION + "merge/", questionpages.merge, name="merge_question"),
    path(QUESTION + "route/", questionpages.route, name="route_question"),
    path(QUESTION + "answers/<int:answer>/", questionpages.answer, name="answer_question"),
]
