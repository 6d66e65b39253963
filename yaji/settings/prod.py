"""Settings of a real site: https everywhere, hashed static files. Refuses insecure defaults."""

from yaji.settings.base import *  # noqa: F403  # a settings module extends another this way
from yaji.settings.base import STORAGES
from yaji.settings.env import env

if env.env != "prod":
    raise RuntimeError("set YAJI_ENV=prod with the production settings, so that unsafe values are refused")

SECURE_SSL_REDIRECT = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"  # browsers take it over https only, for this host alone
SECURE_HSTS_SECONDS = 63_072_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
