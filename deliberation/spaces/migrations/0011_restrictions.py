"""What is restricted gets a ground and a day of review: item 5 and a year from now, to be looked at by the office."""

from datetime import timedelta

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone


def give_grounds(apps, schema_editor):
    restriction = apps.get_model("spaces", "Restriction")
    spaces, files, items = (apps.get_model("spaces", name).objects for name in ("Space", "Attachment", "Item"))
    review_on = timezone.localdate() + timedelta(days=365)

    def restrict(row, space, by=None):
        row.restriction = restriction.objects.create(space_id=space, ground=5, review_on=review_on, decided_by_id=by)
        row.save(update_fields=["restriction"])

    for row in spaces.filter(closed=True).iterator():
        restrict(row, row.parent_id or row.pk)
    for row in files.filter(restricted=True).iterator():
        restrict(row, row.space_id, row.uploaded_by_id)
    for row in items.filter(state__in=["declined", "hidden"]).iterator():
        restrict(row, row.space_id, row.decided_by_id)


def mark_again(apps, schema_editor):
    for name, column in (("Space", "closed"), ("Attachment", "restricted")):
        apps.get_model("spaces", name).objects.filter(restriction__isnull=False).update(**{column: True})


# What the rows' foreign keys still have to check would stand in the way of changing the tables.
CHECK_NOW = migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [
        ("spaces", "0010_on_site"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Restriction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ground', models.PositiveSmallIntegerField(choices=[(1, 'secret by another law'), (2, 'national security, defence, unification, diplomacy'), (3, 'protection of life, body and property'), (4, 'trials, investigation, sentences'), (5, 'decision or review under way, contracts, personnel'), (6, 'personal data'), (7, 'trade secrets'), (8, 'danger of speculation')])),
                ('note', models.CharField(blank=True, help_text='why, in words; public', max_length=1000)),
                ('review_on', models.DateField(help_text='when it is looked at again; in item 5 when the decision ends')),
                ('decided_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('space', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='restrictions', to='spaces.space')),
            ],
        ),
        migrations.AddField(
            model_name='attachment',
            name='restriction',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='spaces.restriction'),
        ),
        migrations.AddField(
            model_name='item',
            name='restriction',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='spaces.restriction'),
        ),
        migrations.AddField(
            model_name='space',
            name='restriction',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='spaces.restriction'),
        ),
        migrations.AddIndex(
            model_name='restriction',
            index=models.Index(fields=['review_on', 'id'], name='spaces_restriction_by_review'),
        ),
        migrations.AddConstraint(
            model_name='restriction',
            constraint=models.CheckConstraint(condition=models.Q(('ground__range', (1, 8))), name='spaces_ground_is_one_of_eight'),
        ),
        migrations.RunPython(give_grounds, mark_again),
        CHECK_NOW,
        migrations.RemoveField(
            model_name='attachment',
            name='restricted',
        ),
        migrations.RemoveField(
            model_name='space',
            name='closed',
        ),
        migrations.AddConstraint(
            model_name='item',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('restriction__isnull', False), ('state__in', ['declined', 'hidden'])), models.Q(models.Q(('state__in', ['declined', 'hidden']), _negated=True), ('restriction', None)), _connector='OR'), name='spaces_item_out_of_sight_on_a_ground'),
        ),
    ]
