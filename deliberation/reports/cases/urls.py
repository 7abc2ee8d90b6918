from django.urls import path

from deliberation.reports.cases import views
from deliberation.reports.exporting import views as exporting

app_name = "cases"
urlpatterns = [
    path("processes/<slug:slug>/case/", views.case, name="process"),
    path("processes/<slug:slug>/case/bundle/", views.bundle, name="process_bundle"),
    path("processes/<slug:slug>/case/handover/", views.hand_over, name="process_handover"),
    path("conflicts/<int:pk>/case/", views.case, name="conflict"),
    path("conflicts/<int:pk>/case/bundle/", views.bundle, name="conflict_bundle"),
    path("conflicts/<int:pk>/case/handover/", views.hand_over, name="conflict_handover"),
    path("cases/<int:pk>/", exporting.status, name="export"),
    path("cases/<int:pk>/cancel/", exporting.cancel, name="cancel"),
    path("cases/<int:pk>/again/", exporting.again, name="again"),
    path("cases/<int:pk>/file/", exporting.download, name="download"),
]
