"""Settings of the test suite: quick hashes, a file database so that races are real, mail in memory."""

import os
import tempfile
from pathlib import Path

from yaji.settings.base import *  # noqa: F403  # a settings module extends another this way
from yaji.settings.base import DATABASES, SECURE_REDIRECT_EXEMPT  # noqa: F401  # named for the type checker
from yaji.settings.env import env

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
YAJI_DEMO = True
YAJI_HOLDS_PER_MINUTE = 0  # tests hold places as fast as they can; the limit has tests of its own
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="yaji-media-"))
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
_suffix = f"_{env.test_suffix}" if env.test_suffix else ""
_default = DATABASES["default"]
if _default["ENGINE"].endswith("sqlite3"):
    _default["TEST"] = {"NAME": os.path.join(tempfile.mkdtemp(prefix="yaji-test-"), f"test{_suffix}.sqlite3")}
    # a test needs the order of commits, not their survival of a power cut
    _default["OPTIONS"]["init_command"] = _default["OPTIONS"]["init_command"].replace("FULL", "OFF")
else:
    _default["TEST"] = {"NAME": f"test_yaji{_suffix}"}
