"""Settings of `bin/run`, with the templates compiled once a run for all its processes, as in the tests themselves."""

import os
from typing import Any

from jinja2 import FileSystemBytecodeCache

from cmsic.settings.dev import *  # noqa: F403
from cmsic.settings.dev import TEMPLATES

pages: Any = TEMPLATES[0]["OPTIONS"]
pages["bytecode_cache"] = FileSystemBytecodeCache(os.environ["CMSIC_COMPILED_DIR"])
