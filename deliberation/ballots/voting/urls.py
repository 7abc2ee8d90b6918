from django.urls import path

from deliberation.ballots.pages import BALLOT
from deliberation.ballots.voting import views

urlpatterns = [
    path(BALLOT, views.vote, name="vote"),
    path(BALLOT + "review/", views.review, name="review"),
    path(BALLOT + "receipt/", views.receipt, name="receipt"),
]
