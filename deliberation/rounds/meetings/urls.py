from django.urls import path

from deliberation.rounds.meetings import attendance_views, table_views, views

MEETING = "<slug:slug>/meetings/<int:pk>/"
urlpatterns = [
    path("me/calendar/", attendance_views.calendar, name="calendar"),
    path("me/calendar/<str:token>.ics", attendance_views.calendar_of_person, name="person_calendar"),
    path("check-in/<str:token>/", attendance_views.check_in, name="check_in"),
    path("<slug:slug>/calendar.ics", attendance_views.calendar_of_process, name="process_calendar"),
    path("<slug:slug>/stages/<int:pk>/meetings/", views.meetings, name="meetings"),
    path("<slug:slug>/stages/<int:pk>/meetings/new/", views.plan, name="plan"),
    path(MEETING, views.meeting, name="meeting"),
    path(MEETING + "edit/", views.change, name="change"),
    path(MEETING + "programme/", views.programme, name="programme"),
    path(MEETING + "venues/", views.venues, name="venues"),
    path(MEETING + "open/", views.open_now, name="open"),
    path(MEETING + "end/", views.end_now, name="end"),
    path(MEETING + "cancel/", views.cancel, name="cancel"),
    path(MEETING + "attendance/", attendance_views.attendance, name="attendance"),
    path(MEETING + "attendance/names/", attendance_views.names, name="names"),
    path(MEETING + "attendance/<int:seat_pk>/", attendance_views.tick, name="tick"),
    path(MEETING + "door/", attendance_views.door, name="door"),
    path(MEETING + "door/renew/", attendance_views.renew_door, name="renew_door"),
    path(MEETING + "tables/", table_views.tables, name="tables"),
    path(MEETING + "tables/assign/", table_views.assign, name="assign"),
    path(MEETING + "tables/publish/", table_views.publish, name="publish_tables"),
    path(MEETING + "tables/balance/", table_views.rebalance, name="rebalance"),
    path(MEETING + "tables/move/", table_views.move, name="move_person"),
    path(MEETING + "tables/arrange/", table_views.arrange, name="arrange_tables"),
    path(MEETING + "captioner/", table_views.captioner, name="captioner"),
    path(MEETING + "tables/ties/", table_views.tie, name="tie"),
    path(MEETING + "tables/ties/<int:tie_pk>/remove/", table_views.untie, name="untie"),
    path(MEETING + "hall-pack/", table_views.hall_pack, name="hall_pack"),
]
