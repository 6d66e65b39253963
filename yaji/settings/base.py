"""Settings that hold everywhere."""

from pathlib import Path
from typing import Any

import dj_database_url
import structlog
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from yaji.kit.masking import mask_event
from yaji.settings.env import ROOT, env

BASE_DIR = ROOT
SECRET_KEY = env.secret_key
DEBUG = False
ALLOWED_HOSTS = env.hosts
CSRF_TRUSTED_ORIGINS = [env.site_url] if env.site_url.startswith("https://") else []
ROOT_URLCONF = "yaji.delivery.web.urls"
WSGI_APPLICATION = "yaji.delivery.web.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

ROOMS = [
    "yaji.kernel.money",
    "yaji.kernel.events",
    "yaji.kernel.messages",
    "yaji.kernel.media",
    "yaji.kernel.identity",
    "yaji.kernel.catalog",
    "yaji.kernel.inventory",
    "yaji.kernel.ledger",
    "yaji.kernel.payments",
    "yaji.kernel.orders",
    "yaji.verticals.tickets",
    "yaji.experience.discover",
    "yaji.delivery.web",
]
ROOMS = [room for room in ROOMS if (ROOT / room.replace(".", "/") / "apps.py").exists()]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.forms",
    "yaji.kit.apps.KitApp",
    *ROOMS,
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "django_vite",
    "django_tasks",
    "django_tasks_db",
    "csp",
]

MIDDLEWARE = [
    "yaji.delivery.web.middleware.OneHostMiddleware",
    "yaji.kit.http.methods.PageMethodsMiddleware",
    "yaji.kit.http.guards.GuardMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "yaji.kit.http.logs.RequestLogMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "yaji.kernel.identity.http.ActorMiddleware",
    "yaji.kit.http.refusals.RefusalMiddleware",
    "yaji.kit.http.plain.PlainAddressMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "yaji" / "delivery" / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "yaji.delivery.web.context.site",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

SQLITE_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA busy_timeout=20000;"


def database(url: str) -> dict[str, Any]:
    """Django's settings of the database at ``url``, with the options the kernel relies on."""
    config: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True))
    if config["ENGINE"].endswith("sqlite3"):
        Path(config["NAME"]).parent.mkdir(parents=True, exist_ok=True)
        config["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE_PRAGMAS}
    else:
        config["OPTIONS"] = {"server_side_binding": True, "prepare_threshold": 5}
        config["DISABLE_SERVER_SIDE_CURSORS"] = True
    return config


DATABASES = {"default": database(env.database_url)}

CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": env.redis_url}
        if env.redis_url
        else {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": "yaji",
            # limits and lockouts are counted here: at Django's 300 a crowd would push them out
            "OPTIONS": {"MAX_ENTRIES": 100_000},
        }
    )
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LOCALE_PATHS = [ROOT / "yaji" / "locale"]
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = "yaji.delivery.web.formats"
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
WHITENOISE_IMMUTABLE_FILE_TEST = r"/dist/assets/"
STATIC_ROOT = ROOT / "var" / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
MEDIA_ROOT = env.media_root
MEDIA_URL = "/media/"
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_242_880
DJANGO_VITE = {
    "default": {
        "dev_mode": False,
        "manifest_path": ROOT / "yaji/delivery/web/static/dist/manifest.json",
        "static_url_prefix": "dist",
    }
}

AUTH_USER_MODEL = "identity.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_REDIRECT_URL = "/me/"
LOGIN_URL = "account_login"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_ADAPTER = "yaji.kernel.identity.adapter.AccountAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_TOTP_ISSUER = env.site_name
MFA_ADAPTER = "yaji.kernel.identity.adapter.MFAAdapter"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = env.demo and not env.https  # passkeys on http://localhost
MFA_FORMS = {
    "add_webauthn": "yaji.kernel.identity.passkeys.AddPasskeyForm",
    "edit_webauthn": "yaji.kernel.identity.passkeys.EditPasskeyForm",
}
ACCOUNT_FORMS = {"signup": "yaji.kernel.identity.forms.SignupForm"}
ACCOUNT_USER_DISPLAY = "yaji.kernel.identity.queries.display_name"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ALLAUTH_TRUSTED_PROXY_COUNT = env.proxies
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_USER_ID_FIELD = "public_id"
USERSESSIONS_TRACK_ACTIVITY = False

SESSION_SERIALIZER = "yaji.kit.http.sessions.SealedSerializer"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "yaji.delivery.web.failures.csrf"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = env.https
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.https
SECURE_HSTS_SECONDS = 63_072_000 if env.https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = env.https
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
if env.proxies:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF, "blob:"],
        "media-src": [SELF, "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

EMAIL_BACKEND = "yaji.kernel.messages.backend.StoredMail"
DEFAULT_FROM_EMAIL = env.mail_from
EMAIL_CONFIG_URL = env.mail_url

structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.filter_by_level,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.format_exc_info,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
#: plain tracebacks: the coloured kind prints every local variable
RENDERER = (
    structlog.processors.JSONRenderer(ensure_ascii=False)
    if env.log_json
    else structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "lines": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,  # before masking: a traceback is text that gets masked, too
                mask_event,
                RENDERER,
            ],
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"yaji": {"level": "INFO"}, "django.request": {"level": "ERROR"}},
}

SITE_NAME = env.site_name
SITE_URL = env.site_url.rstrip("/")
SITE_TAGLINE = _("See a show, own a work, have a jade carved, back a film.")
YAJI_DEMO = env.demo
YAJI_FIELD_KEYS = env.field_keys
YAJI_PROXIES = env.proxies
YAJI_SANDBOX = env.sandbox_payments
YAJI_SANDBOX_SECRET = env.sandbox_secret
YAJI_LIVE = env.live_payments
YAJI_PASS_KEY = env.pass_key
YAJI_COMMISSION_BP = env.commission_bp
YAJI_LARGE_REFUND = env.large_refund
YAJI_HOLDS_PER_MINUTE = env.holds_per_minute
YAJI_UNSAFE = [*env.unsafe(), *env.notable()]
