from django.urls import path

from deliberation.reports import views

app_name = "reports"
urlpatterns = [
    path("<slug:slug>/reports/", views.reports, name="list"),
    path("<slug:slug>/reports/<int:pk>/", views.status, name="status"),
    path("<slug:slug>/reports/<int:pk>/file/", views.download, name="download"),
]
