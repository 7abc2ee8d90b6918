from django.urls import path

from deliberation.rounds.mediation import views

CAUCUS = "<slug:slug>/meetings/<int:pk>/caucus/"
urlpatterns = [
    path(CAUCUS, views.caucus, name="caucus"),
    path(CAUCUS + "<int:note_pk>/take-back/", views.take_back, name="take_back_caucus_note"),
]
