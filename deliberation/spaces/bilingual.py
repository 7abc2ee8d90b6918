"""Official texts in two languages."""

from typing import Any, TypeVar

from django.conf import settings
from django.db.models import Case, F, Q, When
from django.utils import translation
from django.utils.translation import get_language

from deliberation.documents.blocks import Language

Text = TypeVar("Text", bound=str)


def in_language(text: Text, text_en: Text) -> Text:
    """An official text in the reader's language; Korean stands in where there is no English."""
    return text_en if text_en and (get_language() or "").startswith("en") else text


def column_in_language(name: str) -> F | Case:
    """The same of a column and its English twin, within a query."""
    if not (get_language() or "").startswith("en"):
        return F(name)
    return Case(When(~Q(**{f"{name}_en": ""}), then=F(f"{name}_en")), default=F(name))


def printed_language() -> Language:
    """In which a document is printed for its reader."""
    return "en" if (get_language() or "").startswith("en") else "ko"


def city_words(text: str, **names: Any) -> str:
    """What stands in the city's papers is written in the city's language, whoever records it."""
    with translation.override(settings.LANGUAGE_CODE):
        return translation.gettext(text) % names
