"""Text messages. A city brings its own sender: a class with ``send``, named by the setting SMS_SENDER."""

import json
import uuid
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string


class Sender(Protocol):
    def send(self, number: str, text: str) -> None:
        """Hand one message for an E.164 number over to the carrier. Raises OSError when that failed."""


class FileSender:
    """In development and demo: one file a message, which the demo's mail page reads."""

    def send(self, number: str, text: str) -> None:
        folder = Path(settings.SMS_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True)
        now = timezone.localtime()
        message = {"to": number, "text": text, "at": now.isoformat()}
        name = f"{now:%Y%m%d-%H%M%S}-{uuid.uuid4().hex}.json"
        (folder / name).write_text(json.dumps(message, ensure_ascii=False), encoding="utf-8")


def available() -> bool:
    return bool(settings.SMS_SENDER)


def send(number: str, text: str) -> None:
    import_string(settings.SMS_SENDER)().send(number, text)
