"""One settings file, fed by the environment alone; it starts nothing (``config.services`` does)."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from celery.schedules import crontab
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent


def env_bool(name: str, default: bool = False) -> bool:
    return os.environ.get(name, str(default)).lower() in {"1", "true", "yes", "on"}


def env_list(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def env_names(name: str, default: str) -> dict[str, str]:
    """Names, each with its English one or none: ``중구=Jung-gu,동구``."""
    pairs = (part.partition("=") for part in env_list(name, default))
    return {korean.strip(): english.strip() for korean, _equals, english in pairs}


def well_formed(name: str, url: str, schemes: set[str], example: str) -> SplitResult:
    """The parts of an address; one that cannot be read is refused without repeating it, since it holds a password."""
    try:
        parts = urlsplit(url)
        if parts.scheme in schemes and parts.port != 0 and (parts.path.strip("/") or name != "DATABASE_URL"):
            return parts
    except ValueError:  # of the port
        pass
    raise ImproperlyConfigured(f"{name} is not understood. It reads like {example}")


def database(url: str) -> dict:
    """``postgres://user:password@host:port/name``; a Unix socket's folder goes into ``?host=``."""
    parts = well_formed("DATABASE_URL", url, {"postgres", "postgresql"}, "postgres://user:password@host:5432/name")
    options = {key: values[0] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5, **options},
    }


def object_storage(url: str) -> dict:
    """``s3://key:secret@host/bucket?region=…``, S3-compatible; ``http=1``: without TLS, in one's own network."""
    parts = well_formed("STORAGE_URL", url, {"s3"}, "s3://key:secret@host/bucket?region=ap-northeast-2")
    given = {key: values[0] for key, values in parse_qs(parts.query).items()}
    port = f":{parts.port}" if parts.port else ""
    return {
        "BACKEND": "config.objects.ObjectStorage",
        "OPTIONS": {
            "access_key": unquote(parts.username or ""),
            "secret_key": unquote(parts.password or ""),
            "bucket_name": parts.path.strip("/"),
            "endpoint_url": f"{'http' if given.get('http') else 'https'}://{parts.hostname}{port}",
            "region_name": given.get("region", "us-east-1"),
            "default_acl": None,
        },
    }


# What kind of installation this is ------------------------------------------------------------------------------------
DEMO = env_bool("DEMO")
DEBUG = env_bool("DEBUG")
# On somebody's own machine: a known secret, static files as they lie in the checkout, letters as files, plain HTTP. A
# demo is not in debug mode, since its visitors are to meet the pages of errors that citizens meet.
LOCAL = DEBUG or DEMO
SECRET_KEY = os.environ.get("SECRET_KEY") or ("development only, never in production" * 2 if LOCAL else "")
if not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY is not set. Set it to a long random string, or set DEBUG=1 for development.")
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
SITE_URL = os.environ.get("SITE_URL", "http://127.0.0.1:8000")
well_formed("SITE_URL", SITE_URL, {"http", "https"}, "https://host or http://127.0.0.1:8000, with a port up to 65535")
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS", SITE_URL)

districts = env_names(
    "CITY_DISTRICTS",
    "중구=Jung-gu,동구=Dong-gu,미추홀구=Michuhol-gu,연수구=Yeonsu-gu,남동구=Namdong-gu,부평구=Bupyeong-gu,"
    "계양구=Gyeyang-gu,서구=Seo-gu,강화군=Ganghwa-gun,옹진군=Ongjin-gun",
)
CITY: dict[str, Any] = {
    "name": os.environ.get("CITY_NAME", "인천광역시"),
    "name_en": os.environ.get("CITY_NAME_EN", "Incheon Metropolitan City"),
    "department": os.environ.get("CITY_DEPARTMENT", "공론화갈등관리과"),
    "department_en": os.environ.get("CITY_DEPARTMENT_EN", "Public Deliberation and Conflict Management Division"),
    "telephone": os.environ.get("CITY_TELEPHONE", "032-120"),
    "data_licence": os.environ.get("CITY_DATA_LICENCE", ""),  # address of the licence under which data are open
    "official_masthead": env_bool("CITY_OFFICIAL_MASTHEAD"),
    "districts": list(districts),
    "districts_en": districts,  # by the Korean name
}

