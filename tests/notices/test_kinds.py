import pytest
from django.utils import translation

from deliberation.notices.actions import notify
from deliberation.notices.kinds import titles
from deliberation.notices.models import Notice
from deliberation.processes.models import Process
from tests.cast import person


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("title_en", "language", "named"),
    [("Hydrogen", "en", "Hydrogen"), ("Hydrogen", "ko", "수소 생태계"), ("", "en", "수소 생태계")],
)
def test_a_notice_names_things_in_the_language_of_its_reader(title_en, language, named):
    process = Process(title="수소 생태계", title_en=title_en)
    notify([person("Finn")], "convened", occasion="process:1", url="/", facts=titles(process=process))
    with translation.override(language):
        title, body = Notice.objects.get().words
    assert named in title + body
