from django.db import migrations
from django.db.models import F, Max


def add_chapter(apps, _schema_editor):
    """Result reports that somebody has arranged get the chapter of the city's answers, before the evaluation."""
    sections = apps.get_model("reports", "Section").objects
    for report in apps.get_model("reports", "Report").objects.filter(shape="result").exclude(sections__part="answers"):
        of_it = sections.filter(report=report)
        evaluation = of_it.filter(part="evaluation").first()
        place = evaluation.position if evaluation else (of_it.aggregate(last=Max("position"))["last"] or 0) + 1
        of_it.filter(position__gte=place).update(position=F("position") + 1)
        sections.create(report=report, position=place, part="answers")


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_editions_and_reports")]

    operations = [migrations.RunPython(add_chapter, migrations.RunPython.noop, elidable=True)]
