"""Every text of the interface has its Korean, with the same placeholders."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
from django.conf import global_settings

from config import translations
from config.translations import Message

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z]|\{\w*\}")
KOREAN = translations.CHECKOUT / "locale/ko/LC_MESSAGES/django.po"
ENGLISH = translations.CHECKOUT / "locale/en/LC_MESSAGES/django.po"


def entries(path) -> dict[tuple[str | None, str], polib.POEntry]:
    return {(entry.msgctxt, entry.msgid): entry for entry in polib.pofile(str(path)) if not entry.obsolete}


def words(entry: polib.POEntry) -> list[str]:
    return [entry.msgstr, *entry.msgstr_plural.values()] if not entry.msgid_plural else [*entry.msgstr_plural.values()]


def test_code_is_read_with_contexts_plurals_and_joined_lines():
    source = """
_("One " "text")
gettext_lazy("Two")
pgettext("month", "May")
ngettext("%(n)d day", "%(n)d days", 3) % {"n": 3}
npgettext_lazy("bank", "note", "notes", "n")
translation.gettext_noop("Three")
_(variable)
other("Four")
"""
    assert set(translations.in_code(source)) == {
        Message(None, "One text", ""),
        Message(None, "Two", ""),
        Message("month", "May", ""),
        Message(None, "%(n)d day", "%(n)d days"),
        Message("bank", "note", "notes"),
        Message(None, "Three", ""),
    }


def test_templates_are_read_with_tags_filters_and_trimmed_blocks():
    source = """{% load i18n %}
{% translate "It's (here)" %} {% translate "May" context "month" as month %}
{% blocktranslate trimmed with name=person.name %}
    Dear {{ name }},
    hello
{% endblocktranslate %}
{% blocktranslate count n=many %}{{ n }} vote{% plural %}{{ n }} votes{% endblocktranslate %}
{{ value|default:_("none") }} {% include "a.html" with title=_("Title") %}
"""
    assert set(translations.in_template(source)) == {
        Message(None, "It's (here)", ""),
        Message("month", "May", ""),
        Message(None, "Dear %(name)s, hello", ""),
        Message(None, "%(n)s vote", "%(n)s votes"),
        Message(None, "none", ""),
        Message(None, "Title", ""),
    }


def test_catalogues_are_complete():
    messages = translations.extract().values()
    for path, wanted in ((KOREAN, messages), (ENGLISH, [m for m in messages if m.plural])):
        known = entries(path)
        lacking = [m.key for m in wanted if m.key not in known or bool(known[m.key].msgid_plural) != bool(m.plural)]
        unfinished = [key for key, entry in known.items() if "fuzzy" in entry.flags or not all(words(entry))]
        assert (lacking, unfinished) == ([], []), "run `manage.py messages`, then fill in what is empty"


def test_catalogues_hold_nothing_that_nobody_says():
    """Beside our own texts stand those of Django for which we have better words."""
    wanted = {message.key for message in translations.extract().values()}
    django = Path(global_settings.__file__).parent / "locale/en/LC_MESSAGES/django.po"
    for path in (KOREAN, ENGLISH):
        assert entries(path).keys() - wanted - entries(django).keys() == set()


def test_placeholders_are_the_same():
    wrong = [
        (entry.msgid, text)
        for entry in entries(KOREAN).values()
        for text in words(entry)
        if text and set(PLACEHOLDER.findall(text)) != set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
    ]
    assert wrong == []


def test_what_is_written_at_tables_has_one_name_on_pages_and_in_print():
    korean = entries(KOREAN)
    assert (korean[None, "Note"].msgstr, korean[None, "Note %(n)s"].msgstr) == ("쪽지", "쪽지 %(n)s")
    assert [key for key, entry in korean.items() for text in words(entry) if "토론 기록" in text] == []


def test_update_adds_what_is_missing_and_keeps_what_is_there(tmp_path, monkeypatch):
    monkeypatch.setattr(translations, "CHECKOUT", tmp_path)
    (tmp_path / "deliberation").mkdir()
    (tmp_path / "deliberation/words.py").write_text('_("Vote")\n_("Agenda")\nngettext("%(n)d seat", "%(n)d seats", n)')
    for language, forms in (("ko", 1), ("en", 2)):
        catalogue = polib.POFile()
        catalogue.metadata = {"Plural-Forms": f"nplurals={forms}; plural={'n != 1' if forms == 2 else 0};"}
        if language == "ko":
            catalogue.append(polib.POEntry(msgid="Vote", msgstr="표결"))
        path = tmp_path / f"locale/{language}/LC_MESSAGES/django.po"
        path.parent.mkdir(parents=True)
        catalogue.save(str(path))
        translations.update(path)
    translations.compile_catalogues()
    korean, english = (polib.mofile(str(path.with_suffix(".mo"))) for path in reversed(translations.catalogues()))
    in_source = [(e.msgid, e.msgstr, e.msgstr_plural) for e in polib.pofile(str(translations.catalogues()[1]))]
    assert in_source == [("%(n)d seat", "", {0: ""}), ("Agenda", "", {}), ("Vote", "표결", {})]
    assert [(e.msgid, e.msgstr) for e in korean] == [("Vote", "표결")]
    assert [e.msgstr_plural for e in english] == [{0: "%(n)d seat", 1: "%(n)d seats"}]


def test_the_first_command_of_a_clone_speaks_korean(tmp_path):
    shutil.copy(translations.CHECKOUT / "manage.py", tmp_path)
    for folder in ("config", "locale"):
        shutil.copytree(translations.CHECKOUT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("*.mo"))
    (tmp_path / "deliberation").symlink_to(translations.CHECKOUT / "deliberation")
    script = "from django.utils.translation import gettext; print(gettext('Name of the meeting'))"
    command = [sys.executable, "manage.py", "shell", "--verbosity", "0", "--command", script]
    told = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert (told, sorted(path.name for path in tmp_path.rglob("*.mo"))) == ("회의 명칭\n", ["django.mo", "django.mo"])
