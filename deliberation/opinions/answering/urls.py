from django.urls import path

from deliberation.opinions.answering import views
from deliberation.opinions.pages import ROUND

urlpatterns = [
    path(ROUND, views.answer, name="answer"),
    path(ROUND + "join/", views.join, name="join"),
]
