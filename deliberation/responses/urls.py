from django.urls import path

from deliberation.responses import office_views, views

app_name = "responses"
PROCESS = "processes/<slug:slug>/responses/"
ANSWER = PROCESS + "<int:pk>/"
MILESTONE = "processes/<slug:slug>/milestones/<int:pk>/"
CHECK = "processes/<slug:slug>/checks/<int:pk>/"
urlpatterns = [
    path("responses/", views.dashboard, name="list"),
    path("responses/overdue/", views.overdue_list, name="overdue"),
    path(PROCESS, views.of_process, name="process"),
    path(PROCESS + "extend/", office_views.extend, name="extend"),
    path(PROCESS + "publish/", office_views.publish, name="publish"),
    path(ANSWER, views.detail, name="detail"),
    path(ANSWER + "draft/", office_views.draft, name="draft"),
    path(ANSWER + "departments/", office_views.ask, name="ask"),
    path(ANSWER + "departments/<int:opinion>/", office_views.opinion, name="opinion"),
    path(ANSWER + "departments/<int:opinion>/withdraw/", office_views.withdraw, name="withdraw"),
    path(ANSWER + "milestones/", office_views.plan, name="plan"),
    path(MILESTONE, views.milestone, name="milestone"),
    path(MILESTONE + "report/", office_views.report, name="report"),
    path(MILESTONE + "contest/", views.contest, name="contest"),
    path(CHECK, office_views.check, name="check"),
    path(CHECK + "agenda/", office_views.enter_check, name="enter_check"),
]
