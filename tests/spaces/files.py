"""Small files of every kind that can be attached, as bytes and as uploads."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile

OFFICE = "application/vnd.openxmlformats-officedocument."


def packed(*parts: tuple[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return file.getvalue()


def office(main: str) -> bytes:
    kind = f'<Types><Override PartName="/main.xml" ContentType="{main}"/></Types>'
    return packed(("[Content_Types].xml", kind), ("main.xml", "<x/>"))


SAMPLES = {
    "pdf": b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer <<>>\n%%EOF\n",
    "hwpx": packed(("mimetype", "application/hwp+zip"), ("Contents/content.hpf", "<x/>")),
    "hwp": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + b"HWP Document File" + bytes(64),
    "docx": office(f"{OFFICE}wordprocessingml.document.main+xml"),
    "xlsx": office(f"{OFFICE}spreadsheetml.sheet.main+xml"),
    "pptx": office(f"{OFFICE}presentationml.presentation.main+xml"),
    "odt": packed(("mimetype", "application/vnd.oasis.opendocument.text")),
    "png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(32),
    "jpg": b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01" + bytes(32) + b"\xff\xd9",
    "txt": "회의 자료입니다.\n".encode(),
    "csv": "구,인원\n서구,12\n".encode("cp949"),
}


def upload(name: str = "회의 자료.pdf", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, SAMPLES[name.rpartition(".")[2]] if content is None else content)
