from django.urls import path, register_converter

from deliberation.accounts import views
from deliberation.accounts.models import Consent


class PurposeConverter:
    regex = "|".join(Consent.Purpose.values)

    def to_python(self, value: str) -> Consent.Purpose:
        return Consent.Purpose(value)

    def to_url(self, value: str) -> str:
        return str(value)


register_converter(PurposeConverter, "purpose")

app_name = "accounts"
urlpatterns = [
    path("welcome/", views.welcome, name="welcome"),
    path("letter/", views.letter, name="letter"),
    path("settings/", views.own_settings, name="settings"),
    path("settings/consents/<purpose:purpose>/", views.change_consent, name="consent"),
    path("settings/erase/", views.erase, name="erase"),
]
