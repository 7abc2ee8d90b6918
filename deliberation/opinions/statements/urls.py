from django.urls import path

from deliberation.opinions.pages import ROUND
from deliberation.opinions.statements import views

urlpatterns = [
    path(ROUND + "put/", views.put, name="put"),
    path(ROUND + "statements/", views.statements, name="statements"),
    path(ROUND + "statements/<int:statement_pk>/", views.statement, name="statement"),
]
