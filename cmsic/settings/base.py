"""Settings of production. A missing or odd variable stops the start with a sentence naming it."""

import os
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import environ
import pghistory
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from .weak_values import weak_values

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()
VERSION = "0.1.0"


def required(name: str) -> str:
    value = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(f"environment variable {name} is missing or empty (see .env.example)")
    return value


def day_or_none(name: str) -> date | None:
    value = env.str(name, default="")
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise ImproperlyConfigured(f"environment variable {name}={value!r} is no day, expected 2021-10-27") from None


# Times in milliseconds. A process that stands still in the middle of a transaction (stopped, swapped out, cut off)
# keeps its locks no longer than the third: what it would write later is lost with its session, and done again by
# another.
POSTGRESQL = {
    "statement_timeout": 30_000,
    "lock_timeout": 10_000,
    "idle_in_transaction_session_timeout": 120_000,
    "jit": "off",
    "pgtrigger.ignore": "{}",  # unset, an error that each trigger catches for each row: most of the price of a write
    "pg_trgm.word_similarity_threshold": 0.3,  # from which a word is proposed: foundation.common.searching
}


def database_from_url(url: str) -> dict:
    """Read postgresql://user:password@host:port/name?host=/socket/folder, sockets included."""
    parts = urlsplit(url)
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    if parts.scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured(f"unknown scheme {parts.scheme!r} in DATABASE_URL, expected postgresql")
    return {
        "ENGINE": "foundation.common.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host") or unquote(parts.hostname or ""),
        "PORT": query.get("port") or str(parts.port or ""),
        "OPTIONS": {
            "options": " ".join(f"-c {name}={value}" for name, value in POSTGRESQL.items()),
            "keepalives_idle": 30,  # seconds; a server that was cut off is known to be, after a minute
            "keepalives_interval": 10,
            "keepalives_count": 3,
        },
    }


def celery_broker_from_url(url: str) -> str:
    """Celery writes a socket as redis+socket://, redis-py as unix://."""
    return (
        url.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=")
        if url.startswith("unix://")
        else url
    )


def server_and_database(url: str) -> tuple[str, int]:
    """redis://host:6379/2 → (redis://host:6379, 2); unix:///path?db=2 → (unix:///path, 2)."""
    base, _, query = url.partition("?")
    named = parse_qs(query).get("db")
    if base.startswith("unix://"):
        return base, int(named[-1]) if named else 0
    parts = urlsplit(base)
    path = parts.path.strip("/")
    return f"{parts.scheme}://{parts.netloc}", int(named[-1] if named else path or 0)


def database_after(url: str) -> str:
    """The same server, the database whose number follows."""
    server, number = server_and_database(url)
    return f"{server}?db={number + 1}" if server.startswith("unix://") else f"{server}/{number + 1}"


SECRET_KEY = required("SECRET_KEY")
DEBUG = False
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
SITE_URL = env.str("SITE_URL", default="http://localhost:8000").rstrip("/")
DATA_DIR = Path(env.str("CMSIC_DATA_DIR", default=str(BASE_DIR / ".local" / "data")))

# The portal's own, from the bottom up. A subject is registered here and nowhere else: addresses, API, search, duties,
# figures, demonstration data and tests read these lists, then the drawers of each app (docs/ajouter-une-fiche.md).
GROUND_APPS = (
    "foundation.common",
    "foundation.accounts",
    "foundation.journal",
    "foundation.jobs",
    "foundation.documents",
    "foundation.notifications",
    "foundation.people",
    "foundation.saved_views",
)
SUBJECT_APPS = (
    "ministries",
    "commissions",
    "projects",
    "campaigns",
    "plans",
    "promises",
    "imports",
    "steering",
    "recommendations",
    "editions",
    "needs",
    "eservices",
    "systems",
    "assets",
    "communes",
    "sessions",
    "conferences",
    "reports",
)
ROOF_APPS = ("cmsic.search", "cmsic.public", "cmsic.dashboards", "cmsic.demo")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "pgtrigger",
    "pghistory",
    "csp",
    "axes",
    "django_htmx",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    *GROUND_APPS,
    *SUBJECT_APPS,
    *ROOF_APPS,
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "foundation.common.middleware.RequestIdMiddleware",
    "foundation.journal.middleware.JournalMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "foundation.accounts.middleware.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "foundation.accounts.middleware.AccessMiddleware",
    "foundation.common.middleware.RefusalMiddleware",
    "foundation.accounts.middleware.IdempotencyMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "cmsic.urls"
