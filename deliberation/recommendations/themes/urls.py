from django.urls import path

from deliberation.recommendations.themes import views

THEME = "<slug:slug>/themes/<int:pk>/"
urlpatterns = [
    path("<slug:slug>/stages/<int:pk>/themes/", views.raise_themes, name="raise_themes"),
    path(THEME, views.theme, name="theme"),
    path(THEME + "opinion/", views.say, name="say_opinion"),
    path(THEME + "give/", views.give, name="give_theme"),
    path(THEME + "hand-over/", views.hand_over, name="hand_over"),
    path(THEME + "drop/", views.drop, name="drop_theme"),
]
