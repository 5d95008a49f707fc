"""Django's settings. They hold no secret: those are made in the data folder, on first use.

Environment, set by `coordi-wipe inventory serve`: COORDI_WIPE_INVENTORY (the data folder),
COORDI_WIPE_INVENTORY_ADDRESS (how the world calls this inventory, `https://host`) and
COORDI_WIPE_INVENTORY_REHEARSALS (PEM files of rehearsal roots, separated as in PATH; none: no rehearsals).
"""

import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from coordi_wipe.inventory import folder

INVENTORY_FOLDER = folder.chosen()
INVENTORY_ADDRESS = os.environ.get("COORDI_WIPE_INVENTORY_ADDRESS", "http://127.0.0.1:8080").rstrip("/")
INVENTORY_REHEARSALS = [
    Path(path) for path in os.environ.get("COORDI_WIPE_INVENTORY_REHEARSALS", "").split(os.pathsep) if path
]

_address = urlsplit(INVENTORY_ADDRESS)
_https = _address.scheme == "https"

DEBUG = False
SECRET_KEY = folder.secret(INVENTORY_FOLDER)
ALLOWED_HOSTS = sorted({_address.hostname or "", "localhost", "127.0.0.1", "[::1]"} - {""})
CSRF_TRUSTED_ORIGINS = [INVENTORY_ADDRESS] if _https else []
ROOT_URLCONF = "coordi_wipe.inventory.urls"
WSGI_APPLICATION = "coordi_wipe.inventory.wsgi.application"
APPEND_SLASH = False

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_htmx",
    "coordi_wipe.inventory.certificates",
    "coordi_wipe.inventory.pages",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "coordi_wipe.inventory.pages.answer.frame",
            ]
        },
    }
]

# Whoever writes takes the lock at once, so that nobody decides on what another is changing; and what was
# answered is on the disk.
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": INVENTORY_FOLDER / folder.DATABASE,
        "CONN_MAX_AGE": 60,  # seconds
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,  # seconds
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "fr"
LANGUAGE_COOKIE_NAME = "language"
LANGUAGES = [("fr", "Français"), ("en", "English")]
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

# --- who comes in ----------------------------------------------------------------------------------

LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "sign-in"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

# A name is locked for the address it was guessed from, for a while: a workshop behind one address is
# not locked out by one of its people, and nobody far away can lock out a name.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=5)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "coordi_wipe.inventory.certificates.accounts.address_of"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_CALLABLE = "coordi_wipe.inventory.certificates.accounts.locked"
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True  # who signs in when is nobody's business for ever: decisions bear a name

SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _https
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"

# --- what a browser may do --------------------------------------------------------------------------

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _https else 0
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {
        "console": {"class": "logging.StreamHandler"},
        "nowhere": {"class": "logging.NullHandler"},
    },
    "loggers": {
        "django.security": {"handlers": ["nowhere"], "propagate": False},  # anybody could fill the disk
        "django.request": {"level": "ERROR"},  # what was refused is answered, not logged
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
}
