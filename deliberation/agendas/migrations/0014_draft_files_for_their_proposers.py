from django.db import migrations


def share(apps, _editor):
    """Files of drafts belong to those who propose them; until now anybody in office could read them."""
    proposals = apps.get_model("agendas", "Proposal").objects.filter(state="draft", attachments__isnull=False)
    for draft in proposals.distinct():
        people = set(draft.co_proposers.filter(user__isnull=False).values_list("user", flat=True)) | {draft.author_id}
        for attachment in draft.attachments.all():
            attachment.readers.set(people - {None})


class Migration(migrations.Migration):
    dependencies = [
        ("agendas", "0013_agenda_pages"),
        ("spaces", "0008_readers_of_files"),
    ]

    operations = [migrations.RunPython(share, migrations.RunPython.noop)]
