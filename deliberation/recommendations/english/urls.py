from django.urls import path

from deliberation.recommendations.english import views

urlpatterns = [path("<slug:slug>/recommendations/<int:pk>/english/", views.translate, name="translate")]
