from django.urls import path

from deliberation.agendas.paper import views

urlpatterns = [
    path("<int:pk>/paper/", views.lists, name="paper_lists"),
    path("<int:pk>/counter/", views.counter, name="counter"),
    path("paper/<int:pk>/", views.paper, name="paper"),
    path("paper/<int:pk>/upload/", views.upload, name="paper_upload"),
    path("paper/<int:pk>/finish/", views.finish, name="paper_finish"),
    path("paper/<int:pk>/witness/", views.witness, name="paper_witness"),
    path("paper/<int:pk>/settle/", views.settle, name="paper_settle"),
    path("paper/<int:pk>/discard/", views.discard, name="paper_discard"),
    path("paper/<int:pk>/lines/<int:n>/remove/", views.remove, name="paper_remove"),
]
