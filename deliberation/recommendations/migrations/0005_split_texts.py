"""Recommendations that are there get their sentences, followed through all their versions."""

from django.db import migrations

from deliberation.algorithms.sentences import descent, split


def split_texts(apps, schema_editor):
    recommendations = apps.get_model("recommendations", "Recommendation").objects
    sentences = apps.get_model("recommendations", "Sentence").objects
    wordings = apps.get_model("recommendations", "Wording").objects
    grounds = apps.get_model("recommendations", "Ground").objects
    for recommendation in recommendations.all():
        standing = []
        for version in recommendation.versions.order_by("n"):
            texts, before = split(version.text), standing
            found = descent([sentence.text for sentence in before], texts)
            continued = {one.continues for one in found}
            for place, sentence in enumerate(before):
                if place not in continued:
                    sentences.filter(pk=sentence.pk).update(position=None)
            standing = []
            for position, (text, one) in enumerate(zip(texts, found, strict=True), start=1):
                if one.continues is None:
                    sentence = sentences.create(recommendation=recommendation, position=position, text="")
                else:
                    sentence = before[one.continues]
                if sentence.text != text:
                    wordings.create(sentence=sentence, version=version, text=text)
                sentence.text, sentence.position = text, position
                sentence.save()
                standing.append(sentence)
        if len(standing) == 1:
            for basis in recommendation.bases.order_by("pk"):
                grounds.create(sentence=standing[0], statement_id=basis.statement_id)
        for suggestion in recommendation.suggestions.all():
            found = descent([suggestion.text], [sentence.text for sentence in standing])
            likest = next((place for place, one in enumerate(found) if one.continues is not None), 0)
            grounds.create(sentence=standing[likest], note_id=suggestion.note_id)


class Migration(migrations.Migration):
    dependencies = [("recommendations", "0004_sentences")]

    operations = [migrations.RunPython(split_texts, migrations.RunPython.noop, elidable=True)]
