"""The interface's texts: found in code and templates, kept in ``locale/*/LC_MESSAGES/django.po``, compiled with polib.

No gettext programs are needed.
"""

import ast
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import polib
from django.utils.translation.template import templatize

CHECKOUT = Path(__file__).resolve().parent.parent
SOURCES = ("deliberation", "config", "templates")

# How many strings a function takes, and whether the first is the context.
FUNCTIONS = {"gettext": (1, False), "pgettext": (2, True), "ngettext": (2, False), "npgettext": (3, True)}
LITERAL = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
CALL = re.compile(rf"\b(_|n?p?gettext)\(\s*({LITERAL}(?:\s*,\s*{LITERAL})*)", re.DOTALL)


class Message(NamedTuple):
    context: str | None
    singular: str
    plural: str

    @property
    def key(self) -> tuple[str | None, str]:
        return self.context, self.singular


def extract() -> dict[tuple[str | None, str], Message]:
    """Every message of the code and the templates, by context and text."""
    messages: dict[tuple[str | None, str], Message] = {}
    for folder in SOURCES:
        for path in sorted((CHECKOUT / folder).rglob("*")):
            for message in found_in(path):
                if message.plural or message.key not in messages:
                    messages[message.key] = message
    return messages


def found_in(path: Path) -> Iterator[Message]:
    if path.suffix == ".py":
        yield from in_code(path.read_text())
    elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
        yield from in_template(path.read_text())


def in_code(source: str) -> Iterator[Message]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        texts = [word.value for word in node.args if isinstance(word, ast.Constant) and isinstance(word.value, str)]
        yield from as_message(called.removesuffix("_lazy").removesuffix("_noop"), texts)


def in_template(source: str) -> Iterator[Message]:
    for called, literals in CALL.findall(templatize(source)):
        yield from as_message(called, [ast.literal_eval(text) for text in re.findall(LITERAL, literals, re.DOTALL)])


def as_message(called: str, texts: list[str]) -> Iterator[Message]:
    count, with_context = FUNCTIONS.get("gettext" if called == "_" else called, (0, False))
    if count and len(texts) >= count:
        context = texts[0] if with_context else None
        singular, *plural = texts[with_context:count]
        yield Message(context, singular, plural[0] if plural else "")


def catalogues() -> list[Path]:
    return sorted((CHECKOUT / "locale").glob("*/LC_MESSAGES/django.po"))


def update(path: Path) -> None:
    """Add what is missing, untranslated, and sort; the English catalogue holds plural forms only, which are known."""
    catalogue, messages = polib.pofile(str(path)), extract()
    if path.parts[-3] == "en":
        messages = {key: message for key, message in messages.items() if message.plural}
    known = {(entry.msgctxt, entry.msgid) for entry in catalogue}
    for key, message in messages.items():
        if key not in known:
            catalogue.append(fresh_entry(message, path.parts[-3]))
    catalogue.sort(key=lambda entry: (entry.msgid, entry.msgctxt or ""))
    catalogue.save()


def fresh_entry(message: Message, language: str) -> polib.POEntry:
    flags = ["python-format"] if "%(" in message.singular else []
    entry = polib.POEntry(msgctxt=message.context, msgid=message.singular, msgid_plural=message.plural, flags=flags)
    if message.plural:
        entry.msgstr_plural = {0: message.singular, 1: message.plural} if language == "en" else {0: ""}
    return entry


def compile_catalogues() -> None:
    """Write each ``.mo`` that is older than its source, so that a reader never meets half a file."""
    for path in catalogues():
        compiled = path.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < path.stat().st_mtime:
            fresh = path.with_suffix(f".{os.getpid()}.mo")
            polib.pofile(str(path)).save_as_mofile(str(fresh))
            fresh.replace(compiled)
