"""The text of an HWPX file, paragraph by paragraph, and in what two of them differ."""

import io
import re
from difflib import SequenceMatcher
from zipfile import BadZipFile, ZipFile

from lxml import etree

SECTION = re.compile(r"Contents/section(\d+)\.xml")
LARGEST = 50_000_000  # bytes unpacked
PARAGRAPH, TEXT = "{*}p", "{*}t"


def paragraphs(content: bytes) -> list[str]:
    """Every paragraph with words, in the order of the file. Raises ValueError for what is no HWPX file."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        with ZipFile(io.BytesIO(content)) as packed:
            names = sorted((int(found[1]), name) for name in packed.namelist() if (found := SECTION.fullmatch(name)))
            if not names or sum(packed.getinfo(name).file_size for _n, name in names) > LARGEST:
                raise ValueError("no HWPX file")
            trees = [etree.fromstring(packed.read(name), parser) for _n, name in names]
    except (BadZipFile, etree.XMLSyntaxError) as error:
        raise ValueError("no HWPX file") from error
    texts = (_words(paragraph) for tree in trees for paragraph in tree.iter(PARAGRAPH))
    return [text for text in texts if text]


def _words(paragraph: etree._Element) -> str:
    """Its own words; those of paragraphs within, as of tables, are theirs."""
    own = (text for text in paragraph.iter(TEXT) if next(text.iterancestors(PARAGRAPH)) is paragraph)
    return " ".join("".join("".join(text.itertext()) for text in own).split())


def differences(before: list[str], after: list[str]) -> list[tuple[str, str]]:
    """Paragraphs that only one has: ``("-", …)`` of the first, ``("+", …)`` of the second, in order."""
    found: list[tuple[str, str]] = []
    for step, i, j, k, l in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():  # noqa: E741
        if step != "equal":
            found += [("-", text) for text in before[i:j]] + [("+", text) for text in after[k:l]]
    return found
