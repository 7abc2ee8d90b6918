"""The web server's entry: ``granian --interface wsgi config.wsgi:application``."""

from django.core.wsgi import get_wsgi_application

from config import services

services.prepare()
application = get_wsgi_application()
