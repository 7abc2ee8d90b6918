from django.urls import path

from deliberation.agendas.bodies import assisting_views
from deliberation.agendas.bodies import views as bodies_views

app_name = "bodies"
STEERING, MANDATE = "<int:pk>/bodies/steering/", "<int:pk>/bodies/mandates/<int:mandate>/"
urlpatterns = [
    path("<int:pk>/bodies/", bodies_views.everybody, name="all"),
    path("<int:pk>/bodies/record/", bodies_views.record, name="record"),
    path("<int:pk>/bodies/record.json", bodies_views.record_file, name="record_file"),
    path("<int:pk>/bodies/enter/", bodies_views.enter, name="enter"),
    path(STEERING + "open/", bodies_views.open_nominations, name="open_nominations"),
    path(STEERING + "nominations/", bodies_views.nominations, name="nominations"),
    path(STEERING + "nominations/new/", bodies_views.nominate, name="nominate"),
    path(STEERING + "nominations/<int:nomination>/", bodies_views.nomination, name="nomination"),
    path(STEERING + "appoint/", bodies_views.appoint_members, name="appoint_members"),
    path(STEERING + "chair/", bodies_views.elect_chair, name="elect_chair"),
    path(STEERING + "report/", bodies_views.hand_in_report, name="hand_in_report"),
    path(STEERING + "members/<int:seat>/dismiss/", bodies_views.dismiss_member, name="dismiss_member"),
    path(STEERING + "members/<int:seat>/resign/", bodies_views.resign, name="resign"),
    path("<int:pk>/bodies/mandates/propose/<slug:kind>/", assisting_views.propose, name="propose_mandate"),
    path(MANDATE + "decide/", assisting_views.decide, name="decide_mandate"),
    path(MANDATE + "people/", assisting_views.people, name="people"),
    path(MANDATE + "people/<int:membership>/remove/", assisting_views.remove, name="remove"),
    path(MANDATE + "end/", assisting_views.end, name="end_mandate"),
    path("<int:pk>/bodies/papers/new/", assisting_views.hand_in, name="hand_in_paper"),
    path("<int:pk>/bodies/papers/<int:paper>/readers/", assisting_views.set_readers, name="set_readers"),
]
