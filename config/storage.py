"""Static files in production: named by what they hold, also where one of our scripts imports another."""

from typing import ClassVar

from whitenoise.storage import CompressedManifestStaticFilesStorage as Manifest


class HashedFiles(Manifest):
    """Without this a module imported under its plain name would run a second time beside the one on the page."""

    patterns: ClassVar = (*Manifest.patterns, ("js/*.js", Manifest._js_module_import_aggregation_patterns[1]))
