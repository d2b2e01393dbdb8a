"""Settings of the tests: those of `bin/run`, with a fast hasher and mail kept in memory."""

import os
import tempfile

os.environ.setdefault("DATABASE_URL", "postgresql://localhost/cmsic")
os.environ.setdefault("REDIS_URL", "redis://localhost:6379/0")
os.environ.setdefault("CMSIC_DATA_DIR", tempfile.mkdtemp(prefix="cmsic-test-"))

from .dev import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = os.environ.get("EMAIL_BACKEND", "django.core.mail.backends.locmem.EmailBackend")
AXES_ENABLED = False
# One connection, so that a test's transaction holds the progress too; tests/faults sets the real one.
SIDE_DATABASE = os.environ.get("CMSIC_SIDE_DATABASE", "default")
