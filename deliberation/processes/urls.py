from django.urls import path

from deliberation.processes import managing, views

app_name = "processes"
urlpatterns = [
    path("", views.listing, name="list"),
    path("new/", managing.new, name="new"),
    path("<slug:slug>/", views.detail, name="detail"),
    path("<slug:slug>/materials/", views.materials, name="materials"),
    path("<slug:slug>/charter/", views.charter, name="charter"),
    path("<slug:slug>/charter/<int:version>/amend/", managing.amend_charter, name="amend_charter"),
    path("<slug:slug>/charter/<int:version>/endorse/", managing.endorse, name="endorse"),
    path("<slug:slug>/charter/<int:version>/freeze/", managing.freeze_charter, name="freeze_charter"),
    path("<slug:slug>/people/", managing.people, name="people"),
    path("<slug:slug>/people/appoint/", managing.appoint_person, name="appoint"),
    path("<slug:slug>/people/<int:pk>/dismiss/", managing.dismiss_person, name="dismiss"),
    path("<slug:slug>/record/", views.record, name="record"),
    path("<slug:slug>/record.json", views.record_json, name="record_json"),
    path("<slug:slug>/stages/<int:pk>/", views.stage, name="stage"),
    path("<slug:slug>/events/<int:pk>/", views.event, name="event"),
    path("<slug:slug>/manage/", managing.manage, name="manage"),
    path("<slug:slug>/manage/convene/", managing.convene, name="convene"),
    path("<slug:slug>/manage/give-up/", managing.give_up, name="give_up"),
    path("<slug:slug>/manage/suspend/", managing.suspend, name="suspend"),
    path("<slug:slug>/manage/resume/", managing.resume, name="resume"),
    path("<slug:slug>/manage/conclude/", managing.conclude, name="conclude"),
    path("<slug:slug>/manage/add/", managing.add_stage, name="add_stage"),
    path("<slug:slug>/manage/<int:pk>/edit/", managing.edit_stage, name="edit_stage"),
    path("<slug:slug>/manage/<int:pk>/prepare/", managing.prepare_stage, name="prepare_stage"),
    path("<slug:slug>/manage/<int:pk>/close/", managing.close_stage, name="close_stage"),
    path("<slug:slug>/manage/<int:pk>/end/", managing.end_stage, name="end_stage"),
    path("<slug:slug>/manage/<int:pk>/reschedule/", managing.reschedule, name="reschedule"),
]
