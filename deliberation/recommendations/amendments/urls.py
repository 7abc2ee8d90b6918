from django.urls import path

from deliberation.recommendations.amendments import views

AMENDMENTS = "<slug:slug>/recommendations/<int:pk>/amendments/"
ONE = AMENDMENTS + "<int:amendment>/"
urlpatterns = [
    path(AMENDMENTS, views.amendments, name="amendments"),
    path(AMENDMENTS + "new/<slug:act>/", views.propose, name="propose"),
    path(ONE, views.amendment, name="amendment"),
    path(ONE + "support/", views.support, name="support_amendment"),
    path(ONE + "coauthor/", views.answer_invitation, name="coauthor"),
    path(ONE + "withdraw/", views.withdraw, name="withdraw_amendment"),
    path(ONE + "take/", views.take, name="take_amendment"),
    path(ONE + "refuse/", views.refuse, name="refuse_amendment"),
    path(ONE + "merge/", views.merge, name="merge_amendment"),
]
