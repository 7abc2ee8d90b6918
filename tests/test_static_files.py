"""Static files as production serves them."""

import re
import shutil
from pathlib import Path

from config.storage import HashedFiles

JS = Path(__file__).parent.parent / "static" / "js"


def test_a_script_imports_another_under_the_name_that_pages_use(tmp_path):
    shutil.copytree(JS, tmp_path / "js")
    storage = HashedFiles(location=tmp_path, base_url="/static/")
    list(storage.post_process({f"js/{path.name}": (storage, f"js/{path.name}") for path in JS.glob("*.js")}))
    imported = {
        (name, f"js/{found}")
        for name, hashed in storage.hashed_files.items()
        for found in re.findall(r'^import .* from "\./(.+)";', (tmp_path / hashed).read_text(), re.MULTILINE)
    }
    pages = {("queue", "live"), ("console", "queue"), ("offline", "live"), ("offline", "kept")}
    pages |= {("cards", "queue"), ("cards", "offline")}
    assert imported == {(f"js/{name}.js", storage.hashed_files[f"js/{other}.js"]) for name, other in pages}
