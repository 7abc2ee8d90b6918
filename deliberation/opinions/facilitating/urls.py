from django.urls import path

from deliberation.opinions.facilitating import views
from deliberation.opinions.pages import ROUND

urlpatterns = [
    path(ROUND + "statements/<int:statement_pk>/decide/", views.decide, name="decide"),
    path(ROUND + "statements/<int:statement_pk>/merge/", views.merge, name="merge"),
    path(ROUND + "overview/", views.overview, name="overview"),
    path(ROUND + "moderate/", views.moderate, name="moderate"),
]
