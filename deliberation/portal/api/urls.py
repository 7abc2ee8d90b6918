from django.urls import path

from deliberation.portal.api import views
from deliberation.portal.api.registry import RESOURCES

app_name = "api"
urlpatterns = [
    path("", views.explained, name="explained"),
    path("v1/openapi.json", views.openapi, name="openapi"),
]
for name, resource in RESOURCES.items():
    urlpatterns.append(path(f"v1/{name}", views.listing, {"name": name}, name=name))
    if resource.key:
        key = "<slug:key>" if resource.by_name else "<int:key>"
        urlpatterns.append(path(f"v1/{name}/{key}", views.one, {"name": name}))
urlpatterns.append(path("v1/<path:rest>", views.nothing))
urlpatterns.append(path("v1/", views.nothing))
