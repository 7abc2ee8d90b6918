from django.urls import path

from deliberation.conflicts.analysis import views

ANALYSIS = "<int:pk>/analysis/<int:n>/"

urlpatterns = [
    path("<int:pk>/analysis/", views.newest, name="analysis"),
    path("<int:pk>/analysis/begin/", views.begin, name="begin_analysis"),
    path(ANALYSIS, views.version, name="analysis_version"),
    path(ANALYSIS + "analysis.pdf", views.printed, name="analysis_pdf"),
    path(ANALYSIS + "issue/", views.issue, name="issue_analysis"),
    path(ANALYSIS + "parts/<int:kind>/", views.write, name="write_part"),
    path(ANALYSIS + "parts/<int:kind>/readers/", views.open_part, name="open_part"),
]
