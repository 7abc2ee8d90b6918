import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("opinions", "0002_grams")]

    operations = [
        migrations.AddIndex(
            "statement", django.contrib.postgres.indexes.GinIndex(fields=["grams"], name="opinions_statement_grams")
        ),
    ]
