"""The entry of worker and beat: ``celery -A config.worker worker``, ``celery -A config.worker beat``."""

from config import services
from config.celery import app

__all__ = ["app"]

services.prepare()
