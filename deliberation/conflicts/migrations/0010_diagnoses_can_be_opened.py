import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conflicts", "0009_restrictions")]

    operations = [
        migrations.AlterField(
            model_name="diagnosis",
            name="restriction",
            field=models.OneToOneField(
                blank=True,
                help_text="of note and opinion; none: they were made public",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="spaces.restriction",
            ),
        ),
    ]
