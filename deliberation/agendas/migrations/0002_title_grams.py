"""A title's single characters join its bigrams, so that a word of one syllable is found by index."""

from django.db import migrations

from deliberation.algorithms.text import grams


def add_single_characters(apps, schema_editor):
    proposals = apps.get_model("agendas", "Proposal").objects
    for proposal in proposals.only("title").iterator():
        proposals.filter(pk=proposal.pk).update(title_grams=grams(proposal.title))


class Migration(migrations.Migration):
    dependencies = [("agendas", "0001_initial")]

    operations = [
        migrations.RemoveIndex("proposal", "agendas_title_bigrams"),
        migrations.RenameField("proposal", "title_bigrams", "title_grams"),
        migrations.RunPython(add_single_characters, migrations.RunPython.noop, elidable=True),
    ]
