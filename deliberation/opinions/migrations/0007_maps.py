import django.contrib.postgres.indexes
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


def forget_maps(apps, schema_editor):
    """Maps are derived from answers and lie in another form from now on: the next sweep draws them anew."""
    apps.get_model("opinions", "OpinionMap").objects.all().delete()


class Migration(migrations.Migration):

    dependencies = [
        ('opinions', '0006_given_at'),
        ('panels', '0001_initial'),
        ('processes', '0003_advice_on_agendas'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(forget_maps, migrations.RunPython.noop),
        migrations.CreateModel(
            name='GroupName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('group', models.PositiveSmallIntegerField(help_text='number of the group, from 0')),
                ('name', models.CharField(max_length=30)),
                ('name_en', models.CharField(blank=True, max_length=40)),
                ('named_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['group'],
            },
        ),
        migrations.CreateModel(
            name='PlacesPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_seat', models.BigIntegerField()),
                ('packed', models.BinaryField()),
            ],
            options={
                'ordering': ['first_seat'],
            },
        ),
        migrations.AddField(
            model_name='opinionmap',
            name='axes',
            field=models.BinaryField(default=b'', help_text='two components and the means, by statement, as 64-bit floats'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='opinionmap',
            name='checks',
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name='opinionmap',
            name='picture',
            field=models.JSONField(default={}, help_text='marks on the picture; see maps.picture'),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name='opinionmap',
            name='as_of',
            field=models.DateTimeField(help_text='the last moment at which the votes were known to be these'),
        ),
        migrations.AlterField(
            model_name='opinionmap',
            name='digest',
            field=models.CharField(help_text='of votes and moderation that it was drawn from', max_length=64),
        ),
        migrations.AddIndex(
            model_name='stance',
            index=django.contrib.postgres.indexes.BrinIndex(autosummarize=True, fields=['answered_at'], name='opinions_stance_latest'),
        ),
        migrations.AddField(
            model_name='groupname',
            name='named_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='group_names', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='groupname',
            name='stage',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='group_names', to='processes.stage'),
        ),
        migrations.AddField(
            model_name='placespart',
            name='map',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='opinions.opinionmap'),
        ),
        migrations.AddConstraint(
            model_name='groupname',
            constraint=models.UniqueConstraint(fields=('stage', 'group'), name='opinions_group_name_once'),
        ),
        migrations.AddConstraint(
            model_name='placespart',
            constraint=models.UniqueConstraint(fields=('map', 'first_seat'), name='opinions_places_once'),
        ),
    ]
