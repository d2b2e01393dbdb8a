"""Settings of the tests: those of `bin/run`, with a fast hasher and mail kept in memory."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from jinja2 import FileSystemBytecodeCache

os.environ.setdefault("DATABASE_URL", "postgresql://localhost/cmsic")
os.environ.setdefault("REDIS_URL", "redis://localhost:6379/0")
if "CMSIC_DATA_DIR" not in os.environ:
    os.environ["CMSIC_DATA_DIR"] = tempfile.mkdtemp(prefix="cmsic-test-")
    atexit.register(shutil.rmtree, os.environ["CMSIC_DATA_DIR"], ignore_errors=True)

from .dev import *  # noqa: F403
from .dev import DATABASES, TEMPLATES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = os.environ.get("EMAIL_BACKEND", "django.core.mail.backends.locmem.EmailBackend")
AXES_ENABLED = False
# Templates are compiled once a run, for all its processes: four seconds for each of them otherwise.
compiled = Path(os.environ.setdefault("CMSIC_COMPILED_DIR", os.path.join(os.environ["CMSIC_DATA_DIR"], "compiled")))
compiled.mkdir(mode=0o700, parents=True, exist_ok=True)
pages: Any = TEMPLATES[0]["OPTIONS"]
pages["bytecode_cache"] = FileSystemBytecodeCache(str(compiled))
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# One connection, so that a test's transaction holds the progress too; tests/faults sets the real one.
SIDE_DATABASE = os.environ.get("CMSIC_SIDE_DATABASE", "default")

# A test holds its transaction while a browser walks through the pages.
DATABASES["default"]["OPTIONS"]["options"] += " -c idle_in_transaction_session_timeout=0"