INSTALLED_APPS = [
    "deliberation.portal",
    "deliberation.reports",
    "deliberation.responses",
    "deliberation.ballots",
    "deliberation.recommendations",
    "deliberation.opinions",
    "deliberation.rounds",
    "deliberation.panels",
    "deliberation.processes",
    "deliberation.agendas",
    "deliberation.conflicts",
    "deliberation.spaces",
    "deliberation.notices",
    "deliberation.accounts",
    "deliberation.ledger",
    "config",  # commands of the house
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.forms",
    "rules.apps.AutodiscoverRulesConfig",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "deliberation.portal.api.answering.cookieless",  # before session and language, which read cookies
    "deliberation.rounds.floor.live.polls",  # before session and database: answers most polls by the cache alone
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "deliberation.accounts.middleware.channel",
    "deliberation.accounts.middleware.sign_in_before_posting",
    "deliberation.accounts.middleware.complete_profile",
    "deliberation.accounts.middleware.require_second_factor",
    "deliberation.spaces.middleware.refusals",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "deliberation.portal.context.city",
                "deliberation.notices.context.unread_notices",
                "deliberation.portal.context.desk",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Services -------------------------------------------------------------------------------------------------------------
DATABASES = {"default": database(os.environ.get("DATABASE_URL", "postgres:///deliberation"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/0")
well_formed("REDIS_URL", REDIS_URL, {"redis", "rediss", "unix"}, "redis://host:6379/0")
REDIS_PREFIX = os.environ.get("REDIS_PREFIX", "deliberation")
CACHES = {
    "default": {
        "BACKEND": "config.cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": REDIS_PREFIX,
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
    }
}
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "global_keyprefix": f"{REDIS_PREFIX}:",
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
    "max_retries": 1,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = False
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TIMEZONE = "Asia/Seoul"
CELERY_BEAT_SCHEDULE: dict[str, dict] = {
    "anchor the minute books": {
        "task": "deliberation.ledger.tasks.anchor_heads",
        "schedule": crontab(hour=0, minute=10),
    },
    "deliver mails": {"task": "deliberation.notices.tasks.deliver", "schedule": 60},
    "give up lost mails": {"task": "deliberation.notices.tasks.give_up_lost_claims", "schedule": 300},
    "purge unproven contacts": {"task": "deliberation.accounts.tasks.purge_unverified", "schedule": 3600},
    "expire proposals": {"task": "deliberation.agendas.tasks.expire_overdue", "schedule": 60},
    "escalate late screening": {"task": "deliberation.agendas.tasks.escalate_overdue", "schedule": 300},
    "show answers that are due": {"task": "deliberation.rounds.tasks.publish_due_answers", "schedule": 30},
    "close stages": {"task": "deliberation.processes.tasks.close_due", "schedule": 30},
    "remind participants": {"task": "deliberation.processes.tasks.remind_due", "schedule": 600},
    "destroy keys left behind": {"task": "deliberation.ballots.tasks.destroy_left_keys", "schedule": 600},
    "draw opinion maps": {"task": "deliberation.opinions.tasks.draw_due_maps", "schedule": 60},
    "publish opinion maps": {"task": "deliberation.opinions.tasks.publish_due_maps", "schedule": 60},
    "begin answers left": {"task": "deliberation.responses.tasks.begin_left", "schedule": 3600},
    "remind of answers": {"task": "deliberation.responses.tasks.remind_and_escalate", "schedule": 3600},
    "look whose voice was there": {"task": "deliberation.reports.tasks.check_all_voices", "schedule": 600},
    "ring for waiting reports": {"task": "deliberation.reports.tasks.ring_again", "schedule": 20},
}

# People ---------------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:home"
LOGOUT_REDIRECT_URL = "portal:home"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
ACCOUNT_ADAPTER = "deliberation.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email", "phone"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # the sign-in code itself proves the contact
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_FORMAT = ACCOUNT_PHONE_VERIFICATION_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "20/m/ip,3/m/key,10/h/key,20/d/key",
    "ballot_complaint": "5/h/ip,100/h/key",
    "letter": "10/10m/ip,60/h/key",  # all letters share one key: 60 guesses an hour at 100 million codes
    "pass": "30/10m/ip,300/h/key",  # wrong codes in the booths of one ballot: a hall shares one address
}
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXY_COUNT", "0"))
ACCOUNT_FORMS = {"confirm_login_code": "deliberation.accounts.forms.SignInCodeForm"}
MFA_FORMS = {
    "activate_totp": "deliberation.accounts.forms.ActivateAppForm",
    "authenticate": "deliberation.accounts.forms.SecondFactorForm",
    "reauthenticate": "deliberation.accounts.forms.SecondFactorAgainForm",
}
MFA_ADAPTER = "deliberation.accounts.adapter.SecondFactorAdapter"
MFA_TOTP_ISSUER = CITY["name"]
MFA_TOTP_TOLERANCE = 1
IDENTITY_KEY = os.environ.get("IDENTITY_KEY", SECRET_KEY)

API_REQUESTS_PER_MINUTE = int(os.environ.get("API_REQUESTS_PER_MINUTE", "300"))  # from one address

# Language and time ----------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "ko"
LANGUAGES = [("ko", _("Korean")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Seoul"
USE_TZ = True
FORMAT_MODULE_PATH = ["config.formats"]

# Files ----------------------------------------------------------------------------------------------------------------
VAR_DIR = Path(os.environ.get("VAR_DIR", BASE_DIR / "var"))
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = VAR_DIR / "files"
STORAGES = {
    "default": object_storage(os.environ["STORAGE_URL"])
    if os.environ.get("STORAGE_URL")
    else {"BACKEND": "config.storage.WholeFiles"},
    "vault": {
        "BACKEND": "config.storage.WholeFiles",
        "OPTIONS": {"location": VAR_DIR / "vault", "file_permissions_mode": 0o600, "directory_permissions_mode": 0o700},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if LOCAL else "config.storage.HashedFiles"
    },
}
WHITENOISE_USE_FINDERS = LOCAL
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# Messages -------------------------------------------------------------------------------------------------------------
# In development and demo, letters are files that the demo's mail page reads.
EMAIL_FILE_PATH = VAR_DIR / "mail"
SMS_FILE_PATH = VAR_DIR / "sms"
SMS_SENDER = os.environ.get("SMS_SENDER", "deliberation.accounts.sms.FileSender" if LOCAL else "")
EMAIL_BACKEND = (
    "django.core.mail.backends.filebased.EmailBackend" if LOCAL else "django.core.mail.backends.smtp.EmailBackend"
)
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env_bool("EMAIL_USE_TLS")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "deliberation@localhost")

# Security -------------------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
if not LOCAL:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = env_bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked from within, without TLS
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
SILENCED_SYSTEM_CHECKS: list[str] = []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "INFO")},
    "loggers": {"fontTools": {"level": "WARNING"}},  # at INFO it lists the letters of every chart
}
