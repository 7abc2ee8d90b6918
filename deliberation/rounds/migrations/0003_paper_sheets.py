import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('rounds', '0002_book_decided'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='paperrun',
            name='sheet',
            field=models.CharField(choices=[('cards', 'Notes on cards'), ('turns', 'Speaking list')], default='cards', max_length=5),
        ),
        migrations.AlterField(
            model_name='paperrun',
            name='item',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='paper_runs', to='rounds.programmeitem'),
        ),
        migrations.AddConstraint(
            model_name='paperrun',
            constraint=models.UniqueConstraint(fields=('item', 'sheet'), name='rounds_one_sheet_each'),
        ),
    ]
