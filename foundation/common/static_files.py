"""The static files of production: named after their content, compressed once."""

from django.contrib.staticfiles.storage import HashedFilesMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Rewrite the imports between our modules too: each names the file it was written with, whatever a
    cache still holds.
    """

    support_js_module_import_aggregation = True
    # Ours only: scripts of packages quote in their comments imports that exist nowhere. Django's stubs leave this name
    # out.
    _js_module_import_aggregation_patterns = ("js/*.js", HashedFilesMixin._js_module_import_aggregation_patterns[1])  # type: ignore[attr-defined]
