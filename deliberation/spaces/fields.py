"""The form fields for what people write, for the files they attach and for days."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import ngettext

from deliberation.algorithms.text import normalise
from deliberation.ledger.actions import Refused
from deliberation.spaces.sniffing import KINDS, MOST_BYTES, clean_name, kind_of, listed_kinds


class PlainText(forms.CharField):
    """Plain text in NFC without control and bidi-override characters; the limit counts characters as people do.

    A browser posts a line end as two characters and Hangul perhaps as three: both are one before they are counted.
    There is no ``maxlength`` in the page, since a browser would cut a pasted text without a word.
    """

    def __init__(self, *, limit: int, lines: int = 1, **options):
        if lines > 1:
            options.setdefault("widget", forms.Textarea(attrs={"rows": lines}))
        super().__init__(**options)
        self.limit = self.max_length = limit  # set after the widget was made; the page's counter reads it
        self.one_line = lines == 1

    def to_python(self, value):
        text = normalise(str(value or ""))
        return " ".join(text.split()) if self.one_line else text.strip()

    def validate(self, value):
        super().validate(value)
        if len(value) > self.limit:
            message = ngettext(
                "Please shorten this text by %(excess)d character: it has %(length)d, at most %(limit)d are possible.",
                "Please shorten this text by %(excess)d characters: it has %(length)d, at most %(limit)d are possible.",
                len(value) - self.limit,
            )
            numbers = {"excess": len(value) - self.limit, "length": len(value), "limit": self.max_length}
            raise ValidationError(message % numbers, code="too_long")


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class Files(forms.FileField):
    """Any number of files up to ``most``, each checked as :func:`attach` does; the page says the limits beforehand.

    The cleaned value is a list, to be attached one by one in the action.
    """

    widget = FilesInput

    def __init__(self, *, most: int = 10, **options):
        options.setdefault("help_text", lazy(_limits, str)(most))
        self.most = most  # before the widget is made, which reads it
        super().__init__(**options)

    def widget_attrs(self, widget) -> dict[str, Any]:
        kinds = ",".join(f".{extension}" for extension in KINDS)
        return super().widget_attrs(widget) | {"accept": kinds, "multiple": self.most > 1}

    def clean(self, data, initial=None) -> list:
        uploads = [super(Files, self).clean(upload, initial) for upload in data or []]
        if self.required and not uploads:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(uploads) > self.most:
            raise ValidationError(_too_many(self.most), code="too_many")
        faults = []
        for upload in uploads:
            try:
                kind_of(clean_name(upload.name), upload, upload.size)
            except Refused as error:
                faults.append(str(error))
        if faults:
            raise ValidationError(faults)
        return uploads


def _limits(most: int) -> str:
    numbers = {"most": most, "limit": MOST_BYTES // 1024 // 1024, "kinds": listed_kinds()}
    text = ngettext(
        "%(most)d file of at most %(limit)d MB: %(kinds)s.",
        "Up to %(most)d files of at most %(limit)d MB each: %(kinds)s.",
        most,
    )
    return text % numbers


def _too_many(most: int) -> str:
    return ngettext("Please choose one file.", "Please choose at most %(most)d files.", most) % {"most": most}


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self):
        super().__init__(format="%Y-%m-%d")
