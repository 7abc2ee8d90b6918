from django.urls import path

from deliberation.recommendations.adoption import views

STAGE = "<slug:slug>/stages/<int:pk>/adoption/"
urlpatterns = [
    path(STAGE, views.adoption, name="adoption"),
    path(STAGE + "receive/", views.receive, name="receive"),
    path(STAGE + "decide/", views.decide, name="decide"),
    path(STAGE + "sign/", views.sign, name="sign"),
    path(STAGE + "deliver/", views.deliver, name="deliver"),
]
