"""A statement's single characters join its bigrams, so that a word of one syllable is found by index."""

from django.db import migrations

from deliberation.algorithms.text import grams


def add_single_characters(apps, schema_editor):
    statements = apps.get_model("opinions", "Statement").objects
    for statement in statements.select_related("item").only("item__text").iterator():
        statements.filter(pk=statement.pk).update(grams=grams(statement.item.text))


class Migration(migrations.Migration):
    dependencies = [("opinions", "0001_initial")]

    operations = [
        migrations.RemoveIndex("statement", "opinions_statement_bigrams"),
        migrations.RenameField("statement", "bigrams", "grams"),
        migrations.RunPython(add_single_characters, migrations.RunPython.noop, elidable=True),
    ]
