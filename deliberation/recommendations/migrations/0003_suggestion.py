"""What a table suggests for the drafting is called so, since a recommendation's own sentences are rows, too."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Value
from django.db.models.functions import Replace


def move_anchors(apps, schema_editor):
    materials = apps.get_model("rounds", "Material").objects.filter(url__contains="#sentence-")
    materials.update(url=Replace("url", Value("#sentence-"), Value("#suggestion-")))


class Migration(migrations.Migration):
    dependencies = [
        ("recommendations", "0002_sentence"),
        ("rounds", "0006_minutes_submitted_at"),
        ("processes", "0002_charter_drafted_at"),
    ]

    operations = [
        migrations.RenameModel("Sentence", "Suggestion"),
        migrations.RunSQL(  # an index keeps its name, which the sentences of 0004 need
            "ALTER INDEX recommendations_sentence_recommendation_id_355a1353"
            " RENAME TO recommendations_suggestion_recommendation_id_355a1353",
            "ALTER INDEX recommendations_suggestion_recommendation_id_355a1353"
            " RENAME TO recommendations_sentence_recommendation_id_355a1353",
        ),
        migrations.AlterField(
            model_name="suggestion",
            name="stage",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="suggestions", to="processes.stage"
            ),
        ),
        migrations.AlterField(
            model_name="suggestion",
            name="recommendation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="suggestions",
                to="recommendations.recommendation",
            ),
        ),
        migrations.RunPython(move_anchors, migrations.RunPython.noop, elidable=True),
    ]
