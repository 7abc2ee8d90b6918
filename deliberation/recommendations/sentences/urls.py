from django.urls import path

from deliberation.recommendations.sentences import views

RECOMMENDATION = "<slug:slug>/recommendations/<int:pk>/"
urlpatterns = [path(RECOMMENDATION + "sentences/<int:sentence>/", views.grounds, name="grounds")]
