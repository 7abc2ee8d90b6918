from django.urls import path

from deliberation.recommendations import committee, views

app_name = "recommendations"
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
    path(STAGE + "adoption/", committee.adoption, name="adoption"),
    path(STAGE + "adoption/receive/", committee.receive, name="receive"),
    path(STAGE + "adoption/decide/", committee.decide, name="decide"),
    path(STAGE + "adoption/sign/", committee.sign, name="sign"),
    path(STAGE + "adoption/deliver/", committee.deliver, name="deliver"),
]
