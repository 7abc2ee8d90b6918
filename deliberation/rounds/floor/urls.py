from django.urls import path

from deliberation.rounds.floor import note_views, views

MEETING = "<slug:slug>/meetings/<int:pk>/"
urlpatterns = [
    # Where it is served gives the worker its reach: the pages of meetings that ask for it.
    path("offline.js", views.worker, name="worker"),
    path(MEETING + "console/", views.console, name="console"),
    path(MEETING + "hall/", views.hall, name="hall"),
    path(MEETING + "hall/<int:venue_pk>/", views.hall, name="hall_of_venue"),
    path(MEETING + "now/", views.floor, name="floor"),
    path(MEETING + "live/<slug:screen>/", views.poll, name="poll"),
    path(MEETING + "act/", views.act, name="act"),
    path(MEETING + "hand/", views.hand, name="hand"),
    path(MEETING + "notes/", note_views.notes, name="notes"),
    path(MEETING + "notes/<int:note_pk>/", note_views.note, name="note"),
    path(MEETING + "notes/<int:note_pk>/file/", note_views.file, name="file_note"),
    path(MEETING + "notes/<int:note_pk>/make/", note_views.make, name="make"),
    path(MEETING + "captions/", note_views.captions, name="captions"),
    path(MEETING + "paper/", note_views.papers, name="papers"),
    path(MEETING + "paper/<int:item_pk>/<slug:sheet>/", note_views.sheet, name="sheet"),
    path(MEETING + "minutes/", note_views.minutes, name="minutes"),
]
