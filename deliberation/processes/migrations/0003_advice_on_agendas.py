"""A process keeps the advice on its agenda and why it departs from it; an agenda learns where its process stands."""

import django.db.models.deletion
from django.db import migrations, models


STATES = {"preparing": "preparing", "running": "deliberating", "suspended": "deliberating", "concluded": "concluded"}


def tell_agendas(apps, schema_editor):
    agendas = apps.get_model("agendas", "Agenda").objects
    for process in apps.get_model("processes", "Process").objects.exclude(agenda=None).iterator():
        agendas.filter(pk=process.agenda_id).update(state=STATES[process.state])


class Migration(migrations.Migration):

    dependencies = [
        ('agendas', '0013_agenda_pages'),
        ('conflicts', '0007_mediation_councils'),
        ('processes', '0002_charter_drafted_at'),
        ('spaces', '0005_conflicts_and_experts'),
    ]

    operations = [
        migrations.AddField(
            model_name='process',
            name='advice',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='conflicts.advice'),
        ),
        migrations.AddField(
            model_name='process',
            name='advised',
            field=models.CharField(blank=True, choices=[('briefing', "residents' briefing"), ('listening', 'deliberative listening sessions'), ('mediation', 'mediation council'), ('small_panel', 'small citizen panel'), ('large_panel', 'large public deliberation')], help_text='by the advice, or the route', max_length=12),
        ),
        migrations.AddField(
            model_name='process',
            name='preset_reason',
            field=models.TextField(blank=True, help_text='published: why not the advised kind', max_length=1000),
        ),
        migrations.AlterField(
            model_name='process',
            name='state',
            field=models.CharField(choices=[('preparing', 'in preparation'), ('running', 'under way'), ('suspended', 'suspended'), ('concluded', 'concluded'), ('given_up', 'given up before it was convened')], default='preparing', max_length=12),
        ),
        migrations.AddConstraint(
            model_name='process',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'given_up'), _negated=True), fields=('agenda',), name='processes_one_of_an_agenda'),
        ),
        migrations.RunPython(tell_agendas, migrations.RunPython.noop, elidable=True),
    ]
