"""Files on S3-compatible object storage, with a store of our own that keeps what the protocol puts into it."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import override_settings

from config.objects import ObjectStorage
from config.settings import object_storage
from config.storage import WholeFiles
from deliberation.reports.exporting.actions import ask_for_export, build, claim
from tests.scenes import convened


class Store(BaseHTTPRequestHandler):
    """Objects by their path; the signature of a request is looked at for the key alone."""

    kept: dict[str, bytes]
    protocol_version = "HTTP/1.1"  # answers "Expect: 100-continue", for which a client waits a second

    def log_message(self, *_words):
        pass

    def _answer(self, status: int, content: bytes = b"", *, size: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content) if size is None else size))
        self.send_header("ETag", '"0"')
        self.send_header("Last-Modified", "Thu, 12 Mar 2026 05:00:00 GMT")
        self.end_headers()
        self.wfile.write(content)

    def _place(self) -> str:
        return unquote(urlsplit(self.path).path)

    def do_PUT(self):
        content = self.rfile.read(int(self.headers["Content-Length"]))
        if "Credential=key/" not in self.headers["Authorization"]:
            self._answer(403)
            return
        self.kept[self._place()] = content
        self._answer(200)

    def do_HEAD(self):
        found = self.kept.get(self._place())
        self._answer(404 if found is None else 200, size=len(found or b""))

    def do_GET(self):
        found = self.kept.get(self._place())
        self._answer(404 if found is None else 200, found or b"")

    def do_DELETE(self):
        self.kept.pop(self._place(), None)
        self._answer(204)


@pytest.fixture
def store():
    """What the store keeps, by path; the default storage is in it meanwhile."""
    kept: dict[str, bytes] = {}
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Kept", (Store,), {"kept": kept}))
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    url = f"s3://key:secret@127.0.0.1:{server.server_port}/city?http=1"
    with override_settings(STORAGES={**storages.backends, "default": object_storage(url)}):
        yield kept
    server.shutdown()
    server.server_close()
    serving.join()


@pytest.mark.django_db(transaction=True)
def test_an_edition_and_its_file_are_kept_on_object_storage(store, client):
    process, cast = convened()
    export = ask_for_export(process, by=cast.emil)
    build(claim(export.pk))
    export.refresh_from_db()
    assert (export.state, store[f"/city/{export.file}"][:4]) == ("done", b"%PDF")
    assert f"/city/{export.edition.file}" in store
    client.force_login(cast.emil)
    assert client.get(f"{export.get_absolute_url()}file/").getvalue() == store[f"/city/{export.file}"]
    del store[f"/city/{export.file}"]
    assert client.get(f"{export.get_absolute_url()}file/").status_code == 409


@pytest.mark.django_db(transaction=True)
def test_a_store_that_is_away_fails_the_job_in_words_and_leaves_no_file():
    process, cast = convened()
    url = "s3://key:secret@127.0.0.1:1/city?http=1"
    with override_settings(STORAGES={**storages.backends, "default": object_storage(url)}):
        export = ask_for_export(process, by=cast.emil)
        build(claim(export.pk))
    export.refresh_from_db()
    assert (export.state, export.trouble, export.file) == ("requested", "away", "")


def test_the_setting_names_host_bucket_and_region():
    given = object_storage("s3://AK%2FID:se%2Fcret@files.example.org:9000/city?region=kr-standard")
    options = given["OPTIONS"]
    assert given["BACKEND"] == f"{ObjectStorage.__module__}.{ObjectStorage.__qualname__}"
    assert (options["access_key"], options["secret_key"], options["bucket_name"]) == ("AK/ID", "se/cret", "city")
    assert (options["endpoint_url"], options["region_name"]) == ("https://files.example.org:9000", "kr-standard")
    with pytest.raises(ImproperlyConfigured) as told:
        object_storage("https://key:secret@files.example.org/city")
    assert "secret@files" not in str(told.value)


def test_a_file_on_disk_is_there_whole_or_not_at_all(tmp_path):
    storage = WholeFiles(location=tmp_path)

    class Broken(ContentFile):
        def chunks(self, chunk_size=None):
            yield b"the first half"
            raise OSError("no space left on device")

    with pytest.raises(OSError, match="no space"):
        storage.save("report.pdf", Broken(b"x" * 100))
    assert list(tmp_path.iterdir()) == []
    assert storage.save("report.pdf", ContentFile(b"whole")) == "report.pdf"
    assert (tmp_path / "report.pdf").read_bytes() == b"whole"
