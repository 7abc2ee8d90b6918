import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("agendas", "0002_title_grams")]

    operations = [
        migrations.AddIndex(
            "proposal", django.contrib.postgres.indexes.GinIndex(fields=["title_grams"], name="agendas_title_grams")
        ),
    ]
