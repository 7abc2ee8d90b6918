from django.urls import path

from deliberation.ballots.checking import views
from deliberation.ballots.pages import BALLOT

urlpatterns = [
    path(BALLOT + "result/", views.result, name="result"),
    path(BALLOT + "result/<slug:name>.csv", views.published, name="published"),
    path(BALLOT + "result/check.zip", views.check_bundle, name="check_bundle"),
    path(BALLOT + "manage/", views.manage, name="manage"),
    path(BALLOT + "announce/", views.announce, name="announce"),
]
