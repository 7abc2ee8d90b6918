from django.urls import path

from deliberation.rounds.arguments import views

STAGE = "<slug:slug>/stages/<int:pk>/"
ARGUMENTS = STAGE + "arguments/"
ISSUE = ARGUMENTS + "issues/<int:issue>/"
ARGUMENT = ARGUMENTS + "<int:argument>/"
urlpatterns = [
    path(STAGE + "join/", views.join, name="join"),
    path(ARGUMENTS, views.arguments, name="arguments"),
    path(ARGUMENTS + "issues/add/", views.write_issue, name="add_issue"),
    path(ISSUE, views.columns_page, name="argument_columns"),
    path(ISSUE + "outline/", views.outline, name="argument_outline"),
    path(ISSUE + "picture/", views.picture, name="argument_picture"),
    path(ISSUE + "write/", views.write, name="write_argument"),
    path(ARGUMENT, views.argument, name="argument"),
    path(ARGUMENT + "reply/", views.reply, name="reply"),
    path(ARGUMENT + "rate/", views.rate, name="rate"),
    path(ARGUMENT + "withdraw/", views.withdraw, name="withdraw_argument"),
    path(ARGUMENT + "merge/", views.merge, name="merge_argument"),
]
