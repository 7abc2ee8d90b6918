import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('panels', '0001_initial'),
        ('processes', '0003_advice_on_agendas'),
        ('recommendations', '0006_amendments_and_dissent'),
    ]

    operations = [
        migrations.CreateModel(
            name='AgreementRound',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('n', models.PositiveSmallIntegerField()),
                ('state', models.CharField(choices=[('open', 'being asked'), ('closed', 'closed')], default='open', max_length=10)),
                ('opened_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('stage', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreement_rounds', to='processes.stage')),
            ],
            options={
                'ordering': ['n'],
            },
        ),
        migrations.CreateModel(
            name='Endorsement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('value', models.PositiveSmallIntegerField(choices=[(4, 'I agree fully'), (3, 'I agree, with small wishes'), (2, 'I can live with it'), (1, 'I object')])),
                ('critique', models.TextField(blank=True, max_length=600)),
                ('recommendation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='endorsements', to='recommendations.recommendation')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='endorsements', to='recommendations.agreementround')),
                ('seat', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='panels.seat')),
            ],
        ),
        migrations.AddConstraint(
            model_name='agreementround',
            constraint=models.UniqueConstraint(fields=('stage', 'n'), name='recommendations_agreement_round_once'),
        ),
        migrations.AddConstraint(
            model_name='agreementround',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('stage',), name='recommendations_one_agreement_round_open'),
        ),
        migrations.AddConstraint(
            model_name='endorsement',
            constraint=models.UniqueConstraint(fields=('round', 'recommendation', 'seat'), name='recommendations_endorsement_once'),
        ),
        migrations.AddConstraint(
            model_name='endorsement',
            constraint=models.CheckConstraint(condition=models.Q(('value__gte', 1), ('value__lte', 4)), name='recommendations_endorsement_value'),
        ),
    ]
