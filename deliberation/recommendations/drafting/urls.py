from django.urls import path

from deliberation.recommendations.drafting import views

STAGE = "<slug:slug>/stages/<int:pk>/"
RECOMMENDATION = "<slug:slug>/recommendations/<int:pk>/"
urlpatterns = [
    path("<slug:slug>/recommendations/", views.listing, name="list"),
    path(RECOMMENDATION, views.detail, name="detail"),
    path(RECOMMENDATION + "edit/", views.edit, name="edit"),
    path(RECOMMENDATION + "move/", views.move, name="move"),
    path(RECOMMENDATION + "withdraw/", views.withdraw, name="withdraw"),
    path(STAGE + "drafting/", views.draft, name="draft"),
    path(STAGE + "drafting/new/", views.new, name="new"),
]
