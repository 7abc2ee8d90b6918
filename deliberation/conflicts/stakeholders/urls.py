from django.urls import path

from deliberation.conflicts.stakeholders import views

PARTY = "<int:pk>/parties/<int:party>/"

urlpatterns = [
    path("<int:pk>/parties/", views.parties, name="parties"),
    path("<int:pk>/parties/grid.svg", views.picture, {"name": "grid"}, name="grid"),
    path("<int:pk>/parties/matrix.svg", views.picture, {"name": "matrix"}, name="matrix"),
    path("<int:pk>/parties/new/", views.add, name="add_party"),
    path(PARTY, views.party, name="party"),
    path(PARTY + "drop/", views.drop, name="drop_party"),
    path(PARTY + "issues/", views.stances, name="stances"),
    path(PARTY + "relations/", views.relations, name="relations"),
    path(PARTY + "notes/", views.notes, name="party_notes"),
    path("<int:pk>/issues/new/", views.add_issue, name="add_issue"),
    path("<int:pk>/issues/<int:issue>/", views.issue, name="issue"),
]
