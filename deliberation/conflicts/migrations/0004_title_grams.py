"""A title's single characters join its bigrams, so that a word of one syllable is found by index."""

import django.contrib.postgres.indexes
from django.db import migrations

from deliberation.algorithms.text import grams


def add_single_characters(apps, schema_editor):
    conflicts = apps.get_model("conflicts", "ConflictCase").objects
    for conflict in conflicts.only("title", "title_en").iterator():
        conflicts.filter(pk=conflict.pk).update(title_grams=grams(f"{conflict.title} {conflict.title_en}"))


class Migration(migrations.Migration):
    dependencies = [("conflicts", "0003_listing_order")]

    operations = [
        migrations.RemoveIndex("conflictcase", "conflicts_title_bigrams"),
        migrations.RenameField("conflictcase", "title_bigrams", "title_grams"),
        migrations.RunPython(add_single_characters, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex(
            "conflictcase",
            django.contrib.postgres.indexes.GinIndex(fields=["title_grams"], name="conflicts_title_grams"),
        ),
    ]
