from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.ledger.actions import Refused, record
from deliberation.opinions.maps.drawing import SCREEN, latest_map
from deliberation.opinions.models import GroupName
from deliberation.processes.models import Stage
from deliberation.rounds.floor import live


@transaction.atomic
def name_group(stage: Stage, *, group: int, name: str, name_en: str = "", by) -> None:
    """Give a group of the newest map its name; without one it gets the neutral name back.

    Minuted is that it was named, and by whom; the name itself is prose. Refused for a group that is not on the map.
    """
    newest = latest_map(stage)
    if newest is None or group >= newest.result["k"]:
        raise Refused(_("This group is not on the map any more."))
    if name:
        given = {"name": name, "name_en": name_en, "named_by": by, "named_at": timezone.now()}
        GroupName.objects.update_or_create(stage=stage, group=group, defaults=given)
    else:
        GroupName.objects.filter(stage=stage, group=group).delete()
    record(stage, "name_group" if name else "unname_group", by=by, facts={"group": group + 1})
    live.touch(stage, SCREEN)
