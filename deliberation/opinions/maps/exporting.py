"""A map in the format of Polis, with everything that is needed to find its groups again, as one file for everyone.

What could lead to a person stays out. People are numbered in an order that nobody can derive from their seats; authors
have numbers of their own, since a statement's page tells its author's seat; times are told to the day, since an hour
known from elsewhere would point at an answer. A statement that has been taken out keeps its answers, which the groups
rest on, and loses its words and its author.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import numpy as np
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import override

from deliberation.algorithms import polis
from deliberation.algorithms.opinion_statistics import Ints
from deliberation.documents.archive import sealed
from deliberation.opinions.maps.reading import SMALLEST_PICTURE, group_names
from deliberation.opinions.maps.votes import Votes
from deliberation.opinions.models import OpinionMap, Statement
from deliberation.panels.models import OPEN_TO_ALL
from deliberation.processes.models import Stage
from deliberation.spaces.models import Item

FIRST_AUTHOR = 1_000_000  # beyond the number of any participant
TAKEN_OUT = "(가린 의견 · hidden statement)"
DAY = 24 * 60 * 60


def offered_file(stage: Stage) -> OpinionMap | None:
    """The map whose file may be taken: the newest one, unless words in it have been taken out of the round since."""
    since = Q(item__decided_at__gt=OuterRef("as_of")) & ~Q(item__state=Item.State.ADMITTED)
    taken_out = Statement.objects.filter(since | Q(merged_at__gt=OuterRef("as_of")), stage=OuterRef("stage"))
    kept = OpinionMap.objects.filter(stage=stage).exclude(file="").annotate(outdated=Exists(taken_out)).first()
    return kept if kept and not kept.outdated else None


@transaction.atomic
def keep_file(drawn: OpinionMap, votes: Votes) -> None:
    """Store the file of a map of at least fifty people, drawn from these votes, in place of the earlier of its round.

    Equal data give equal bytes, and a file is named by their digest; so doing it twice is harmless. The round's oldest
    map is locked for it, so that two workers do it one after the other.
    """
    OpinionMap.objects.select_for_update().filter(stage=drawn.stage).order_by("pk").first()
    if drawn.people < SMALLEST_PICTURE:
        _drop_files(drawn.stage)
        return
    content = archive(drawn, votes)
    name = f"opinion-maps/{hashlib.sha256(content).hexdigest()}.zip"
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(content))
    _drop_files(drawn.stage, but=name)
    OpinionMap.objects.filter(pk=drawn.pk).update(file=name, file_size=len(content))


def _drop_files(stage: Stage, *, but: str = "") -> None:
    """Forget the files of the round; they go once that is certain, for a row must not lead to a file that is gone."""
    kept = OpinionMap.objects.filter(stage=stage).exclude(file="").exclude(file=but)
    for name in kept.values_list("file", flat=True):
        transaction.on_commit(partial(default_storage.delete, name), robust=True)
    kept.update(file="")


def archive(drawn: OpinionMap, votes: Votes) -> bytes:
    """The ZIP file: what Polis exports, map.json, and what it all means in Korean and English."""
    with TemporaryDirectory() as made:
        folder = Path(made)
        polis.write(_export(drawn, votes), folder)
        about = json.dumps(_about(drawn), ensure_ascii=False, indent=2)
        (folder / "map.json").write_text(about + "\n", encoding="utf-8")
        for language, _name in settings.LANGUAGES:
            with override(language):
                words = render_to_string("opinions/maps/readme.txt", _words(drawn))
            (folder / f"README.{language}.txt").write_text(words, encoding="utf-8")
        return sealed((path.name, path.read_bytes()) for path in sorted(folder.iterdir()))


def _export(drawn: OpinionMap, votes: Votes) -> polis.Export:
    number = _numbered("participants", drawn.stage, votes.seats)
    person = number[votes.person]
    order = np.lexsort((votes.statement, person))
    columns = person, votes.statement, votes.value, _days(votes.seconds)
    places = drawn.places()
    grouped = number[np.searchsorted(votes.seats, places.seats)]
    statements = tuple(_statements(drawn.stage, votes))
    return polis.Export(
        statements=statements,
        participants=tuple(range(len(votes.seats))),
        votes=polis.Votes(*(column[order].astype(np.int64) for column in columns)),
        groups=dict(zip(grouped.tolist(), places.groups.tolist(), strict=True)),
        summary=_summary(drawn, statements),
    )


def _numbered(what: str, stage: Stage, seats: Ints) -> Ints:
    """The number of each seat from 0, in the order of keyed digests."""
    keys = [salted_hmac(f"opinions.export.{what}", f"{stage.pk}:{seat}").digest() for seat in seats.tolist()]
    order = np.array(sorted(range(len(keys)), key=keys.__getitem__), dtype=np.int64)
    return np.argsort(order)


def _statements(stage: Stage, votes: Votes) -> Iterator[polis.Statement]:
    rows = Statement.objects.select_related("item").in_bulk(votes.statements.tolist())
    visible = [rows[key] for key in np.delete(votes.statements, votes.hidden).tolist()]
    seats = np.unique(np.array([one.seat_id for one in visible if one.seat_id], dtype=np.int64))
    authors = dict(zip(seats.tolist(), (FIRST_AUTHOR + _numbered("authors", stage, seats)).tolist(), strict=True))
    for position, key in enumerate(votes.statements.tolist()):
        one, hidden = rows[key], position in votes.hidden
        yield polis.Statement(
            id=cast(int, one.number) - 1,  # whatever was answered was admitted, and numbered then
            author=None if hidden else authors.get(one.seat_id),
            text=TAKEN_OUT if hidden else one.item.text,
            moderated=-1 if hidden else 1,
            milliseconds=int(_days(np.array([one.created_at.timestamp()], dtype=np.int64))[0]),
            seed=one.seed,
        )


def _days(seconds: Ints) -> Ints:
    """The city's midnight before each moment, in Unix milliseconds."""
    offset = int((timezone.localtime().utcoffset() or timedelta()).total_seconds())
    return ((seconds + offset) // DAY * DAY - offset) * 1000


def _summary(drawn: OpinionMap, statements: tuple[polis.Statement, ...]) -> dict[str, str]:
    counts = {
        "voters": drawn.people,
        "voters-in-conv": sum(drawn.result["sizes"]),
        "commenters": len({one.author for one in statements} - {None}),
        "comments": len(statements),
        "groups": drawn.result["k"],
    }
    where = {"topic": drawn.stage.process.title, "url": _address(drawn)}
    told = {name: str(count) for name, count in counts.items()}
    return where | told | {"conversation-description": drawn.stage.title}


def _about(drawn: OpinionMap) -> dict[str, Any]:
    """Everything that a map is a function of, and what came out."""
    names = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            names[language] = group_names(drawn)
    return {
        "drawn_at": drawn.made_at.isoformat(),
        "digest": drawn.digest,
        "seed": drawn.seed,
        "version": drawn.version,
        "people": drawn.people,
        "votes": drawn.votes,
        "k": drawn.result["k"],
        "silhouette": drawn.result["silhouette"],
        "groups": [
            {"group": group, "people": size, "name": {language: called[group] for language, called in names.items()}}
            for group, size in enumerate(drawn.result["sizes"])
        ],
    }


def _words(drawn: OpinionMap) -> dict[str, Any]:
    return {
        "map": drawn,
        "stage": drawn.stage,
        "process": drawn.stage.process,
        "voluntary": drawn.stage.process.preset == OPEN_TO_ALL,
        "address": _address(drawn),
        "first_author": FIRST_AUTHOR,
    }


def _address(drawn: OpinionMap) -> str:
    return settings.SITE_URL + reverse("opinions:map", args=[drawn.stage.process.slug, drawn.stage.pk])
