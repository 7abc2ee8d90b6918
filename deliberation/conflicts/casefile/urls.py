from django.urls import path

from deliberation.conflicts.casefile import managing_views, views

urlpatterns = [
    path("", views.listing, name="list"),
    path("new/", managing_views.file, name="new"),
    path("years/", views.years, name="years"),
    path("years/<int:year>/", views.year, name="year"),
    path("years/<int:year>/list.csv", views.year_csv, name="year_csv"),
    path("years/<int:year>/list.xlsx", views.year_excel, name="year_excel"),
    path("years/<int:year>/list.pdf", views.year_pdf, name="year_pdf"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/record/", views.record, name="record"),
    path("<int:pk>/edit/", managing_views.edit, name="edit"),
    path("<int:pk>/events/new/", managing_views.enter_event, name="enter_event"),
    path("<int:pk>/events/<int:event>/", managing_views.correct_event, name="correct_event"),
    path("<int:pk>/files/new/", managing_views.attach, name="attach"),
    path("<int:pk>/files/<int:file>/readers/", managing_views.confine, name="confine"),
    path("<int:pk>/alert/", managing_views.alert, name="alert"),
    path("<int:pk>/experts/", managing_views.experts, name="experts"),
    path("<int:pk>/experts/<int:membership>/dismiss/", managing_views.dismiss_expert, name="dismiss_expert"),
]
