import unicodedata

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict

from deliberation.spaces.fields import Files, PlainText
from tests.spaces.files import upload


def test_text_is_composed_and_loses_control_and_bidi_characters():
    typed = unicodedata.normalize("NFD", "숙의") + "\u202e\x00 시민"
    assert PlainText(limit=20).clean(typed) == "숙의 시민"


def test_markup_stays_text():
    assert PlainText(limit=60).clean("<script>alert(1)</script> & <b>") == "<script>alert(1)</script> & <b>"


def test_lines_are_joined_in_a_one_line_field_and_kept_in_a_longer_one():
    assert PlainText(limit=20).clean(" 하나\r\n둘  셋 ") == "하나 둘 셋"
    assert PlainText(limit=20, lines=4).clean("하나\r\n\r\n둘 \n") == "하나\n\n둘"


def test_limit_counts_characters_after_line_ends_and_hangul_are_joined():
    typed = unicodedata.normalize("NFD", "가나") + "\r\n다"
    assert PlainText(limit=4, lines=2).clean(typed) == "가나\n다"


def test_too_long_text_says_how_much_too_long():
    with pytest.raises(ValidationError) as raised:
        PlainText(limit=5).clean("여섯 글자요")
    assert raised.value.messages == ["1자를 줄여 주십시오. 지금 6자이며 5자까지 쓸 수 있습니다."]


def test_page_does_not_cut_what_is_pasted():
    assert "maxlength" not in PlainText(limit=5).widget.attrs


def test_required_text_may_not_be_white_space():
    with pytest.raises(ValidationError):
        PlainText(limit=5).clean(" \u00a0\t")


class Enclosures(forms.Form):
    files = Files(label="Files", required=False, most=2)


def enclosed(*uploads) -> Enclosures:
    return Enclosures({}, MultiValueDict({"files": list(uploads)}))


def test_files_are_many_or_none():
    form = enclosed(upload("하나.pdf"), upload("둘.csv"))
    assert form.is_valid(), form.errors
    assert [file.name for file in form.cleaned_data["files"]] == ["하나.pdf", "둘.csv"]
    form = enclosed()
    assert form.is_valid(), form.errors
    assert form.cleaned_data["files"] == []


def test_every_bad_file_is_named_and_too_many_are_refused():
    for name, content in (("거짓.pdf", b"MZ"), ("사진.exe", b"MZ")):
        bad = enclosed(upload("좋은 것.txt"), upload(name, content))
        assert name in str(bad.errors["files"])
        assert "좋은" not in str(bad.errors["files"])
    many = enclosed(upload("1.pdf"), upload("2.pdf"), upload("3.pdf"))
    assert "최대 2개" in str(many.errors["files"])


def test_page_says_the_limits_before_a_file_is_chosen():
    html = str(Enclosures())
    assert 'type="file"' in html
    assert " multiple" in html
    assert "20MB" in html
    assert ".hwpx" in html