WSGI_APPLICATION = "cmsic.wsgi.application"
TEMPLATES = [
    {
        "NAME": "jinja2",
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "cmsic.jinja.environment",
            "context_processors": ["foundation.ui.interface.one_csrf_input"],
        },
    },
    {
        # Only allauth's pages and third parties.
        "NAME": "django",
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates_django"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

DATABASES = {"default": database_from_url(required("DATABASE_URL"))}
DATABASES["default"]["CONN_MAX_AGE"] = 300
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# A second connection to the same database: progress, lease renewal and cancel are written outside the business
# transaction.
DATABASES["side"] = DATABASES["default"] | {"TEST": {"MIRROR": "default"}}
# The role of web, workers and relay: it cannot rewrite the journal. Migrations run as the owner (DATABASE_OWNER_URL).
DATABASE_APP_ROLE = env.str("DATABASE_APP_ROLE", default="cmsic_app")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "foundation.accounts.backends.AccountBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "full_name")},
    },
    {"NAME": "foundation.accounts.passwords.CommonAndLocalWordsValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "foundation.people.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Portail CMSIC] "
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True  # the adapter does the same work, and lets nothing leave
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_RATE_LIMITS = {"login": ""}  # the page itself has no limit: a whole ministry stands behind one address
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "foundation.accounts.passwords.PasswordLinkKeys"  # noqa: S105 - a class
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_ADAPTER = "foundation.people.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "activate_totp": "foundation.people.forms.ApplicationForm",
    "add_webauthn": "foundation.people.forms.NewKeyForm",
    "edit_webauthn": "foundation.people.forms.KeyForm",
}
MFA_TOTP_ISSUER = "Portail CMSIC"
MFA_TOTP_TOLERANCE = 1  # a telephone 30 seconds early or late
# An address is typed by the ministry that opens the account, never by who signs in: no stranger can hold another's.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# Passwords refused: counted by the name typed at one address, a known device apart (foundation/accounts/limits.py).
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours: slows a guesser down, cannot lock a person out for long
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "foundation.accounts.limits.name_typed"
AXES_CLIENT_IP_CALLABLE = "foundation.accounts.limits.address_or_none"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # who tries again too early waits no longer
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "login"]
AXES_LOCKOUT_CALLABLE = "foundation.accounts.views.sign_in_slowed_down"
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True  # the journal says who signed in; refused attempts are still counted

SESSION_ENGINE = "foundation.accounts.sessions"
SESSION_COOKIE_AGE = 30 * 60  # idle time; AccessMiddleware adds the absolute limit
SESSION_SAVE_EVERY_REQUEST = False
SESSION_ABSOLUTE_AGE = 12 * 3600
SESSION_COOKIE_NAME = "__Host-session"
DEVICE_COOKIE_NAME = "__Host-device"
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "foundation.common.errors.csrf_failure"
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "frame-src": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

LANGUAGE_CODE = "fr"
TIME_ZONE = "Africa/Porto-Novo"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["cmsic.formats"]

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / ".local" / "static")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "foundation.common.static_files.StaticFiles"},
}
FILES_DIR = DATA_DIR / "files"
# One rendering, in its own process: bytes of memory beyond what the warm worker holds, seconds of processor.
PDF_LIMITS = {"memory": 600 * 1024 * 1024, "cpu": 90}
UPLOAD_MAX_BYTES = 25 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "foundation.documents.uploads.CappedUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000

