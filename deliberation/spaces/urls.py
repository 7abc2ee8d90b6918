from django.urls import path

from deliberation.spaces import agenda_views, sitting_views, views
from deliberation.spaces.disclosure import views as disclosure

app_name = "spaces"
SITTING, POINT = "sittings/<int:pk>/", "sittings/points/<int:pk>/"
urlpatterns = [
    path("moderation/", views.queue, name="queue"),
    path("moderation/<int:pk>/", views.item, name="item"),
    path("files/<int:pk>/", views.file, name="file"),
    path("disclosure/", disclosure.restrictions, name="restrictions"),
    path("disclosure/<int:pk>/", disclosure.review, name="review"),
    path("disclosure/<int:pk>/release/", disclosure.release, name="release"),
    path("sittings/", sitting_views.all_sittings, name="sittings"),
    path("sittings/new/", sitting_views.call, name="call"),
    path("sittings/decisions/", sitting_views.decisions, name="decisions"),
    path(SITTING, sitting_views.sitting, name="sitting"),
    path(SITTING + "conduct/", sitting_views.conduct, name="conduct"),
    path(SITTING + "move/", sitting_views.move, name="move"),
    path(SITTING + "cancel/", sitting_views.cancel, name="cancel"),
    path(SITTING + "attendance/", sitting_views.attendance, name="attendance"),
    path(SITTING + "points/", agenda_views.add_point, name="add_point"),
    path(SITTING + "close/", sitting_views.close, name="close"),
    path(SITTING + "minutes/", sitting_views.write, name="write"),
    path(SITTING + "minutes.pdf", sitting_views.minutes, name="minutes"),
    path(SITTING + "approve/", sitting_views.approve, name="approve"),
    path(SITTING + "replies/", sitting_views.replies, name="replies"),
    path(POINT + "shift/", agenda_views.shift, name="shift"),
    path(POINT + "remove/", agenda_views.take_off, name="take_off"),
    path(POINT + "recuse/", agenda_views.recuse, name="recuse"),
    path("sittings/recusals/<int:pk>/back/", agenda_views.take_back, name="take_back_recusal"),
    path(POINT + "remarks/", agenda_views.remark, name="remark"),
    path(POINT + "decide/", agenda_views.decide, name="decide"),
]
