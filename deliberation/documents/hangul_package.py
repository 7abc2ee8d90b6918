"""The package of an HWPX file: the blank one or a city's template, and what a rendering puts in place of its text."""

import re
from collections.abc import Sequence
from zipfile import BadZipFile

from hwpx import HwpxDocument
from hwpx.opc.package import HwpxPackage, HwpxPackageError
from hwpx.opc.security import HwpxSecurityError
from lxml import etree

from .archive import sealed
from .blocks import Document, digest

OPF = "{http://www.idpf.org/2007/opf/}"
HEADER, PREVIEWS = "Contents/header.xml", ("Preview/PrvText.txt", "Preview/PrvImage.png")
SECTION = re.compile(r"(^|/)section\d+\.xml$")
BLANK_PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"
)
BROKEN = (BadZipFile, HwpxPackageError, HwpxSecurityError, etree.LxmlError, LookupError, AttributeError, TypeError)


def opened(template: bytes | None) -> HwpxPackage:
    """Raises one of `BROKEN` for a template that is no HWPX file, or a bomb."""
    return HwpxDocument.new().package if template is None else HwpxPackage.open(template)


def picture_id(n: int) -> str:
    """By which the text refers to the n-th picture."""
    return f"report{n}"


def fill(
    package: HwpxPackage,
    document: Document,
    *,
    head: etree._Element,
    sections: Sequence[str],
    pictures: Sequence[bytes],
) -> None:
    """Put these sections (XML) and pictures (PNG) and this header part in place of what there is."""
    items = [(f"section{n}", f"Contents/section{n}.xml", "application/xml") for n in range(len(sections))]
    items += [(picture_id(n), f"BinData/{picture_id(n)}.png", "image/png") for n in range(1, len(pictures) + 1)]
    for path in set(package.section_paths()) - {path for _name, path, _kind in items}:
        package.delete(path)
    contents = [*(section.encode() for section in sections), *pictures]
    for (_name, path, _kind), content in zip(items, contents, strict=True):
        package.write(path, content)
    head.set("secCnt", str(len(sections)))
    package.write(HEADER, _xml(head))
    for path in PREVIEWS:
        if package.has_part(path):
            package.write(path, document.title if path.endswith(".txt") else BLANK_PICTURE)
    _list(package, items, document.language)
    _describe(package, document)


def seal(package: HwpxPackage) -> bytes:
    names = sorted(package.part_names(), key=lambda name: name != "mimetype")  # which the format wants first
    return sealed((name, package.read(name)) for name in names)


def _list(package: HwpxPackage, items: list[tuple[str, str, str]], language: str) -> None:
    """These parts in the package's list, in place of former ones of the same kind or name."""
    path = package.main_content.full_path
    root = package.get_xml(path)
    manifest, spine = root.find(f"{OPF}manifest"), root.find(f"{OPF}spine")
    gone = {each.get("id") for each in manifest if SECTION.search(each.get("href", ""))} | {item[0] for item in items}
    for each in [*manifest, *spine]:
        if each.get("id", each.get("idref")) in gone:
            each.getparent().remove(each)
    for name, href, kind in items:
        item = etree.SubElement(manifest, f"{OPF}item", {"id": name, "href": href, "media-type": kind})
        if kind == "application/xml":
            etree.SubElement(spine, f"{OPF}itemref", {"idref": name, "linear": "yes"})
        else:
            item.set("isEmbeded", "1")  # spelt so in the format
    for each in root.iter(f"{OPF}language"):
        each.text = language
    package.write(path, _xml(root))


def _describe(package: HwpxPackage, document: Document) -> None:
    """Whoever wrote the template is not who wrote this."""
    moment = f"{document.date.isoformat()}T00:00:00Z"
    package.clear_document_metadata(keep="language", timestamp=moment)
    package.set_document_metadata(
        title=document.title,
        creator=document.publisher,
        subject=document.subtitle,
        keyword=f"sha256:{digest(document)}",
        created_date=moment,
        modified_date=moment,
    )


def _xml(root: etree._Element) -> bytes:
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
