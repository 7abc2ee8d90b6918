from django.urls import path

from deliberation.recommendations.agreement import views

STAGE = "<slug:slug>/stages/<int:pk>/agreement/"
urlpatterns = [
    path(STAGE, views.agreement, name="agreement"),
    path(STAGE + "begin/", views.begin, name="begin_agreement"),
    path(STAGE + "close/", views.close, name="close_agreement"),
]
