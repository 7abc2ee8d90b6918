from django.urls import path

from deliberation.opinions.maps import views
from deliberation.opinions.pages import ROUND

urlpatterns = [
    path(ROUND + "map/", views.opinion_map, name="map"),
    path(ROUND + "map.svg", views.map_picture, name="map_picture"),
]
