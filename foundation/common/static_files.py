"""The static files of production: named after their content, scripts without their comments, compressed once."""

import re

from django.contrib.staticfiles.storage import HashedFilesMixin
from django.core.files.base import ContentFile, File
from rjsmin import jsmin
from whitenoise.storage import CompressedManifestStaticFilesStorage

SCRIPT = re.compile(r"(?<!\.min)\.[0-9a-f]{12}\.js$")  # as it is served: named after its content


def shortened(script: bytes) -> bytes:
    """A script without its comments and blanks; the comment of a licence (`/*!`) stays."""
    return bytes(jsmin(script, keep_bang_comments=True))


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Rewrite the imports between our modules too: each names the file it was written with, whatever a
    cache still holds.
    """

    def _save(self, name: str, content: File) -> str:
        # Only once its imports are rewritten: they are no longer recognised without their blanks.
        if SCRIPT.search(name):
            content.seek(0)
            content = ContentFile(shortened(content.read()))
        return super()._save(name, content)

    support_js_module_import_aggregation = True
    # Ours only: scripts of packages quote in their comments imports that exist nowhere. Django's stubs leave this name
    # out.
    _js_module_import_aggregation_patterns = ("js/*.js", HashedFilesMixin._js_module_import_aggregation_patterns[1])  # type: ignore[attr-defined]
