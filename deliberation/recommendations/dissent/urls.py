from django.urls import path

from deliberation.recommendations.dissent import views

RECOMMENDATION = "<slug:slug>/recommendations/<int:pk>/"
ONE = RECOMMENDATION + "dissents/<int:dissent>/"
urlpatterns = [
    path(RECOMMENDATION + "dissents/new/", views.write, name="dissent"),
    path(ONE + "sign/", views.sign, name="sign_dissent"),
    path(ONE + "leave/", views.leave, name="leave_dissent"),
]
