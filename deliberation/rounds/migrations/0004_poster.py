from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rounds", "0003_paper_sheets"),
    ]

    operations = [
        migrations.AddField(
            model_name="meeting",
            name="poster",
            field=models.BooleanField(
                default=False, help_text="a code that stays the same was printed, and is accepted"
            ),
        ),
    ]
