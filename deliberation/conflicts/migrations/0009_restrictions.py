"""What is restricted in case files gets a ground and a day of review: item 5 and a year from now."""

from datetime import timedelta

from django.db import migrations, models
from django.utils import timezone
from django.db.models.deletion import PROTECT


def give_grounds(apps, schema_editor):
    restriction = apps.get_model("spaces", "Restriction")
    review_on = timezone.localdate() + timedelta(days=365)

    def restrict(rows, space, column="restriction"):
        for row in rows:
            setattr(row, column, restriction.objects.create(space_id=space(row), ground=5, review_on=review_on))
            row.save(update_fields=[column])

    def of_case(row):
        return row.conflict.space_id

    models_of = {
        name: apps.get_model("conflicts", name).objects
        for name in ("CaseEvent", "Issue", "Party", "Diagnosis", "AnalysisPart", "ConflictCase", "Council")
    }
    for name in ("CaseEvent", "Issue"):
        restrict(models_of[name].filter(public=False).select_related("conflict"), of_case)
    for name in ("Party", "Diagnosis"):
        restrict(models_of[name].select_related("conflict"), of_case)
    parts = models_of["AnalysisPart"].filter(public=False).select_related("analysis__conflict")
    restrict(parts, lambda part: part.analysis.conflict.space_id)
    cases = models_of["ConflictCase"].exclude(restricted_note="")
    restrict(cases, lambda case: case.space_id, "note_restriction")
    councils = models_of["Council"].filter(agreement_public=False)
    restrict(councils, lambda council: council.space_id, "agreement_restriction")


def mark_again(apps, schema_editor):
    for name in ("CaseEvent", "Issue", "AnalysisPart"):
        apps.get_model("conflicts", name).objects.update(public=models.Q(restriction__isnull=True))
    council = apps.get_model("conflicts", "Council")
    council.objects.filter(state="agreed", agreement_restriction=None).update(agreement_public=True)


def pointer(**options):
    return models.OneToOneField(on_delete=PROTECT, related_name="+", to="spaces.restriction", **options)


OPTIONAL = {"blank": True, "null": True}
# What the rows' foreign keys still have to check would stand in the way of changing the tables.
CHECK_NOW = migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [
        ("conflicts", "0008_relations_and_alternatives"),
        ("spaces", "0011_restrictions"),
    ]

    operations = [
        migrations.AddField("analysispart", "restriction", pointer(**OPTIONAL)),
        migrations.AddField("caseevent", "restriction", pointer(**OPTIONAL)),
        migrations.AddField("issue", "restriction", pointer(**OPTIONAL)),
        migrations.AddField("conflictcase", "note_restriction", pointer(**OPTIONAL)),
        migrations.AddField("council", "agreement_restriction", pointer(**OPTIONAL)),
        migrations.AddField("diagnosis", "restriction", pointer(null=True)),
        migrations.AddField("party", "restriction", pointer(null=True)),
        migrations.RunPython(give_grounds, mark_again),
        CHECK_NOW,
        migrations.AlterField(
            "diagnosis", "restriction", pointer(help_text="of note and opinion, which stay inside")
        ),
        migrations.AlterField("party", "restriction", pointer(help_text="of all parts that are not published")),
        migrations.RemoveConstraint("council", "conflicts_public_once_agreed"),
        migrations.RemoveField("analysispart", "public"),
        migrations.RemoveField("caseevent", "public"),
        migrations.RemoveField("council", "agreement_public"),
        migrations.RemoveField("issue", "public"),
        migrations.AddConstraint(
            "conflictcase",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("note_restriction", None), ("restricted_note", "")),
                    models.Q(
                        models.Q(("restricted_note", ""), _negated=True), ("note_restriction__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="conflicts_note_on_a_ground",
            ),
        ),
        migrations.AddConstraint(
            "council",
            models.CheckConstraint(
                condition=models.Q(("agreement_restriction__isnull", False), ("state", "agreed"), _connector="OR"),
                name="conflicts_public_once_agreed",
            ),
        ),
    ]
