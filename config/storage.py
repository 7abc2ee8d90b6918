"""Where files are kept: static files as production serves them, and files that are whole or not there at all."""

import os
from pathlib import Path
from typing import ClassVar
from uuid import uuid4

from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage as Manifest


class HashedFiles(Manifest):
    """Without this a module imported under its plain name would run a second time beside the one on the page."""

    patterns: ClassVar = (*Manifest.patterns, ("js/*.js", Manifest._js_module_import_aggregation_patterns[1]))


class WholeFiles(FileSystemStorage):
    """A file has its name only once all of it is on the disk: it is written beside its place and renamed.

    A full disk or a killed process so leaves no half file under a name that somebody reads.
    """

    def _save(self, name, content):
        part = self.path(f"{name}.{uuid4().hex}.part")
        try:
            super()._save(part, content)  # type: ignore[misc]  # the stubs know no `_save`
            os.replace(part, self.path(name))
        finally:
            Path(part).unlink(missing_ok=True)
        return name
