import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('panels', '0001_initial'),
        ('recommendations', '0005_split_texts'),
        ('spaces', '0009_decisions_by_date'),
    ]

    operations = [
        migrations.CreateModel(
            name='Amendment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(help_text='in its stage, from 1')),
                ('act', models.CharField(choices=[('change', 'Change a sentence'), ('add', 'Add a sentence'), ('strike', 'Strike a sentence')], max_length=6)),
                ('before', models.TextField(help_text='how that sentence read then')),
                ('wording', models.TextField(help_text='the sentence as it is to read; empty to strike it', max_length=600)),
                ('reason', models.TextField(max_length=600)),
                ('named', models.BooleanField(default=False, help_text="shown under the person's name, not the seat's code")),
                ('state', models.CharField(choices=[('proposed', 'proposed'), ('taken', 'taken into the text'), ('refused', 'not taken into the text'), ('merged', 'merged with another'), ('lapsed', 'undecided when drafting ended')], default='proposed', max_length=10)),
                ('supports', models.PositiveIntegerField(default=0)),
                ('verdict_reason', models.TextField(blank=True, max_length=600)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('decided_at', models.DateTimeField(null=True)),
                ('item', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='spaces.item')),
                ('merged_into', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='recommendations.amendment')),
                ('recommendation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='amendments', to='recommendations.recommendation')),
                ('seat', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='panels.seat')),
                ('sentence', models.ForeignKey(help_text='that is changed or struck, or after which another one is to stand; none: at the beginning', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='amendments', to='recommendations.sentence')),
                ('version', models.OneToOneField(help_text='of the text, which it made', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='amendment', to='recommendations.recommendationversion')),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='AmendmentSupport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('amendment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='recommendations.amendment')),
                ('seat', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='panels.seat')),
            ],
        ),
        migrations.CreateModel(
            name='CoAuthor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('named', models.BooleanField(default=False)),
                ('agreed_at', models.DateTimeField(null=True)),
                ('amendment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='coauthors', to='recommendations.amendment')),
                ('seat', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='panels.seat')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Dissent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField(max_length=1500)),
                ('would_change', models.TextField(max_length=600)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('item', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='spaces.item')),
                ('recommendation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='dissents', to='recommendations.recommendation')),
                ('seat', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='panels.seat')),
            ],
        ),
        migrations.CreateModel(
            name='Signer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('named', models.BooleanField(default=False)),
                ('signed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('dissent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='signers', to='recommendations.dissent')),
                ('seat', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='panels.seat')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='amendment',
            constraint=models.UniqueConstraint(fields=('recommendation', 'number'), name='recommendations_amendment_number_once'),
        ),
        migrations.AddConstraint(
            model_name='amendment',
            constraint=models.CheckConstraint(condition=models.Q(('act', 'add'), ('sentence__isnull', False), _connector='OR'), name='recommendations_amendment_of_a_sentence'),
        ),
        migrations.AddConstraint(
            model_name='amendment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('act', 'strike'), ('wording', '')), models.Q(models.Q(('act', 'strike'), _negated=True), models.Q(('wording', ''), _negated=True)), _connector='OR'), name='recommendations_amendment_has_words'),
        ),
        migrations.AddConstraint(
            model_name='amendment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'taken'), ('version__isnull', False)), models.Q(models.Q(('state', 'taken'), _negated=True), ('version', None)), _connector='OR'), name='recommendations_amendment_made_a_version'),
        ),
        migrations.AddConstraint(
            model_name='amendment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('merged_into__isnull', False), ('state', 'merged')), models.Q(models.Q(('state', 'merged'), _negated=True), ('merged_into', None)), _connector='OR'), name='recommendations_amendment_merged_somewhere'),
        ),
        migrations.AddConstraint(
            model_name='amendmentsupport',
            constraint=models.UniqueConstraint(fields=('amendment', 'seat'), name='recommendations_support_once'),
        ),
        migrations.AddConstraint(
            model_name='coauthor',
            constraint=models.UniqueConstraint(fields=('amendment', 'seat'), name='recommendations_coauthor_once'),
        ),
        migrations.AddConstraint(
            model_name='signer',
            constraint=models.UniqueConstraint(fields=('dissent', 'seat'), name='recommendations_signer_once'),
        ),
    ]