# Projects: bounds of the computed colour (%), moves that ask for a comment (%), clock of freshness.
PROJECT_YELLOW_FROM = env.int("PROJECT_YELLOW_FROM", default=10)
PROJECT_RED_FROM = env.int("PROJECT_RED_FROM", default=30)
# Bounds of the classes of cost of the forecast, in francs CFA: no text gives them.
PROJECT_FORECAST_BANDS = [
    int(bound) for bound in env.list("PROJECT_FORECAST_BANDS", default=["50000000", "200000000", "1000000000"])
]
PROJECT_GREENED_DAYS = env.int("PROJECT_GREENED_DAYS", default=365)
PROJECT_CORRECTION_DAYS = env.int("PROJECT_CORRECTION_DAYS", default=30)
PROJECT_REVISION_APPROVERS = env.list("PROJECT_REVISION_APPROVERS", default=["president", "asin_admin"])
PROJECT_COMMENT_BEYOND = env.int("PROJECT_COMMENT_BEYOND", default=5)
PROJECT_STILL_PERIODS = env.int("PROJECT_STILL_PERIODS", default=3)
PROJECT_RED_RATING = env.int("PROJECT_RED_RATING", default=2)
PROJECT_YELLOW_RATING = env.int("PROJECT_YELLOW_RATING", default=3)
PROJECT_UPDATE_MONTHS = env.int("PROJECT_UPDATE_MONTHS", default=1)
PROJECT_UPDATE_DELAY_DAYS = env.int("PROJECT_UPDATE_DELAY_DAYS", default=15)
# Editions: how long before a session the portfolio is frozen, and how late the one of a quarter may come (days).
EDITION_DAYS_BEFORE = env.int("EDITION_DAYS_BEFORE", default=7)
EDITION_QUARTER_DAYS = env.int("EDITION_QUARTER_DAYS", default=10)
# Recommendations: days before and after their date when who answers for them is reminded, once a date.
RECOMMENDATION_REMIND_BEFORE = env.int("RECOMMENDATION_REMIND_BEFORE", default=15)
RECOMMENDATION_REMIND_AFTER = env.int("RECOMMENDATION_REMIND_AFTER", default=1)
# Plans: months before their end when they are said to expire. PSSIE: its two periods are in the press, the day from
# which they run in no source read.
PLAN_WARNING_MONTHS = env.int("PLAN_WARNING_MONTHS", default=6)
PSSIE_STARTS_ON = day_or_none("PSSIE_STARTS_ON")
PSSIE_PLAN_MONTHS = env.int("PSSIE_PLAN_MONTHS", default=12)
PSSIE_CONFORMITY_MONTHS = env.int("PSSIE_CONFORMITY_MONTHS", default=36)
# Communes: the others that must have answered before one is compared with them, so that none is recognised.
COMMUNE_PEERS_MIN = env.int("COMMUNE_PEERS_MIN", default=3)
# E-services: days after the end of a problem when what its citizen wrote is erased; no source fixes it.
SERVICE_PROBLEM_KEPT_DAYS = env.int("SERVICE_PROBLEM_KEPT_DAYS", default=180)

REDIS_URL = required("REDIS_URL")
# Counts of the limits, shared by all the processes: beside the broker, never in its database (ADR 0032).
CACHE_URL = env.str("CACHE_URL", default="") or database_after(REDIS_URL)
if server_and_database(CACHE_URL) == server_and_database(REDIS_URL):
    raise ImproperlyConfigured("CACHE_URL must name another database than REDIS_URL, which is the queue's")
