"""Settings of `bin/run`: production, less TLS, with mail written to a folder."""

import os

os.environ.setdefault("SECRET_KEY", "development-only-" + "k" * 50)

from .base import *  # noqa: F403
from .base import BASE_DIR, DATA_DIR, STATIC_ROOT, env

ALLOWED_HOSTS = ["*"]
DEBUG = env.bool("DEBUG", default=False)
SESSION_COOKIE_NAME = "session"
CSRF_COOKIE_NAME = "csrf"
DEVICE_COOKIE_NAME = "device"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # empty here: files are served from where they are written
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
if "EMAIL_URL" not in os.environ:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(DATA_DIR / "mails")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
LOG_DIR = BASE_DIR / ".local" / "log"
DEMO_ACCOUNTS_ALLOWED = True
