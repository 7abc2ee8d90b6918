from django.urls import path

from deliberation.recommendations.groups import views

STAGE = "<slug:slug>/stages/<int:pk>/groups/"
urlpatterns = [
    path(STAGE, views.groups, name="groups"),
    path(STAGE + "form/", views.form, name="form_groups"),
    path(STAGE + "place/", views.place, name="place_member"),
]
