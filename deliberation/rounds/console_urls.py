from django.urls import path

from deliberation.rounds import console_views, note_views

MEETING = "<slug:slug>/meetings/<int:pk>/"
urlpatterns = [
    path(MEETING + "console/", console_views.console, name="console"),
    path(MEETING + "hall/", console_views.hall, name="hall"),
    path(MEETING + "now/", console_views.floor, name="floor"),
    path(MEETING + "live/<slug:screen>/", console_views.poll, name="poll"),
    path(MEETING + "act/", console_views.act, name="act"),
    path(MEETING + "hand/", console_views.hand, name="hand"),
    path(MEETING + "notes/", note_views.notes, name="notes"),
    path(MEETING + "notes/<int:note_pk>/", note_views.note, name="note"),
    path(MEETING + "notes/<int:note_pk>/file/", note_views.file, name="file_note"),
    path(MEETING + "notes/<int:note_pk>/make/", note_views.make, name="make"),
    path(MEETING + "captions/", note_views.captions, name="captions"),
    path(MEETING + "paper/", note_views.papers, name="papers"),
    path(MEETING + "paper/<int:item_pk>/", note_views.cards, name="cards"),
    path(MEETING + "minutes/", note_views.minutes, name="minutes"),
]
