from django.urls import path

from deliberation.reports.approval import views as approval
from deliberation.reports.editor import views as editor
from deliberation.reports.exporting import views as exporting

app_name = "reports"
urlpatterns = [
    path("<slug:slug>/reports/", exporting.reports, name="list"),
    path("<slug:slug>/reports/<int:pk>/", exporting.status, name="status"),
    path("<slug:slug>/reports/<int:pk>/cancel/", exporting.cancel, name="cancel"),
    path("<slug:slug>/reports/<int:pk>/again/", exporting.again, name="again"),
    path("<slug:slug>/reports/<int:pk>/file/", exporting.download, name="download"),
    path("<slug:slug>/reports/approval/", approval.approval, name="approval"),
    path("<slug:slug>/reports/approval/register/", approval.register, name="register"),
    path("<slug:slug>/reports/<slug:shape>/", editor.report, name="editor"),
    path("<slug:slug>/reports/<slug:shape>/preview/", editor.preview, name="preview"),
    path("<slug:slug>/reports/<slug:shape>/begin/", editor.begin, name="begin"),
    path("<slug:slug>/reports/<slug:shape>/add/", editor.add, name="add"),
    path("<slug:slug>/reports/<slug:shape>/decide/", editor.decide, name="decide"),
    path("<slug:slug>/reports/<slug:shape>/<slug:step>/", editor.take, name="take"),
    path("<slug:slug>/reports/<slug:shape>/sections/<int:pk>/", editor.section, name="section"),
    path("<slug:slug>/reports/<slug:shape>/sections/<int:pk>/move/", editor.move, name="move"),
    path("<slug:slug>/reports/<slug:shape>/sections/<int:pk>/sign/", editor.sign, name="sign"),
    path("<slug:slug>/reports/<slug:shape>/sections/<int:pk>/delete/", editor.delete, name="delete"),
]
