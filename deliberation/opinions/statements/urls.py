from django.urls import path

from deliberation.opinions.pages import ROUND
from deliberation.opinions.statements import views

STATEMENT = ROUND + "statements/<int:statement_pk>/"

urlpatterns = [
    path(ROUND + "put/", views.put, name="put"),
    path(ROUND + "statements/", views.statements, name="statements"),
    path(ROUND + "statements/advice/", views.advice, name="advice"),
    path(STATEMENT, views.statement, name="statement"),
    path(STATEMENT + "edit/", views.edit, name="edit"),
    path(STATEMENT + "reply/", views.reply, name="reply"),
    path(STATEMENT + "translate/", views.translate, name="translate"),
]
