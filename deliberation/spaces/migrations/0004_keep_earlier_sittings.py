"""Sittings recorded before there was an agenda: held, closed, with their decisions as points."""

from django.db import migrations


def keep(apps, schema_editor):
    Sitting, Point = apps.get_model("spaces", "Sitting"), apps.get_model("spaces", "Point")
    for sitting in Sitting.objects.filter(title=""):
        decisions = apps.get_model("spaces", "Decision").objects.filter(sitting=sitting).order_by("pk")
        Point.objects.bulk_create(
            Point(
                sitting=sitting,
                position=position,
                space=decision.space,
                about=decision.about,
                title=decision.motion,
                decision=decision,
            )
            for position, decision in enumerate(decisions, start=1)
        )
        sitting.title, sitting.state = "위원회 회의", "closed"
        sitting.opened_at = sitting.closed_at = sitting.held_at
        sitting.save()


class Migration(migrations.Migration):
    dependencies = [("spaces", "0003_sittings")]
    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
