import io
from datetime import datetime
from zipfile import ZIP_DEFLATED, ZipFile

from deliberation.documents.archive import reseal, seal_zip, sealed

FILES = [("mimetype", b"application/x"), ("b.xml", b"<b/>" * 99), ("a.png", b"\x89PNG")]


def entries(data):
    with ZipFile(io.BytesIO(data)) as archive:
        return [
            (
                each.filename,
                each.date_time[:3],
                each.compress_type == ZIP_DEFLATED,
                each.external_attr >> 16,
                each.extra,
            )
            for each in archive.infolist()
        ]


def test_a_sealed_zip_keeps_the_order_and_nothing_of_the_machine():
    assert entries(sealed(FILES)) == [
        ("mimetype", (1980, 1, 1), False, 0o644, b""),
        ("b.xml", (1980, 1, 1), True, 0o644, b""),
        ("a.png", (1980, 1, 1), False, 0o644, b""),
    ]
    assert sealed(FILES) == sealed(iter(FILES))


def test_resealing_takes_time_and_permissions_away():
    made = []
    for moment, mode in ((datetime(2026, 3, 12), 0o600), (datetime(2019, 1, 1), 0o644)):  # noqa: DTZ001
        raw, clean = io.BytesIO(), io.BytesIO()
        with ZipFile(raw, "w") as archive:
            for name, content in FILES:
                archive.writestr(name, content)
                archive.infolist()[-1].date_time = moment.timetuple()[:6]
                archive.infolist()[-1].external_attr = mode << 16
        reseal(raw, clean)
        made.append(clean.getvalue())
    assert made[0] == made[1]
    with ZipFile(io.BytesIO(made[0])) as archive:
        assert [(name, archive.read(name)) for name in archive.namelist()] == FILES


def test_open_files_are_copied():
    target = io.BytesIO()
    seal_zip([("large.xml", io.BytesIO(b"x" * 3_000_000))], target)
    with ZipFile(target) as archive:
        assert archive.read("large.xml") == b"x" * 3_000_000
