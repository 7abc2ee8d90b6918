from django.urls import path

from deliberation.agendas.proposals import views, writing_views

urlpatterns = [
    path("", views.listing, name="list"),
    path("new/", writing_views.write, name="new"),
    path("similar/", views.similar, name="similar"),
    path("<int:pk>/", views.detail, name="detail"),
    path("join/<str:token>/", writing_views.join, name="join"),
    path("<int:pk>/edit/", writing_views.write, name="edit"),
    path("<int:pk>/edit/people/", writing_views.people, name="people"),
    path("<int:pk>/edit/people/<int:person>/remove/", writing_views.remove_person, name="remove_person"),
    path("<int:pk>/edit/files/<int:file>/remove/", writing_views.remove_file, name="remove_file"),
    path("<int:pk>/edit/<slug:step>/", writing_views.write, name="edit_step"),
    path("<int:pk>/edit/<slug:step>/autosave/", writing_views.autosave, name="autosave"),
    path("<int:pk>/leave/", writing_views.leave, name="leave"),
    path("<int:pk>/preview/", writing_views.preview, name="preview"),
    path("<int:pk>/publish/", views.publish, name="publish"),
    path("<int:pk>/discard/", views.discard, name="discard"),
    path("<int:pk>/reword/", views.reword, name="reword"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("<int:pk>/cosign/", views.cosign, name="cosign"),
    path("<int:pk>/take-back/", views.take_back, name="take_back"),
    path("<int:pk>/merge/", views.merge, name="merge"),
    path("<int:pk>/poster/", views.poster, name="poster"),
    path("<int:pk>/qr.svg", views.qr_code, name="qr"),
    path("<int:pk>/signatures/", views.signatures, name="signatures"),
    path("<int:pk>/signatures.json", views.signature_file, name="signature_file"),
    path("<int:pk>/signatures.pdf", views.signature_pdf, name="signature_pdf"),
    path("<int:pk>/signatures/names/", views.signature_names, name="signature_names"),
]
