from django.urls import path

from deliberation.ballots.complaints import views
from deliberation.ballots.pages import BALLOT

urlpatterns = [
    path(BALLOT + "complain/", views.complain, name="complain"),
    path(BALLOT + "complaints/<int:number>/", views.answer, name="answer_complaint"),
]
