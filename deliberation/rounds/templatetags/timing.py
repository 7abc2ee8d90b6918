"""Moments for scripts, and hours for readers."""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.formats import time_format

register = template.Library()


@register.filter
def in_ms(value: datetime) -> int:
    return round(value.timestamp() * 1000)


@register.filter
def hour(value: datetime) -> str:
    return time_format(timezone.localtime(value).time(), "H:i")
