"""Settings of the tests: those of `bin/run`, with a fast hasher and mail kept in memory."""

import atexit
import os
import shutil
import tempfile

os.environ.setdefault("DATABASE_URL", "postgresql://localhost/cmsic")
os.environ.setdefault("REDIS_URL", "redis://localhost:6379/0")
if "CMSIC_DATA_DIR" not in os.environ:
    os.environ["CMSIC_DATA_DIR"] = tempfile.mkdtemp(prefix="cmsic-test-")
    atexit.register(shutil.rmtree, os.environ["CMSIC_DATA_DIR"], ignore_errors=True)

from .dev import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = os.environ.get("EMAIL_BACKEND", "django.core.mail.backends.locmem.EmailBackend")
AXES_ENABLED = False
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# One connection, so that a test's transaction holds the progress too; tests/faults sets the real one.
SIDE_DATABASE = os.environ.get("CMSIC_SIDE_DATABASE", "default")
