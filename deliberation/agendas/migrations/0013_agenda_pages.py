"""Agendas get pages of their own: words to find them by, state, place; routes say which track they lead to."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

from deliberation.algorithms.text import bigrams, grams


def complete(apps, schema_editor):
    """What the columns hold of agendas and routes that stand already, and where their points lead."""
    agendas, points = apps.get_model("agendas", "Agenda").objects, apps.get_model("spaces", "Point").objects
    for agenda in agendas.select_related("proposal", "conflict").iterator():
        source = agenda.proposal or agenda.conflict
        agenda.district = source.district if source else ""
        agenda.category = agenda.proposal.category if agenda.proposal else ""
        agenda.title_grams, agenda.bigrams = grams(agenda.title), bigrams(agenda.title)
        agenda.save(update_fields=["district", "category", "title_grams", "bigrams"])
        points.filter(about=f"agenda:{agenda.pk}", url="").update(url=f"/agendas/{agenda.pk}/")
    apps.get_model("agendas", "Route").objects.filter(kind__in=["council", "mayor"]).update(track="large_panel")


class Migration(migrations.Migration):

    dependencies = [
        ('spaces', '0005_conflicts_and_experts'),
        ('agendas', '0012_bodies'),
        ('conflicts', '0007_mediation_councils'),
    ]

    operations = [
        migrations.AddField(
            model_name='agenda',
            name='bigrams',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=8), default=list, size=None),
        ),
        migrations.AddField(
            model_name='agenda',
            name='category',
            field=models.CharField(blank=True, choices=[('environment', 'environment and energy'), ('transport', 'transport'), ('housing', 'housing and urban planning'), ('welfare', 'welfare and health'), ('education', 'education and children'), ('culture', 'culture and heritage'), ('economy', 'economy and jobs'), ('safety', 'safety'), ('other', 'other')], max_length=20, verbose_name='category'),
        ),
        migrations.AddField(
            model_name='agenda',
            name='district',
            field=models.CharField(blank=True, help_text='empty: the whole city', max_length=40, verbose_name='district'),
        ),
        migrations.AddField(
            model_name='agenda',
            name='state',
            field=models.CharField(choices=[('waiting', 'waits for a process'), ('preparing', 'a process is being prepared'), ('deliberating', 'being deliberated'), ('concluded', 'deliberated')], default='waiting', max_length=12),
        ),
        migrations.AddField(
            model_name='agenda',
            name='summary',
            field=models.TextField(blank=True, max_length=1000, verbose_name='what it is about'),
        ),
        migrations.AddField(
            model_name='agenda',
            name='summary_en',
            field=models.TextField(blank=True, max_length=1500, verbose_name='what it is about, in English'),
        ),
        migrations.AddField(
            model_name='agenda',
            name='title_en',
            field=models.CharField(blank=True, max_length=160, verbose_name='the question in English'),
        ),
        migrations.AddField(
            model_name='agenda',
            name='title_grams',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=8), default=list, size=None),
        ),
        migrations.AddField(
            model_name='route',
            name='track',
            field=models.CharField(choices=[('briefing', "residents' briefing"), ('listening', 'deliberative listening sessions'), ('mediation', 'mediation council'), ('small_panel', 'small citizen panel'), ('large_panel', 'large public deliberation')], default='small_panel', help_text='recommended for an agenda, unless the advice on its conflict says otherwise', max_length=12, verbose_name='track that it leads to'),
        ),
        migrations.AlterField(
            model_name='agenda',
            name='title',
            field=models.CharField(max_length=120, verbose_name='the question to be deliberated'),
        ),
        migrations.AddIndex(
            model_name='agenda',
            index=models.Index(fields=['-selected_at', '-id'], name='agendas_agenda_by_date'),
        ),
        migrations.AddIndex(
            model_name='agenda',
            index=models.Index(fields=['state', '-selected_at', '-id'], name='agendas_agenda_by_state'),
        ),
        migrations.AddIndex(
            model_name='agenda',
            index=django.contrib.postgres.indexes.GinIndex(fields=['title_grams'], name='agendas_agenda_title_grams'),
        ),
        migrations.AddIndex(
            model_name='agenda',
            index=django.contrib.postgres.indexes.GinIndex(fields=['bigrams'], name='agendas_agenda_bigrams'),
        ),
        migrations.RunPython(complete, migrations.RunPython.noop, elidable=True),
    ]
