import pytest
from django.core.management import CommandError, call_command

from deliberation.reports.exporting.formats import FORMATS
from deliberation.reports.models import Edition
from tests.scenes import convened

pytestmark = pytest.mark.django_db(transaction=True)
BEGINNINGS = {"pdf": b"%PDF", "html": b"<!doctype html>"}
BEGINNINGS |= dict.fromkeys(["hwpx", "docx", "xlsx", "csv", "archive", "bundle"], b"PK")


def test_every_format_is_written_from_the_shell(tmp_path, capsys):
    convened()
    names = [name for name in FORMATS if name != "pack"]  # which needs somebody whom the press can ask
    for name in names:
        output = tmp_path / f"report.{name}"
        call_command("export_report", "hydrogen", "--format", name, "--output", str(output))
        assert output.read_bytes().startswith(BEGINNINGS[name])
    edition = Edition.objects.get()
    assert capsys.readouterr().out == f"edition 1 {edition.digest}\n" * len(names)


def test_an_earlier_edition_is_written_again_byte_for_byte(tmp_path):
    process, _cast = convened()
    first, again = tmp_path / "first.pdf", tmp_path / "again.pdf"
    call_command("export_report", "hydrogen", "--format", "pdf", "--output", str(first))
    process.stages.update(title="바뀐 제목")
    call_command("export_report", "hydrogen", "--format", "pdf", "--output", str(again), "--edition", "1")
    assert again.read_bytes() == first.read_bytes()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["hydrogen", "--format", "pack", "--output", "{here}/a.zip"], "언론 문의"),
        (["nowhere", "--format", "pdf", "--output", "{here}/a.pdf"], "no process"),
        (["hydrogen", "--format", "pdf", "--output", "{here}/missing/a.pdf"], "cannot be written"),
        (["hydrogen", "--format", "pdf", "--output", "{here}"], "cannot be written"),
        (["hydrogen", "--format", "odt", "--output", "{here}/a.odt"], "invalid choice"),
        (["hydrogen", "--format", "pdf", "--output", "{here}/a.pdf", "--edition", "7"], "no edition 7"),
    ],
)
def test_what_cannot_be_done_is_told_and_leaves_nothing(given, told, tmp_path):
    convened()
    with pytest.raises(CommandError) as refused:
        call_command("export_report", *(part.format(here=tmp_path) for part in given))
    assert told in str(refused.value)
    assert list(tmp_path.iterdir()) == []
