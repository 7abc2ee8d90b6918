from django.urls import path

from deliberation.opinions.maps import views
from deliberation.opinions.pages import ROUND

urlpatterns = [
    path(ROUND + "map/", views.opinion_map, name="map"),
    path(ROUND + "map.zip", views.map_file, name="map_file"),
    path(ROUND + "map/names/", views.name_group, name="name_group"),
    path("<slug:slug>/stages/<int:pk>/live/map/", views.map_part, name="map_part"),
]
