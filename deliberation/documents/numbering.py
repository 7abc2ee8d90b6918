"""The printed numbers of headings, tables and figures: the same in every format."""

from collections import Counter

from .blocks import DEEPEST_HEADING, Document, Figure, Heading, Table

# Eleven and twelve are characters of their own.
ROMAN = [*"ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ", *("Ⅹ" + unit for unit in "ⅢⅣⅤⅥⅦⅧⅨⅩ"), *("ⅩⅩ" + unit for unit in "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ")]
SYLLABLES = list("가나다라마바사아자차카타파하")
WORDS = {"ko": {Table: "표", Figure: "그림"}, "en": {Table: "Table", Figure: "Figure"}}


def numbers(document: Document) -> list[str]:
    """One text for each block, empty where it bears no number.

    Headings count Ⅰ. 1. 가. 1) as in Korean official papers, 1. 1.1 1.1.1 in English; captions 표 1, 그림 1.
    """
    path = [0] * DEEPEST_HEADING
    captions: Counter[str] = Counter()
    printed = []
    for block in document.blocks:
        word = WORDS[document.language].get(type(block))
        if isinstance(block, Heading):
            path[block.level - 1] += 1
            path[block.level :] = [0] * (DEEPEST_HEADING - block.level)
            printed.append(_heading_number(path[: block.level], document.language))
        elif word:
            captions[word] += 1
            printed.append(f"{word} {captions[word]}")
        else:
            printed.append("")
    return printed


def _heading_number(path: list[int], language: str) -> str:
    if language == "ko":
        return _korean_number(len(path), path[-1])
    return f"{path[0]}." if len(path) == 1 else ".".join(map(str, path))


def _korean_number(level: int, n: int) -> str:
    marks = {1: ROMAN, 3: SYLLABLES}.get(level, [])
    mark = marks[n - 1] if n <= len(marks) else str(n)
    return f"{mark})" if level == DEEPEST_HEADING else f"{mark}."
