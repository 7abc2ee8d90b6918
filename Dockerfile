# One image for web, worker and beat; what runs is the command. All state lives in PostgreSQL, Redis and VAR_DIR.
FROM python:3.12-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 \
    DEBUG=0 VAR_DIR=/var/lib/deliberation

WORKDIR /app
COPY requirements.txt .
# Embedded services and test tools, which follow that comment to the end of the file, stay out.
RUN sed '/^# Embedded services/,$d' requirements.txt > /tmp/requirements.txt \
    && pip install --requirement /tmp/requirements.txt \
    && rm /tmp/requirements.txt

COPY . .
RUN SECRET_KEY=unused-while-building python manage.py collectstatic --no-input --verbosity 0 \
    && python -m compileall -q config deliberation \
    && useradd --system --no-create-home deliberation \
    && install --directory --owner deliberation --mode 0700 "$VAR_DIR"

USER deliberation
VOLUME $VAR_DIR
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--blocking-threads", "4", "config.wsgi:application"]