CACHES = {
    "default": {
        "BACKEND": "foundation.common.shared_cache.SharedCache",
        "LOCATION": CACHE_URL,
        "KEY_PREFIX": "cmsic",
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
    }
}
CELERY_BROKER_URL = celery_broker_from_url(REDIS_URL)
# The Job row is the truth: a message that is lost, late or doubled changes nothing (docs/architecture.md, « travaux »).
SIDE_DATABASE = "side"
JOB_CELERY_APP = "cmsic.celery.app"
JOB_HARD_LIMIT = 900  # seconds; each kind sets its own below
JOB_RETENTION_DAYS = 90  # jobs that ended well
JOB_BEAT = 5  # seconds between two signs of life of a worker, which renews its leases then
JOB_LEASE = 30  # seconds after which a silent worker's jobs go to another
JOB_SWEEP = 2  # seconds between two rounds of the relay
JOB_RESEND_AFTER = 10  # seconds without a claim after which a lost message is sent again
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_TIME_LIMIT = JOB_HARD_LIMIT
CELERY_TASK_SOFT_TIME_LIMIT = JOB_HARD_LIMIT - 30
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 600_000  # KiB
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False  # the token decides who may store a result
CELERY_DB_REUSE_MAX = (
    1000  # else Celery opens a connection for each job, 8 ms; the claim finds a broken one and replaces it
)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3 * JOB_HARD_LIMIT,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,  # 103.7 s → 23.8 s to get back what a killed worker held
    "socket_timeout": 10,
    "socket_connect_timeout": 5,
    "retry_on_timeout": True,
}
# Reverse proxies whose X-Forwarded-For is believed, for the address in the journal, the limits and the logs.
PROXY_COUNT = env.int("PROXY_COUNT", default=0)
EMAIL_CONFIG = env.email_url_config(env.str("EMAIL_URL", default="") or "smtp://localhost:25")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 20
EMAIL_END_TIMEOUT = 60  # for the answer to a letter handed over in full: cut short, it would be sent twice
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Portail CMSIC <ne-pas-repondre@localhost>")

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "foundation.accounts.api.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["foundation.common.api.Json", "rest_framework.parsers.MultiPartParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "foundation.common.api.Pages",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "foundation.common.api.exception_handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "DEFAULT_VERSIONING_CLASS": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "API du portail CMSIC",
    "VERSION": "1",
    "DESCRIPTION": "Les mêmes opérations, les mêmes règles et les mêmes refus que les pages.",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],  # what can be asked is no secret; the answers are
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [
        "foundation.common.api_schema.called_as_its_class",
        "drf_spectacular.hooks.postprocess_schema_enums",
        "foundation.common.api_schema.french_only",
    ],
    # Lists of values whose class has too short a name, or that are no class: the others are called as theirs.
    "ENUM_NAME_OVERRIDES": {
        "CloudChoiceEnum": "systems.enums.Choice",
        "XRoadFileKindEnum": "systems.enums.FileKind",
        "LandingProofKindEnum": "systems.enums.ProofKind",
        "BodyFactKindEnum": "conferences.enums.FactKind",
        "ProblemOriginEnum": "eservices.enums.Origin",
        "ServiceChannelEnum": "eservices.enums.Channel",
        "ExchangeNatureEnum": "systems.enums.Nature",
        "AppointmentRoleEnum": "ministries.models.appointment.APPOINTMENT_ROLES",
        "ConvenableKindEnum": "sessions.preparing.api.serializers.CONVENABLE_KINDS",
        "GivenAnswerEnum": "sessions.preparing.api.serializers.GIVEN_ANSWERS",
        "PastPresenceEnum": "sessions.past.api.PAST_PRESENCES",
        "VoteEnum": "sessions.meeting.api.votes.VOTES",
        "ConsultationOutcomeEnum": "sessions.consultations.enums.PROPOSABLE",
        "ProposalKindEnum": "sessions.preparing.api.proposals.PROPOSABLE_KINDS",
        "PlanActionStateEnum": "plans.enums.ActionState",
        "RiskLevelEnum": "steering.enums.Level",
        "IndicatorDirectionEnum": "steering.enums.Direction",
    },
}
PGHISTORY_APPEND_ONLY = True
# Rows of history are found by their subject only: no index on their other keys.
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(db_index=False)

# The demo's accounts share a published password.
DEMO_ACCOUNTS_ALLOWED = env.bool("DEMO_ACCOUNTS_ALLOWED", default=False)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "foundation.common.logs.JsonFormatter"}},
    "filters": {"request_id": {"()": "foundation.common.logs.RequestIdFilter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["request_id"]}},
    "loggers": {"axes": {"level": "WARNING"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}
SILENCED_SYSTEM_CHECKS: list[str] = []

IS_PRODUCTION = os.environ.get("DJANGO_SETTINGS_MODULE") == __name__  # dev and test start from here, with their own
weak = weak_values(
    secret_key=SECRET_KEY,
    hosts=ALLOWED_HOSTS,
    site_url=SITE_URL,
    email_url=env.str("EMAIL_URL", default=""),
    sender=DEFAULT_FROM_EMAIL,
)
if IS_PRODUCTION and weak:
    raise ImproperlyConfigured(" ".join(weak) + " (see .env.example)")
