from django.urls import path

from deliberation.accounts import demo_views

app_name = "demo"
urlpatterns = [
    path("mails/", demo_views.mails, name="mails"),
    path("enter/<slug:slug>/", demo_views.enter, name="enter"),
]
