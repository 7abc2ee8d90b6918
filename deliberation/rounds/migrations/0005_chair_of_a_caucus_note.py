import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("conflicts", "0008_relations_and_alternatives"),
        ("rounds", "0004_poster"),
    ]

    operations = [
        migrations.AddField(
            model_name="caucusnote",
            name="chair",
            field=models.ForeignKey(
                help_text="who presided when it was written",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="conflicts.member",
            ),
        ),
    ]
