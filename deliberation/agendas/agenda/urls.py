from django.urls import path

from deliberation.agendas.agenda import views

urlpatterns = [
    path("", views.agendas, name="agendas"),
    path("<int:pk>/", views.agenda, name="agenda"),
]
