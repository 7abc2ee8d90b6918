from django.urls import path

from deliberation.ballots.pages import BALLOT
from deliberation.ballots.preparing import views

urlpatterns = [
    path(BALLOT + "questions/", views.questions, name="questions"),
    path(BALLOT + "questions/new/", views.new, name="new_question"),
    path(BALLOT + "questions/<int:question>/", views.edit, name="edit_question"),
    path(BALLOT + "questions/<int:question>/remove/", views.remove, name="remove_question"),
    path(BALLOT + "questions/<int:question>/up/", views.move_up, name="raise_question"),
]
