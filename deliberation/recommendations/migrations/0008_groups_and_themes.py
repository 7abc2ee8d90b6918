import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('panels', '0001_initial'),
        ('processes', '0003_advice_on_agendas'),
        ('recommendations', '0007_agreement'),
        ('spaces', '0009_decisions_by_date'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='GroupMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
        ),
        migrations.CreateModel(
            name='GroupText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(choices=[('opinion', 'opinion of a group'), ('note', 'note with a draft')], max_length=10)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Theme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('title', models.CharField(max_length=120)),
                ('state', models.CharField(choices=[('hearing', 'the groups say what they think'), ('drafting', 'with the group that drafts it'), ('whole', 'before all participants'), ('unpursued', 'not pursued')], default='hearing', max_length=10)),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.AddField(
            model_name='recommendationversion',
            name='seat',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='panels.seat'),
        ),
        migrations.CreateModel(
            name='DraftingGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('stage', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='drafting_groups', to='processes.stage')),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.AddField(
            model_name='recommendationversion',
            name='group',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='recommendations.draftinggroup'),
        ),
        migrations.AddConstraint(
            model_name='recommendationversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('group', None), ('seat', None)), models.Q(('group__isnull', False), ('seat__isnull', False)), _connector='OR'), name='recommendations_version_of_a_group'),
        ),
        migrations.AddField(
            model_name='groupmember',
            name='group',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='recommendations.draftinggroup'),
        ),
        migrations.AddField(
            model_name='groupmember',
            name='seat',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='panels.seat'),
        ),
        migrations.AddField(
            model_name='groupmember',
            name='stage',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='processes.stage'),
        ),
        migrations.AddField(
            model_name='grouptext',
            name='group',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='texts', to='recommendations.draftinggroup'),
        ),
        migrations.AddField(
            model_name='grouptext',
            name='item',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='spaces.item'),
        ),
        migrations.AddField(
            model_name='grouptext',
            name='seat',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='panels.seat'),
        ),
        migrations.AddField(
            model_name='theme',
            name='group',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='themes', to='recommendations.draftinggroup'),
        ),
        migrations.AddField(
            model_name='theme',
            name='recommendation',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='theme', to='recommendations.recommendation'),
        ),
        migrations.AddField(
            model_name='theme',
            name='stage',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='themes', to='processes.stage'),
        ),
        migrations.AddField(
            model_name='grouptext',
            name='theme',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='texts', to='recommendations.theme'),
        ),
        migrations.AddConstraint(
            model_name='draftinggroup',
            constraint=models.UniqueConstraint(fields=('stage', 'number'), name='recommendations_group_number_once'),
        ),
        migrations.AddConstraint(
            model_name='groupmember',
            constraint=models.UniqueConstraint(fields=('stage', 'seat'), name='recommendations_one_group_each'),
        ),
        migrations.AddConstraint(
            model_name='theme',
            constraint=models.UniqueConstraint(fields=('stage', 'number'), name='recommendations_theme_number_once'),
        ),
        migrations.AddConstraint(
            model_name='theme',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'drafting'), _negated=True), ('group__isnull', False), _connector='OR'), name='recommendations_theme_with_a_group'),
        ),
        migrations.AddConstraint(
            model_name='grouptext',
            constraint=models.UniqueConstraint(condition=models.Q(('what', 'opinion')), fields=('theme', 'group'), name='recommendations_one_opinion_each'),
        ),
    ]
