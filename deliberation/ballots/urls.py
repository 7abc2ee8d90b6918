from django.urls import path

from deliberation.ballots import views

app_name = "ballots"
BALLOT = "<slug:slug>/stages/<int:pk>/ballot/"
urlpatterns = [
    path(BALLOT, views.vote, name="vote"),
    path(BALLOT + "review/", views.review, name="review"),
    path(BALLOT + "receipt/", views.receipt, name="receipt"),
    path(BALLOT + "result/", views.result, name="result"),
    path(BALLOT + "result/<slug:name>.csv", views.published, name="published"),
    path(BALLOT + "manage/", views.manage, name="manage"),
    path(BALLOT + "announce/", views.announce, name="announce"),
]
