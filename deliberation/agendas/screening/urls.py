from django.urls import path

from deliberation.agendas.screening import views

urlpatterns = [
    path("screening/", views.board, name="screening"),
    path("screening/enter/", views.enter, name="enter"),
    path("screening/new/", views.choose, name="choose"),
    path("<int:pk>/confer/", views.confer, name="confer"),
    path("<int:pk>/confer/assign/", views.assign, name="assign"),
    path("<int:pk>/confer/marks/", views.mark, name="mark"),
    path("<int:pk>/confer/remarks/", views.remark, name="remark"),
    path("<int:pk>/confer/remarks/<int:remark>/remove/", views.take_back_remark, name="take_back_remark"),
    path("<int:pk>/confer/step-aside/", views.step_aside, name="step_aside"),
    path("<int:pk>/screen/", views.screen, name="screen"),
    path("<int:pk>/lift/", views.lift, name="lift"),
]
