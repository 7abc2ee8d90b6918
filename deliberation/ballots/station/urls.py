from django.urls import path

from deliberation.ballots.pages import BALLOT
from deliberation.ballots.station import counting_views, views

urlpatterns = [
    path(BALLOT + "station/", views.station, name="station"),
    path(BALLOT + "station/serve/", views.serve, name="serve"),
    path(BALLOT + "station/form/", views.paper_form, name="paper_form"),
    path(BALLOT + "booth/", views.booth, name="booth"),
    path(BALLOT + "booth/<slug:name>/", views.booth, name="enter_booth"),
    path(BALLOT + "papers/", counting_views.papers, name="papers"),
    path(BALLOT + "papers/<slug:act>/", counting_views.do, name="do_with_papers"),
]
